//! Questions to the person at the terminal; the only place with dialoguer. A question that nobody can answer is an
//! error that says which flag answers it.

use crate::cli::exit::{Exit, Failure};
use dialoguer::{Confirm, Input};
use std::io::IsTerminal;

/// Whether and how questions are asked.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    /// Everything is answered with yes.
    pub yes: bool,
    /// Nothing is asked.
    pub no_input: bool,
}

impl Asking {
    /// Goes on when the person says yes.
    pub fn confirm(self, question: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        self.can_ask(question)?;
        let answer = Confirm::new().with_prompt(question).default(false).interact_opt();
        settle(answer.map_err(broken)?.unwrap_or(false))
    }

    /// Goes on when the person types a word, which stands for having read what will be gone; `--yes` types it.
    pub fn confirm_typed(self, question: &str, word: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        self.can_ask(question)?;
        let prompt = format!("{question} Type `{word}` to go on");
        let answer: String =
            Input::new().with_prompt(prompt).allow_empty(true).interact_text().map_err(broken)?;
        settle(answer.trim() == word)
    }

    fn can_ask(self, question: &str) -> Result<(), Failure> {
        if self.no_input || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Err(Failure::usage(format!("{question} Nobody is there to answer"))
                .hint("--yes answers; --dry-run shows what would be done"));
        }
        Ok(())
    }
}

fn settle(yes: bool) -> Result<(), Failure> {
    if yes { Ok(()) } else { Err(Failure::new(Exit::Failed, "nothing was done")) }
}

fn broken(e: dialoguer::Error) -> Failure {
    Failure::new(Exit::Failed, format!("the question could not be asked: {e}"))
}
