//! What can be wrong with a configuration, where it says so, and what would help.

use std::fmt;
use std::io;
use std::path::PathBuf;

use serde::Serialize;
use thiserror::Error;

use super::table;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "from", rename_all = "lowercase")]
pub enum Origin {
    /// Nothing sets it.
    Default,
    /// A configuration file.
    File {
        /// The file, as it was found or named.
        #[serde(serialize_with = "super::value::serialize_path")]
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// An environment variable.
    Environment {
        /// Its name.
        name: String,
    },
    /// A flag of the command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment { name } => write!(f, "environment {name}"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// Why a configuration is refused. Every one is a usage error: exit code 2.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file that was named, or that is there, cannot be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is larger than any configuration.
    #[error("{}: larger than {max_bytes} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        max_bytes: u64,
    },
    /// A file is not TOML.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// There is no such section.
    #[error("{origin}: unknown section [{section}]")]
    UnknownSection {
        /// Where it stands.
        origin: Origin,
        /// The name as it was written.
        section: String,
        /// The nearest section.
        suggestion: Option<String>,
    },
    /// A name outside any section holds a value.
    #[error("{origin}: `{key}` stands outside of a section")]
    NoSection {
        /// Where it stands.
        origin: Origin,
        /// The name as it was written.
        key: String,
        /// The `section.key` of that name.
        suggestion: Option<String>,
    },
    /// A section's name holds a value instead of keys.
    #[error("{origin}: [{section}] is {found} instead of a section")]
    NotASection {
        /// Where it stands.
        origin: Origin,
        /// The section.
        section: String,
        /// What stands there.
        found: String,
    },
    /// There is no such key in the section.
    #[error("{origin}: unknown key `{key}` in [{section}]")]
    UnknownKey {
        /// Where it stands.
        origin: Origin,
        /// The section.
        section: String,
        /// The name as it was written.
        key: String,
        /// The nearest key, with its section when that is another.
        suggestion: Option<String>,
    },
    /// A variable looks like one of ours and is none.
    #[error("unknown environment variable {name}")]
    UnknownVariable {
        /// Its name.
        name: String,
        /// The nearest variable.
        suggestion: Option<String>,
    },
    /// A value is of the wrong type.
    #[error("{origin}: {section}.{key} cannot be {found}; allowed: {allowed}")]
    WrongType {
        /// Where it stands.
        origin: Origin,
        /// The section.
        section: &'static str,
        /// The key.
        key: &'static str,
        /// What stands there.
        found: String,
        /// What may stand there.
        allowed: String,
    },
    /// A value is of the right type and not allowed.
    #[error("{origin}: {section}.{key} = {found} is not allowed; allowed: {allowed}")]
    OutOfRange {
        /// Where it stands.
        origin: Origin,
        /// The section.
        section: &'static str,
        /// The key.
        key: &'static str,
        /// What stands there.
        found: String,
        /// What may stand there.
        allowed: String,
    },
    /// A database server that is not on this machine.
    #[error("{origin}: database.{key} = \"{host}\" is not on this machine")]
    NotLocal {
        /// Where it stands.
        origin: Origin,
        /// `host` or `socket`.
        key: &'static str,
        /// What stands there.
        host: String,
    },
    /// The configuration is right and asks for an engine that does not exist yet.
    #[error("{origin}: the storage engine \"{engine}\" is not available in this version")]
    EngineNotAvailable {
        /// Where it was asked for.
        origin: Origin,
        /// The engine.
        engine: String,
    },
}

impl ConfigError {
    /// What would help, when that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownSection { suggestion, .. } => Some(match suggestion {
                Some(name) => did_you_mean(&format!("[{name}]")),
                None => format!("sections are {}", table::sections().join(", ")),
            }),
            Self::NoSection { suggestion, .. } | Self::UnknownVariable { suggestion, .. } => {
                suggestion.as_deref().map(did_you_mean)
            }
            Self::UnknownKey { suggestion, section, .. } => Some(match suggestion {
                Some(name) => did_you_mean(name),
                None => {
                    format!("keys of [{section}] are {}", table::keys(section).collect::<Vec<_>>().join(", "))
                }
            }),
            Self::NotASection { section, .. } => Some(format!("write [{section}] on a line of its own")),
            Self::NotLocal { .. } => {
                Some("use 127.0.0.1, ::1, localhost, or the absolute path of a socket".to_owned())
            }
            Self::EngineNotAvailable { .. } => Some("set type = \"sqlite\", or leave it out".to_owned()),
            _ => None,
        }
    }
}

fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}
