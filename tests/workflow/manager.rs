//! The tests that the document of the state manager spells out, with the expectations that are right, and what the
//! document leaves open.

use serde_json::json;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use wfstate::manager::SessionStatus;
use wfstate::model::money::MicroUsd;
use wfstate::{StateError, StateManager};

fn usd(text: &str) -> Option<MicroUsd> {
    MicroUsd::from_literal(text)
}

fn lab() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state.db");
    (dir, path)
}

#[test]
fn test_create_and_retrieve_session() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let session_id = manager.create_session("TechCorp").unwrap();
    let session = manager.get_session(&session_id).unwrap().unwrap();
    assert_eq!((session.label.as_str(), session.status), ("TechCorp", SessionStatus::Running));
    // Nothing was bought: no price is known, and none is made up.
    assert_eq!((session.cost_usd, session.duration_ms, session.completed_at), (None, None, None));
    let id = uuid::Uuid::parse_str(&session_id).unwrap();
    assert_eq!(id.get_version_num(), 7);
}

#[test]
fn test_phase_completion_tracking() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let session_id = manager.create_session("TechCorp").unwrap();
    let output = json!({"result": "Phase 1 complete"});
    manager.save_phase_completion(&session_id, "phase_1", &output, 5000, 0.05).unwrap();
    assert!(manager.is_phase_completed(&session_id, "phase_1").unwrap());
    assert!(!manager.is_phase_completed(&session_id, "phase_2").unwrap());
    let phases = manager.get_completed_phases(&session_id).unwrap();
    assert_eq!(phases.len(), 1);
    assert_eq!((phases[0].phase_id.as_str(), phases[0].duration_ms), ("phase_1", Some(5000)));
    assert_eq!(phases[0].output, output.to_string());
}

#[test]
fn test_context_save_and_resume() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let session_id = manager.create_session("TechCorp").unwrap();
    let mut context = HashMap::new();
    context.insert("target_company".to_string(), json!("TechCorp"));
    context.insert("phase_1_output".to_string(), json!({"data": "result"}));
    manager.save_context(&session_id, &context).unwrap();
    let loaded = manager.load_context(&session_id).unwrap().unwrap();
    assert_eq!(loaded.data.len(), 2);
    assert_eq!(loaded.data["target_company"], "TechCorp");
}

#[test]
fn test_cost_accumulation() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let id = manager.create_session("TechCorp").unwrap();
    for (phase, cost) in [("phase_1", 0.02), ("phase_2", 0.03), ("phase_3", 0.01)] {
        manager.save_phase_completion(&id, phase, &json!({}), 1000, cost).unwrap();
    }
    let session = manager.get_session(&id).unwrap().unwrap();
    assert_eq!(session.cost_usd, usd("0.06"), "the document's own float sum is 0.060000000000000005");
}

#[test]
fn test_crash_recovery_workflow() {
    let (_dir, path) = lab();
    {
        let manager = StateManager::new(&path).unwrap();
        let session_id = manager.create_session("TechCorp").unwrap();
        manager
            .save_phase_completion(&session_id, "phase_1", &json!({"profile": "data"}), 5000, 0.02)
            .unwrap();
        let mut context = HashMap::new();
        context.insert("target_company".to_string(), json!("TechCorp"));
        context.insert("phase_1_output".to_string(), json!({"profile": "data"}));
        manager.save_context(&session_id, &context).unwrap();
    }
    let manager = StateManager::new(&path).unwrap();
    let sessions = manager.get_session_history(10).unwrap();
    assert_eq!(sessions.len(), 1);
    let context = manager.resume_session(&sessions[0].session_id).unwrap();
    assert_eq!(context.last_completed_phase, Some("phase_1".to_string()));
    assert_eq!((context.data.len(), context.accumulated_cost, context.attempt), (2, usd("0.02"), 2));
}

#[test]
fn a_phase_saved_again_is_an_attempt_that_keeps_its_place_and_is_paid_again() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let id = manager.create_session("x").unwrap();
    for (phase, cost) in [("one", 0.02), ("two", 0.03), ("one", 0.05)] {
        manager.save_phase_completion(&id, phase, &json!(phase), 10, cost).unwrap();
    }
    let phases = manager.get_completed_phases(&id).unwrap();
    let seen: Vec<_> = phases.iter().map(|p| (p.phase_id.as_str(), p.attempts, p.cost_usd)).collect();
    assert_eq!(seen, [("one", 2, usd("0.07")), ("two", 1, usd("0.03"))]);
    assert_eq!(manager.get_session(&id).unwrap().unwrap().cost_usd, usd("0.1"));
    assert_eq!(manager.resume_session(&id).unwrap().last_completed_phase.as_deref(), Some("two"));
}

