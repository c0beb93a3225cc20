//! A live session: a recorder fed over a pipe at a frame rate, and how long after its arrival each frame's
//! last line is acknowledged as durable. Half a frame later, in the same seconds and on the same disk, the
//! sync probe: only the ratio of the two says anything about the recorder.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::figures::quantile_us;
use crate::generate::{self, write_session};
use crate::probe::Probe;

#[derive(Args)]
pub struct Options {
    /// The wfstate binary
    bin: PathBuf,
    /// Where the database and the probe file are made
    dir: PathBuf,
    /// Frames a second
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=1000))]
    hz: u64,
    /// Events a frame
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1000))]
    per_frame: u64,
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Latencies from before the write of a frame to the arrival of the acknowledgement that covers it.
#[derive(Serialize)]
pub struct Report {
    p50_us: Option<f64>,
    p99_us: Option<f64>,
    max_us: Option<f64>,
    probe_p50_us: Option<f64>,
    probe_p99_us: Option<f64>,
    ratio_p50: Option<f64>,
    ratio_p99: Option<f64>,
    hz: u64,
    per_frame: u64,
    frames: usize,
    unacknowledged: usize,
    acks: usize,
    exit_code: Option<i32>,
}

/// An acknowledgement: when it was read, and how many input lines it covers.
type Ack = (Instant, u64);

struct Frame {
    sent: Instant,
    last_line: u64,
}

/// How long the recorder may take to make its database and acknowledge the first frame, and to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the session.
pub fn drive(options: &Options) -> Outcome<Report> {
    let frames = input(options)?;
    let mut probe = Probe::open(&options.dir, false)?;
    let mut child = start(options)?;
    let stdout = child.stdout.take().ok_or("no pipe from the recorder")?;
    let (sender, receiver) = channel();
    let reader = thread::spawn(move || read_acks(stdout, &sender));
    let played = play(options, &frames, &mut child, &receiver, &mut probe);
    drop(child.stdin.take());
    let status = wait(&mut child)?;
    let _ = reader.join();
    let (sent, probes, first) = played?;
    let acks: Vec<Ack> = first.into_iter().chain(receiver.try_iter()).collect();
    Ok(report(options, &sent, probes, &acks, status))
}

/// The bytes of each frame; the first also makes the database and is not measured.
fn input(options: &Options) -> Outcome<Vec<Vec<u8>>> {
    let frames = options.hz * options.seconds + 1;
    let (events, per_frame) = (frames * options.per_frame, options.per_frame);
    let session = generate::Options {
        events,
        seed: options.seed,
        rate: options.hz,
        per_frame,
        sessions: 1,
        keys: false,
    };
    let mut text = Vec::new();
    write_session(&session, &mut text)?;
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    Ok(lines.chunks(usize::try_from(per_frame)?).map(<[&[u8]]>::concat).collect())
}

fn start(options: &Options) -> Outcome<Child> {
    let db = options.dir.join(format!("live-{}.db", std::process::id()));
    let mut command = Command::new(&options.bin);
    command.args(["record", "--ack", "commit", "--durability", "disk", "--db"]).arg(db).arg("-");
    Ok(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?)
}

type Played = (Vec<Frame>, Vec<Duration>, Option<Ack>);

fn play(
    options: &Options,
    frames: &[Vec<u8>],
    child: &mut Child,
    acks: &Receiver<Ack>,
    probe: &mut Probe,
) -> Outcome<Played> {
    let mut pipe = child.stdin.take().ok_or("no pipe to the recorder")?;
    let (first, rest) = frames.split_first().ok_or("no frames")?;
    pipe.write_all(first)?;
    let ready = acks.recv_timeout(PATIENCE).map_err(|_| "the recorder acknowledged nothing")?;
    let period = Duration::from_secs(1) / u32::try_from(options.hz)?;
    let (mut sent, mut probes) = (Vec::with_capacity(rest.len()), Vec::with_capacity(rest.len()));
    let mut tick = Instant::now() + period;
    let mut last_line = options.per_frame;
    for frame in rest {
        sleep(tick.saturating_duration_since(Instant::now()));
        last_line += options.per_frame;
        sent.push(Frame { sent: Instant::now(), last_line });
        pipe.write_all(frame)?;
        sleep((tick + period / 2).saturating_duration_since(Instant::now()));
        probes.push(probe.once()?);
        tick += period;
    }
    Ok((sent, probes, Some(ready)))
}

fn read_acks(stdout: ChildStdout, sender: &Sender<Ack>) {
    #[derive(Deserialize)]
    struct Message {
        message_type: String,
        lines: Option<u64>,
    }
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let now = Instant::now();
        match serde_json::from_str(&line) {
            Ok(Message { message_type, lines: Some(lines) }) if message_type == "ack" => {
                let _ = sender.send((now, lines));
            }
            _ => {}
        }
    }
}

/// The end of the recorder; one that does not come is forced.
fn wait(child: &mut Child) -> Outcome<Option<i32>> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code());
        }
        sleep(Duration::from_millis(5));
    }
    child.kill()?;
    Ok(child.wait()?.code())
}

fn report(
    options: &Options,
    sent: &[Frame],
    mut probes: Vec<Duration>,
    acks: &[Ack],
    exit_code: Option<i32>,
) -> Report {
    let mut latencies = Vec::with_capacity(sent.len());
    let mut rest = acks.iter();
    let mut current = rest.next();
    for frame in sent {
        while current.is_some_and(|(_, lines)| *lines < frame.last_line) {
            current = rest.next();
        }
        latencies.extend(current.map(|(at, _)| at.saturating_duration_since(frame.sent)));
    }
    let unacknowledged = sent.len() - latencies.len();
    latencies.sort_unstable();
    probes.sort_unstable();
    let (p50_us, p99_us) = (quantile_us(&latencies, 0.5), quantile_us(&latencies, 0.99));
    let (probe_p50_us, probe_p99_us) = (quantile_us(&probes, 0.5), quantile_us(&probes, 0.99));
    Report {
        p50_us,
        p99_us,
        max_us: quantile_us(&latencies, 1.0),
        probe_p50_us,
        probe_p99_us,
        ratio_p50: ratio(p50_us, probe_p50_us),
        ratio_p99: ratio(p99_us, probe_p99_us),
        hz: options.hz,
        per_frame: options.per_frame,
        frames: sent.len(),
        unacknowledged,
        acks: acks.len(),
        exit_code,
    }
}

fn ratio(value: Option<f64>, base: Option<f64>) -> Option<f64> {
    Some((value? / base.filter(|base| *base > 0.0)? * 100.0).round() / 100.0)
}
