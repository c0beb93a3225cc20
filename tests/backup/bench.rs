//! S12: a backup while somebody records, against `VACUUM INTO` and deflate of the same file. Asked for by
//! `WFSTATE_BENCH=1`, in a release build.

use super::scene::lab;
use crate::common::action;
use crate::scale;
use std::time::Duration;

#[test]
fn a_backup_of_100_mb_takes_little_more_than_copying_and_deflating_it() {
    if std::env::var_os("WFSTATE_BENCH").is_none() {
        return;
    }
    let lab = lab();
    lab.run(&["fixture", "make", "t.db", "--events", "520000", "--force"], "").expect(0);
    let size = std::fs::metadata(lab.path("t.db")).unwrap().len();
    let mut ratios = Vec::new();
    for round in 0..3 {
        let mut live = lab.start(&["record", "--ack", "commit", "--session", &format!("live{round}")]);
        let mut stdin = live.take_stdin();
        let feeder = std::thread::spawn(move || {
            use std::io::Write;
            for n in 1.. {
                if stdin
                    .write_all(action("live", n).replace("\"session_id\":\"live\",", "").as_bytes())
                    .is_err()
                    || n > 3600
                {
                    break;
                }
                std::thread::sleep(Duration::from_millis(16));
                if STOP.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
            }
        });
        let start = wfstate::ambient::instant();
        lab.run(&["backup", &format!("b/{round}.zip"), "-q"], "").expect(0);
        let ours = start.elapsed();
        STOP.store(true, std::sync::atomic::Ordering::Relaxed);
        feeder.join().unwrap();
        live.end().expect(0);
        STOP.store(false, std::sync::atomic::Ordering::Relaxed);
        let floor = floor(&lab);
        let longest = std::fs::metadata(lab.path("t.db-wal")).map_or(0, |m| m.len());
        scale::say(&format!(
            "S12: {size} bytes in {ours:?}, VACUUM INTO and deflate in {floor:?}; log {longest} bytes"
        ));
        assert!(ours < Duration::from_secs(10));
        ratios.push(ours.as_secs_f64() / floor.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    assert!(ratios[1] <= 1.5, "{ratios:?}");
}

static STOP: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// The same by the simplest program that does it.
fn floor(lab: &crate::common::Lab) -> Duration {
    let copy = lab.path("floor.db");
    let _ = std::fs::remove_file(&copy);
    let start = wfstate::ambient::instant();
    lab.open("t.db").execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    let out = std::fs::File::create(lab.path("floor.zip")).unwrap();
    let mut zip = zip::ZipWriter::new(out);
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("state.db", options).unwrap();
    std::io::copy(&mut std::fs::File::open(&copy).unwrap(), &mut zip).unwrap();
    zip.finish().unwrap().sync_all().unwrap();
    start.elapsed()
}
