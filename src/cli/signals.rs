//! Signals, and telling a supervisor that the recording is ready.
//!
//! SIGINT and SIGTERM are the normal end of a recording: the first one makes the stop pipe readable, a second
//! one ends the process at once with 130 or 143.

use crate::core::record::Stop;
use crate::core::store::salvage::clear_private;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::{flag, low_level};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Takes over the signals.
pub fn install() -> std::io::Result<Stop> {
    let (read, write) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    for (signal, code) in [(SIGINT, 130), (SIGTERM, 143)] {
        let seen = Arc::new(AtomicBool::new(false));
        flag::register_conditional_shutdown(signal, code, Arc::clone(&seen))?;
        flag::register(signal, seen)?;
        low_level::pipe::register(signal, write.try_clone()?)?;
    }
    // With a handler, writing past the file size limit is an error like any other instead of a death.
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(Stop(read))
}

/// For a verb that works in private directories and has nothing else to bring to an end: SIGINT, SIGTERM and SIGHUP
/// take those away and end the process.
pub fn tidy_up() -> std::io::Result<()> {
    let (read, write) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    let first = Arc::new(AtomicUsize::new(0));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_usize(signal, Arc::clone(&first), usize::try_from(signal).unwrap_or_default())?;
        low_level::pipe::register(signal, write.try_clone()?)?;
    }
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        // The handler stays for as long as the process: its end of the pipe is never closed.
        let _open = write;
        while !matches!(poll(&mut [PollFd::new(&read, PollFlags::IN)], None), Ok(1..)) {}
        let _nothing_is_made = clear_private();
        let signal = i32::try_from(first.load(Ordering::Relaxed)).unwrap_or(SIGTERM);
        low_level::exit(128 + signal);
    })?;
    Ok(())
}

/// Waits, at most so long, for the signal that ends a verb; gives whether it came.
pub fn stopped_within(stop: &Stop, time: Duration) -> std::io::Result<bool> {
    let tv_sec = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    let timeout = Timespec { tv_sec, tv_nsec: time.subsec_nanos().into() };
    match poll(&mut [PollFd::new(&stop.0, PollFlags::IN)], Some(&timeout)) {
        Ok(ready) => Ok(ready > 0),
        // The handler has written into the pipe by now; the next wait sees it at once.
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Tells whoever started the recording that it takes events from now on: through a file descriptor, and through
/// systemd's socket where there is one.
pub fn ready(fd: Option<u32>) -> std::io::Result<()> {
    if let Some(fd) = fd {
        OpenOptions::new().write(true).open(format!("/dev/fd/{fd}"))?.write_all(b"ready\n")?;
    }
    if let Some(socket) = std::env::var_os("NOTIFY_SOCKET") {
        notify(&socket)?;
    }
    Ok(())
}

fn notify(socket: &std::ffi::OsStr) -> std::io::Result<()> {
    use std::os::unix::ffi::OsStrExt;
    let sender = UnixDatagram::unbound()?;
    #[cfg(target_os = "linux")]
    if let Some(name) = socket.as_bytes().strip_prefix(b"@") {
        use std::os::linux::net::SocketAddrExt;
        let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
        return sender.send_to_addr(b"READY=1", &address).map(|_| ());
    }
    sender.send_to(b"READY=1", std::path::Path::new(socket)).map(|_| ())
}
