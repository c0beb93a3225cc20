//! A compaction that is killed: whatever is left, the session reads right, and somebody takes the rest away.

use super::scene::{compact, ids, old, retention, tamper, totals, validates};
use serde_json::Value;
use std::io::Write;
use std::time::Duration;

const OWN: &[&str] = &["WFG003", "WFG004", "WFB004"];

#[test]
fn rows_that_were_left_are_read_by_nobody_and_maintain_takes_them_away() {
    let lab = old(2000, 2);
    let id = ids(&lab).into_iter().find(|id| id.contains('_')).unwrap();
    let before = totals(&lab, &id);
    std::fs::copy(lab.path("t.db"), lab.path("before.db")).unwrap();
    compact(&lab);
    let before_db = lab.path("before.db");
    let attach = format!("ATTACH '{}' AS b;", before_db.display());
    let insert = "INSERT INTO stored_event SELECT e.* FROM b.stored_event e \
         JOIN baseline n ON e.event_id BETWEEN n.session_no << 40 AND (n.session_no << 40) + n.last_seq \
         WHERE e.event_id & 1099511627775 > 100";
    tamper(&lab, &format!("{attach} {insert}"));
    let left = lab.count("stored_event");
    assert_eq!(totals(&lab, &id), before);
    lab.run(&["replay", &id, "--seq", "200"], "").expect(5);
    validates(&lab, OWN);
    assert!(lab.run(&["validate", "t.db"], "").expect(0).stdout.contains("WFB004"));
    let swept = lab.run(&["maintain", "--json"], "").expect(0).answer();
    assert!(swept["swept"]["rows"].as_u64().unwrap() > 100, "{swept}");
    assert!(lab.count("stored_event") < left);
    assert_eq!(totals(&lab, &id), before);
    validates(&lab, &OWN[..2]);
}

#[test]
fn killed_at_any_moment_it_leaves_a_session_that_reads_right() {
    let scale: u64 = std::env::var("WFSTATE_TEST_SCALE").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    let lab = old(4000, 2);
    let id = ids(&lab).into_iter().find(|id| id.contains('_')).unwrap();
    let before = totals(&lab, &id);
    std::fs::copy(lab.path("t.db"), lab.path("before.db")).unwrap();
    let mut outcomes = [0, 0];
    for round in 0..6 * scale {
        for name in ["t.db-wal", "t.db-shm"] {
            let _ = std::fs::remove_file(lab.path(name));
        }
        std::fs::copy(lab.path("before.db"), lab.path("t.db")).unwrap();
        let mut run = lab.start(&["retention", "apply", "--compact-older-than", "1d", "--yes"]);
        std::thread::sleep(Duration::from_millis(20 + round * 977 % 500));
        let _ = run.child.kill();
        run.end();
        validates(&lab, OWN);
        assert_eq!(totals(&lab, &id), before, "round {round}");
        let there: Value = retention(&lab, &["plan", "--compact-older-than", "1d"], 0);
        outcomes[usize::from(there["steps"].as_array().unwrap().is_empty())] += 1;
        compact(&lab);
        lab.run(&["maintain"], "").expect(0);
        assert_eq!(totals(&lab, &id), before, "round {round}");
        validates(&lab, &OWN[..2]);
    }
    let _ = writeln!(
        std::io::stderr(),
        "killed before the baseline stood: {}, after it: {}",
        outcomes[0],
        outcomes[1]
    );
}
