//! P22: without any network, loopback included, everything works as it did.

use super::made::framed;
use super::scale::{has, tell};
use crate::common::{Lab, finish};
use std::net::TcpListener;
use std::process::Command;

/// Whether this user may have a network namespace of its own.
fn may_unshare() -> bool {
    if !has("unshare", "verbs without a network") {
        return false;
    }
    let may = Command::new("unshare").args(["-n", "true"]).output().is_ok_and(|o| o.status.success());
    if !may {
        super::scale::skip("verbs without a network", "no right to a network namespace");
    }
    may
}

#[test]
fn every_verb_works_without_a_network() {
    if !may_unshare() {
        return;
    }
    let lab = Lab::new();
    let input: String = (1..=200).map(|n| framed("s", n)).collect();
    let verbs: &[(&str, &str)] = &[
        ("record --session s --snapshot-every 50", &input),
        ("emit user.action {\"action\":\"stop\"} --session s", ""),
        ("list", ""),
        ("show s", ""),
        ("stats s", ""),
        ("replay s", ""),
        ("snapshot create s", ""),
        ("snapshot verify s", ""),
        ("rollback s --seq 100 --yes", ""),
        ("quarantine list", ""),
        ("head", ""),
        ("doctor", ""),
        ("validate", ""),
    ];
    let mut failed = Vec::new();
    for (verb, input) in verbs {
        let quoted: Vec<String> = verb.split(' ').map(|word| format!("'{word}'")).collect();
        let script = format!("exec unshare -n \"$W\" {}", quoted.join(" "));
        let ran = finish(lab.shell(&script), input.as_bytes());
        if ran.code != 0 {
            failed.push(format!("{verb}: {} {}", ran.code, ran.stderr));
        }
    }
    tell("verbs without a network", verbs.len() as u64, failed.len() as u64);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Control: in that namespace even the loopback of this machine is out of reach.
#[test]
fn what_needs_the_network_fails_there() {
    if !may_unshare() || !has("bash", "the control of verbs without a network") {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let connect = format!("exec 3<>/dev/tcp/127.0.0.1/{port}");
    let reached = |program: &str, args: &[&str]| {
        Command::new(program).args(args).args(["-c", &connect]).output().unwrap().status.success()
    };
    assert!(reached("bash", &[]), "with a network it is reached");
    let lost = u64::from(!reached("unshare", &["-n", "bash"]));
    tell("a connection to loopback without a network (control)", 1, lost);
    assert_eq!(lost, 1);
}
