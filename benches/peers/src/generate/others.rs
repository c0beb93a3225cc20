//! The types that a session is sprinkled with: patterns, health, experience, actions, errors.

use super::body::{Body, MODELS};
use super::session::State;
use super::text::{micro, milli};

const LEVELS: [(&str, &str); 5] = [
    ("Lightning", "first_energy_peak"),
    ("Stream", "ten_prompts"),
    ("Interference", "two_models"),
    ("Resonance", "sustained_sync"),
    ("Orchestration", "ensemble_of_three"),
];

/// One of them, by weight.
pub fn draw(state: &mut State) -> Body {
    match state.rng.range(0, 100) {
        0..25 => heartbeat(state),
        25..40 => interference(state),
        40..52 => resonance(state),
        52..62 => coordination(state),
        62..70 => performance(state),
        70..78 => action(state),
        78..86 => peak(state),
        86..90 => celebration(state),
        90..92 if state.level < LEVELS.len() => unlock(state),
        90..94 => snapshot_created(state),
        94..97 => model_change(state),
        _ => error(state),
    }
}

fn heartbeat(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let health = if rng.chance(95) { "healthy" } else { "warning" };
    let data = format!(
        concat!(
            r#"{{"system_health":"{}","fps":{},"memory_usage_mb":{},"disk_usage_mb":{},"active_connections":{},"#,
            r#""event_queue_size":{},"models_loaded":["ollama/llama2:7b"]}}"#
        ),
        health,
        milli(rng.range(58_200, 60_400)),
        rng.range(900, 1_400),
        rng.range(120, 180),
        rng.range(1, 5),
        rng.range(0, 40)
    );
    Body::new("health.heartbeat", data)
}

fn interference(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let data = format!(
        concat!(
            r#"{{"models_involved":["{}","{}"],"interference_type":"{}","strength":{},"frequency":{},"#,
            r#""duration_ms":{}}}"#
        ),
        MODELS[0],
        MODELS[1],
        rng.pick(&["constructive", "destructive", "neutral"]),
        milli(rng.range(0, 1_001)),
        milli(rng.range(500, 30_000)),
        rng.range(16, 2_000)
    );
    Body::new("pattern.interference", data)
}

fn resonance(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let data = format!(
        concat!(
            r#"{{"models_involved":["{}","{}"],"resonance_frequency":{},"amplitude":{},"#,
            r#""synchronization_level":{},"harmony_detected":{},"energy_amplification":{}}}"#
        ),
        MODELS[1],
        MODELS[2],
        milli(rng.range(500, 30_000)),
        milli(rng.range(0, 1_001)),
        milli(rng.range(0, 1_001)),
        rng.chance(60),
        milli(rng.range(1_000, 2_500))
    );
    Body::new("pattern.resonance", data)
}

fn coordination(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let data = format!(
        concat!(
            r#"{{"models":["{0}","{1}"],"coordination_mode":"{2}","diversity_index":{3},"consensus_reached":{4},"#,
            r#""energy_distribution":{{"{0}":{5},"{1}":{6}}}}}"#
        ),
        MODELS[0],
        MODELS[2],
        rng.pick(&["parallel", "sequential", "hierarchical", "competitive"]),
        milli(rng.range(0, 1_001)),
        rng.chance(70),
        micro(rng.range(1_000, 900_000)),
        micro(rng.range(1_000, 900_000))
    );
    Body::new("ensemble.coordination", data)
}

fn performance(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let data = format!(
        r#"{{"metric":"{}","value":{},"severity":"{}","threshold":16.6,"mitigation":"{}"}}"#,
        rng.pick(&["frame_drop", "high_latency", "memory_pressure", "disk_slow", "queue_backlog"]),
        milli(rng.range(16_600, 120_000)),
        rng.pick(&["info", "warning", "warning", "error"]),
        rng.pick(&["none", "reduced_quality", "batched_writes"])
    );
    Body::new("health.performance", data)
}

fn action(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let data = format!(
        r#"{{"action":"{}","context":{{"view":"{}","clicks":{}}},"ui_element":"{}"}}"#,
        rng.pick(&["pause", "resume", "settings", "export", "level_select"]),
        rng.pick(&["stream", "replay", "dashboard"]),
        rng.range(1, 9),
        rng.pick(&["toolbar.pause", "sidebar.levels", "menu.export"])
    );
    Body::new("user.action", data)
}

fn peak(state: &mut State) -> Body {
    let energy = state.rng.range(1_000_000, 4_000_000);
    let data = format!(
        r#"{{"energy":{},"threshold":1,"model_id":"{}","context":"burst of {} tokens"}}"#,
        micro(energy),
        state.model,
        state.rng.range(8, 64)
    );
    Body::new("energy.peak", data)
}

fn celebration(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let data = format!(
        concat!(
            r#"{{"celebration_type":"{}","intensity":"{}","visual_effects":["sparks","glow"],"duration_ms":{},"#,
            r#""trigger_data":{{"streak":{}}}}}"#
        ),
        rng.pick(&["resonance_achieved", "energy_peak", "session_milestone", "interference_mastered"]),
        rng.pick(&["subtle", "moderate", "spectacular"]),
        rng.range(400, 3_000),
        rng.range(1, 12)
    );
    Body::new("experience.celebration", data)
}

fn unlock(state: &mut State) -> Body {
    let (name, trigger) = LEVELS[state.level];
    state.level += 1;
    let data = format!(
        concat!(
            r#"{{"level":{0},"level_name":"{1}","trigger_condition":"{2}","features_unlocked":["view_{0}"],"#,
            r#""energy_threshold":{3}}}"#
        ),
        state.level,
        name,
        trigger,
        state.level * 25
    );
    Body::new("experience.level_unlock", data)
}

fn snapshot_created(state: &mut State) -> Body {
    state.snapshots += 1;
    let data = format!(
        concat!(
            r#"{{"snapshot_id":{},"snapshot_type":"periodic","state_size_bytes":{},"events_since_last":{},"#,
            r#""compression_ratio":{}}}"#
        ),
        state.snapshots,
        state.rng.range(2_000, 9_000),
        state.rng.range(200, 1_000),
        milli(state.rng.range(200, 600))
    );
    Body::new("state.snapshot_created", data)
}

fn model_change(state: &mut State) -> Body {
    let previous = state.model;
    let others: Vec<&'static str> = MODELS.into_iter().filter(|model| *model != previous).collect();
    state.model = state.rng.pick(&others);
    let reason = state.rng.pick(&["user_choice", "memory_pressure", "fallback"]);
    let data =
        format!(r#"{{"model_id":"{}","previous_model_id":"{previous}","reason":"{reason}"}}"#, state.model);
    Body::new("ai.model_change", data)
}

fn error(state: &mut State) -> Body {
    let rng = &mut state.rng;
    let data = format!(
        concat!(
            r#"{{"error_code":"E{:04}","error_message":"{}","component":"{}","severity":"{}","#,
            r#""recoverable":true,"context":{{"retry":{}}}}}"#
        ),
        rng.range(1_000, 1_020),
        rng.pick(&["socket closed by peer", "frame budget exceeded", "model timed out after 5000 ms"]),
        rng.pick(&["websocket", "renderer", "ollama"]),
        rng.pick(&["low", "medium", "high"]),
        rng.range(0, 4)
    );
    Body::new("error", data)
}
