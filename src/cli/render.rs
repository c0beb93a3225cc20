//! How answers look. Nothing here knows what a session is: verbs hand over values, tables and numbers.

pub mod ask;
pub mod bar;
pub mod paint;
pub mod progress;
pub mod spark;
pub mod svg;
pub mod table;
pub mod ui;

pub use crate::core::{escape, number};
pub use ask::Asking;
pub use bar::{bar, bar_length};
pub use paint::Paint;
pub use progress::{Progress, ProgressMode};
pub use table::Table;
pub use ui::{Format, Ui, UiOptions};
pub mod stream;
