//! The `wfstate` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    wfstate::cli::main()
}