#[test]
fn a_key_makes_a_retry_harmless_also_after_the_end_and_other_values_a_conflict() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let id = manager.create_session("x").unwrap();
    let save =
        |cost| manager.save_phase_completion_once(&id, "one", &json!({"a": 1}), 10, cost, "one-of-monday");
    save(0.02).unwrap();
    save(0.02).unwrap();
    assert!(save(0.03).is_err());
    manager.update_session_status(&id, SessionStatus::Completed, None).unwrap();
    save(0.02).unwrap();
    let phases = manager.get_completed_phases(&id).unwrap();
    assert_eq!((phases.len(), phases[0].attempts, phases[0].cost_usd), (1, 1, usd("0.02")));
}

#[test]
fn an_unknown_price_is_not_zero() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let id = manager.create_session("x").unwrap();
    let save = |phase: &str, price| manager.save_phase_completion(&id, phase, &json!(1), 1, price);
    save("one", None::<MicroUsd>).unwrap();
    assert_eq!(manager.get_completed_phases(&id).unwrap()[0].cost_usd, None);
    assert_eq!(manager.get_session(&id).unwrap().unwrap().cost_usd, None);
    save("two", usd("0.5")).unwrap();
    assert_eq!(manager.get_session(&id).unwrap().unwrap().cost_usd, usd("0.5"));
    for bad in [f64::NAN, f64::INFINITY, -0.01] {
        let refused = manager.save_phase_completion(&id, "three", &json!(1), 1, bad);
        assert!(matches!(refused, Err(StateError::Price(_))), "{bad}: {refused:?}");
    }
    assert_eq!(manager.get_completed_phases(&id).unwrap().len(), 2);
}

#[test]
fn statuses_follow_the_table_and_what_ended_has_a_duration() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let id = manager.create_session("x").unwrap();
    let status = |to, error| manager.update_session_status(&id, to, error);
    status(SessionStatus::Paused, None).unwrap();
    let refused = manager.save_phase_completion(&id, "one", &json!(1), 1, 0.0);
    assert!(matches!(refused, Err(StateError::Status { .. })), "{refused:?}");
    assert!(matches!(status(SessionStatus::Completed, None), Err(StateError::Status { .. })));
    manager.resume_session(&id).unwrap();
    status(SessionStatus::Failed, Some("rate limited")).unwrap();
    let failed = manager.get_session(&id).unwrap().unwrap();
    assert_eq!(
        (failed.status, failed.error_message.as_deref()),
        (SessionStatus::Failed, Some("rate limited"))
    );
    assert!(failed.completed_at.is_some() && failed.duration_ms.is_some());
    assert!(matches!(manager.resume_session(&id), Err(StateError::Status { .. })), "it failed");
    manager.retry_session(&id).unwrap();
    let again = manager.get_session(&id).unwrap().unwrap();
    assert_eq!((again.status, again.error_message, again.completed_at), (SessionStatus::Running, None, None));
    manager.save_markdown_output(&id, "# Done").unwrap();
    status(SessionStatus::Completed, None).unwrap();
    status(SessionStatus::Completed, None).unwrap();
    assert!(matches!(manager.resume_session(&id), Err(StateError::Status { .. })), "it is final");
    let done = manager.get_session(&id).unwrap().unwrap();
    assert_eq!(done.markdown_output.as_deref(), Some("# Done"));
    let lasted = manager.calculate_duration(&id).unwrap();
    assert_eq!(done.duration_ms, Some(lasted));
}

#[test]
fn what_is_not_there_is_a_typed_error() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let gone = |e: Result<(), StateError>| assert!(matches!(e, Err(StateError::SessionNotFound(_))), "{e:?}");
    gone(manager.update_session_status("nobody", SessionStatus::Failed, None));
    gone(manager.save_markdown_output("nobody", "x"));
    gone(manager.save_phase_completion("nobody", "one", &json!(1), 1, 0.0));
    gone(manager.resume_session("nobody").map(drop));
    gone(manager.get_completed_phases("nobody").map(drop));
    gone(manager.calculate_duration("nobody").map(drop));
    assert_eq!(manager.get_session("nobody").unwrap(), None);
    let broken = manager.save_context(&manager.create_session("x").unwrap(), &[1, 2]);
    assert!(matches!(broken, Err(StateError::Serialization(_))), "a context is an object: {broken:?}");
}

