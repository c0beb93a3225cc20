//! `user.*`: what the person does.

use super::spec::Check::{Count, Flag, Object, OneOf, Text};
use super::spec::{TypeSpec, content, optional, required};

/// A prompt; its words are content.
pub static PROMPT: TypeSpec = TypeSpec {
    name: "user.prompt",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("prompt_id", Text),
        required("interface", OneOf(&["text", "voice", "gesture", "api"])),
        required("truncated", Flag),
        content("prompt_text"),
        optional("length", Count),
        optional("hash", Text),
        optional("language", Text),
        optional("intent", Text),
    ],
    apply: |state, e| {
        state.session.prompts += 1;
        state.session.last_prompt_id = e.data.text("prompt_id").map(Into::into);
    },
};

/// A click, a key, a setting.
pub static ACTION: TypeSpec = TypeSpec {
    name: "user.action",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required(
            "action",
            OneOf(&["pause", "resume", "stop", "reset", "export", "settings", "level_select"]),
        ),
        optional("context", Object),
        optional("ui_element", Text),
    ],
    apply: |state, e| {
        state.session.actions += 1;
        state.session.last_action = e.data.text("action").map(Into::into);
    },
};
