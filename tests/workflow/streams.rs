//! Streams through the state manager.

use serde_json::json;
use wfstate::{Event, StateError, StateManager};

#[test]
fn a_stream_is_begun_recorded_snapshotted_and_ended() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state.db");
    let manager = StateManager::new(&path).unwrap();
    manager.start_session("test_session", "default").unwrap();
    for frame in 1..=100 {
        let data = r#"{"energy":0.1,"accumulator":0.1,"model_id":"ollama/llama2:7b"}"#;
        let event = Event {
            type_name: "energy.update",
            data,
            frame: Some(frame),
            energy_delta: Some(0.1),
            ..Event::default()
        };
        manager.put("test_session", &event).unwrap();
    }
    manager.log_event("user.action", &json!({"action": "pause"}), "test_session").unwrap();
    let state = manager.current_state("test_session").unwrap();
    assert_eq!((state.total_energy().to_string().as_str(), state.session.actions), ("10", 1));
    assert!(manager.create_snapshot("test_session").unwrap() > 0);
    manager.end_session("test_session").unwrap();
    let ended = manager.get_session("test_session").unwrap().unwrap();
    assert!(ended.completed_at.is_some());
    let refused = manager.log_event("user.action", &json!({"action": "stop"}), "test_session");
    assert!(matches!(refused, Err(StateError::WrongKind { .. })), "{refused:?}");
    manager.shutdown().unwrap();
}

#[test]
fn both_kinds_live_in_one_database_and_are_not_taken_for_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state.db");
    let manager = StateManager::new(&path).unwrap();
    manager.start_session("stream", "default").unwrap();
    let workflow = manager.create_session("workflow").unwrap();
    manager.save_phase_completion(&workflow, "one", &json!(1), 1, 0.5).unwrap();
    let refused = manager.save_phase_completion("stream", "one", &json!(1), 1, 0.5);
    assert!(matches!(refused, Err(StateError::WrongKind { .. } | StateError::Held { .. })), "{refused:?}");
    assert_eq!(manager.get_total_sessions().unwrap(), 1, "workflows are counted");
    manager.shutdown().unwrap();
    let manager = StateManager::new(&path).unwrap();
    assert_eq!(manager.recover_from_crash("stream").unwrap().frame.frames, 0);
}
