//! What values a key of the configuration takes, and what it is when nothing sets it.

/// What values a key takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int {
        /// The smallest value.
        min: u64,
        /// The largest value.
        max: u64,
    },
    /// A finite number.
    Float {
        /// The smallest value.
        min: f64,
        /// The largest value.
        max: f64,
    },
    /// A whole number of `unit`, or a text such as `"90d"` that comes to one.
    Duration {
        /// The unit in which the value is counted.
        unit: Unit,
        /// The shortest, in `unit`.
        min: u64,
        /// The longest, in `unit`.
        max: u64,
    },
    /// A size in bytes, or a text such as `"64M"`.
    Bytes {
        /// The smallest value, in bytes.
        min: u64,
    },
    /// A path. In a file, a relative one starts at the folder of that file.
    Path,
    /// Any text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Texts: an array, or one text with commas.
    List,
    /// A text that is never kept and never shown.
    Secret,
}

/// The unit of a [`Kind::Duration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Days of 24 hours.
    Days,
}

impl Unit {
    /// The length of one unit in milliseconds.
    pub const fn length_ms(self) -> u64 {
        match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Days => 86_400_000,
        }
    }

    /// The name, in the plural.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "milliseconds",
            Self::Seconds => "seconds",
            Self::Days => "days",
        }
    }
}

/// The value of a key that nothing sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preset {
    /// Not set, or turned off.
    Off,
    /// A truth value.
    Bool(bool),
    /// A whole number, in the unit of the kind.
    Int(u64),
    /// A number.
    Float(f64),
    /// A text.
    Text(&'static str),
    /// No texts.
    Empty,
}
