//! The migrations as a list, and the one that is written next.
