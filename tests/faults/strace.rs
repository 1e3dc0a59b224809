//! One run under `strace`, with one fault.

use std::path::Path;
use std::process::{Command, Output};

use super::sweep::{Disturbance, Ran};

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
    /// It fails, and all like it that come after. Not with EINTR: who is always interrupted rightly tries for ever.
    FromThenOn(&'static str),
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

/// One kind of fault at one kind of call, at the first, the second, … of them.
pub struct At {
    pub call: &'static str,
    pub fault: Fault,
    pub most: usize,
}

/// Every fault at every call.
pub fn at_each(calls: &[&'static str], faults: &[Fault], most: usize) -> Vec<At> {
    calls.iter().flat_map(|call| faults.iter().map(move |fault| At { call, fault: *fault, most })).collect()
}

impl Disturbance for At {
    fn name(&self) -> String {
        format!("{}: {:?}", self.call, self.fault)
    }

    fn most(&self) -> usize {
        self.most
    }

    /// Not disturbed where the command makes no such call any more.
    fn run(&self, command: &Command, number: usize) -> Ran {
        let folder = crate::support::folder();
        let (output, injected) = run(command, self.call, number, self.fault, &folder.path().join("trace"));
        if injected == 0 { Ran::Undisturbed } else { Ran::Disturbed(output) }
    }
}

/// Runs a command with one fault; gives what came of it, and how many faults were injected.
fn run(command: &Command, call: &str, number: usize, fault: Fault, trace: &Path) -> (Output, usize) {
    let inject = match fault {
        Fault::Error(error) => format!("inject={call}:error={error}:when={number}"),
        Fault::FromThenOn(error) => format!("inject={call}:error={error}:when={number}+"),
        Fault::Kill => format!("inject={call}:signal=KILL:when={number}"),
    };
    // Who tries for ever is stopped, with what it started; `timeout` says 124 then.
    let mut strace = Command::new("timeout");
    strace.args(["60", "strace"]);
    // Not `-e trace=none`: that would switch the injection off, and nothing would be shown.
    strace.args(["-f", "-qq", "-o"]).arg(trace).args(["-e", &format!("trace={call}"), "-e", &inject]);
    inside(&mut strace, command);
    // One thread: the calls come in one order, and the n-th of them is the same in every run.
    strace.env("RAYON_NUM_THREADS", "1").stdin(std::process::Stdio::null());
    let output = strace.output().unwrap();
    assert_ne!(output.status.code(), Some(124), "it ends: {call} number {number}: {fault:?}");
    let traced = String::from_utf8_lossy(&std::fs::read(trace).unwrap()).into_owned();
    let injected =
        traced.lines().filter(|line| line.contains("(INJECTED)") || line.contains("killed by SIGKILL")).count();
    (output, injected)
}

/// Lets a program run a command, with its surroundings.
pub fn inside(program: &mut Command, command: &Command) {
    program.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => program.env(name, value),
            None => program.env_remove(name),
        };
    }
}
