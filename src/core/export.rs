//! Exports: sessions written out, to be read by people, by other programs, and by wfstate again.

pub mod record;
