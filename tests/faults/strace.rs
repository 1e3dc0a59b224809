//! One run under `strace`, with one fault.

use std::path::Path;
use std::process::{Command, Output};

/// Calls that change files, and those that find them. `strace` ignores a name that this machine has not (`?`).
pub const CALLS: &[&str] = &[
    "write",
    "pwrite64",
    "?rename",
    "?renameat",
    "renameat2",
    "fsync",
    "fdatasync",
    "syncfs",
    "?unlink",
    "unlinkat",
    "?mkdir",
    "mkdirat",
    "?link",
    "linkat",
    "flock",
    "ftruncate",
    "copy_file_range",
    "?chmod",
    "fchmod",
];

/// The same, and what only reads.
pub const ALL_CALLS: &[&str] = &["openat", "openat2", "read", "newfstatat", "statx", "getdents64", "close"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This call, counted from 1, fails with this error.
    Error(&'static str),
    /// The process is killed when it enters the call.
    Kill,
}

/// Whether the machine has what this needs.
pub fn available() -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let there = traced.is_ok_and(|output| output.status.success());
    let required = std::env::var_os("KZARCHIVE_INTEROP").is_some_and(|value| value == "required");
    assert!(there || !required, "strace is missing, or may not trace here");
    if !there {
        use std::io::Write as _;
        let _ =
            writeln!(std::io::stderr(), "SKIPPED: faults are not injected: strace is missing, or may not trace here");
    }
    there
}

/// Runs a command with one fault; gives what came of it, and how many faults were injected.
pub fn run(command: &Command, call: &str, number: usize, fault: Fault, trace: &Path) -> (Output, usize) {
    let inject = match fault {
        Fault::Error(error) => format!("inject={call}:error={error}:when={number}"),
        Fault::Kill => format!("inject={call}:signal=KILL:when={number}"),
    };
    let mut strace = Command::new("strace");
    // Not `-e trace=none`: that would switch the injection off, and nothing would be shown.
    strace.args(["-f", "-qq", "-o"]).arg(trace).args(["-e", &format!("trace={call}"), "-e", &inject]);
    strace.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    // One thread: the calls come in one order, and the n-th of them is the same in every run.
    strace.env("RAYON_NUM_THREADS", "1").stdin(std::process::Stdio::null());
    let output = strace.output().unwrap();
    let traced = String::from_utf8_lossy(&std::fs::read(trace).unwrap()).into_owned();
    let injected =
        traced.lines().filter(|line| line.contains("(INJECTED)") || line.contains("killed by SIGKILL")).count();
    (output, injected)
}