#[test]
fn averages_are_over_what_is_known() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let none = manager.get_statistics().unwrap();
    assert_eq!((none.total_sessions, none.avg_cost_usd, none.avg_duration_ms), (0, None, None));
    for (label, cost, end) in [
        ("a", Some("0.02"), SessionStatus::Completed),
        ("b", Some("0.05"), SessionStatus::Completed),
        ("c", None, SessionStatus::Completed),
        ("d", Some("9"), SessionStatus::Failed),
    ] {
        let id = manager.create_session(label).unwrap();
        manager.save_phase_completion(&id, "one", &json!(1), 1, cost.and_then(usd)).unwrap();
        manager.update_session_status(&id, end, None).unwrap();
    }
    let all = manager.get_statistics().unwrap();
    assert_eq!((all.total_sessions, all.completed_sessions, all.failed_sessions), (4, 3, 1));
    assert_eq!(all.avg_cost_usd, usd("0.035"), "of the two whose price is known");
    assert_eq!(manager.get_total_sessions().unwrap(), 4);
    let newest = manager.get_session_history(2).unwrap();
    assert_eq!(newest.iter().map(|s| s.label.as_str()).collect::<Vec<_>>(), ["d", "c"]);
}

#[test]
fn the_cost_of_each_day_is_told_also_of_days_without_any() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let id = manager.create_session("x").unwrap();
    manager.save_phase_completion(&id, "one", &json!(1), 1, 0.02).unwrap();
    manager.save_phase_completion(&id, "two", &json!(1), 1, None::<MicroUsd>).unwrap();
    let trend = manager.get_cost_trends(3).unwrap();
    let [.., before, today] = trend.as_slice() else { panic!("{trend:?}") };
    assert_eq!(trend.len(), 3);
    assert_eq!((today.cost_usd, today.count, today.unpriced), (usd("0.02"), 2, 1), "{before:?}");
    assert_eq!((before.cost_usd, before.count), (usd("0"), 0));
}

#[test]
fn several_threads_step_and_ask_at_once() {
    let (_dir, path) = lab();
    let manager = Arc::new(StateManager::new(&path).unwrap());
    let id = manager.create_session("x").unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (manager, id) = (Arc::clone(&manager), id.clone());
            scope.spawn(move || {
                for n in 0..10 {
                    let phase = format!("{thread}-{n}");
                    manager.save_phase_completion(&id, &phase, &json!(n), 1, 0.001).unwrap();
                    assert!(manager.is_phase_completed(&id, &phase).unwrap());
                    manager.get_statistics().unwrap();
                }
            });
        }
    });
    let session = manager.get_session(&id).unwrap().unwrap();
    assert_eq!((manager.get_completed_phases(&id).unwrap().len(), session.cost_usd), (40, usd("0.04")));
}

#[test]
fn old_sessions_go_by_their_end_and_what_runs_or_is_held_stays() {
    let (_dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let ended = manager.create_session("ended").unwrap();
    manager.update_session_status(&ended, SessionStatus::Completed, None).unwrap();
    let running = manager.create_session("running").unwrap();
    assert_eq!(manager.cleanup_old_sessions(1).unwrap(), 0, "it ended a moment ago");
    assert_eq!(manager.cleanup_old_sessions(0).unwrap(), 1);
    assert_eq!(manager.get_session(&ended).unwrap(), None);
    assert!(manager.get_session(&running).unwrap().is_some());
}

#[test]
fn the_file_is_looked_after_and_sessions_leave_and_come_back() {
    let (dir, path) = lab();
    let manager = StateManager::new(&path).unwrap();
    let id = manager.create_session("x").unwrap();
    manager.save_phase_completion(&id, "one", &json!({"a": 1}), 1, 0.25).unwrap();
    manager.update_session_status(&id, SessionStatus::Completed, None).unwrap();
    manager.checkpoint().unwrap();
    manager.optimize().unwrap();
    manager.vacuum().unwrap();
    let file = dir.path().join("out.json");
    manager.export_session(&id, &file).unwrap();
    assert!(manager.export_session(&id, &file).is_err(), "nothing is written over");
    let other = StateManager::new(dir.path().join("other.db")).unwrap();
    assert_eq!(other.import_session(&file).unwrap(), id);
    let there = other.get_session(&id).unwrap().unwrap();
    assert_eq!((there.status, there.cost_usd), (SessionStatus::Completed, usd("0.25")));
    assert!(other.is_phase_completed(&id, "one").unwrap());
}
