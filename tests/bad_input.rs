//! Every refusal has exit code 2, names the file and what to do, shows no raw control character, and leaves the archive byte
//! for byte as it was.

#![allow(clippy::unwrap_used)]

mod support;
mod bad_input {
    pub mod contents;
    pub mod formats;
    pub mod metadata;
    pub mod names;
    pub mod not_checked;
    pub mod places;
    pub mod rest;
    pub mod unreadable;
}

use std::io::Read as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::program::{Home, raw_controls, said};
use support::snapshot;

/// Longer than any refusal takes, on a slow machine, too.
const PATIENCE: Duration = Duration::from_secs(180);

/// Runs a command that may hang, and does not wait for ever.
fn run(mut command: Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |pipe: &mut dyn std::io::Read| {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    };
    let stdout = std::thread::spawn(move || read(&mut out));
    let stderr = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        err.read_to_end(&mut bytes).unwrap();
        bytes
    });
    let start = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                child.kill().unwrap();
                panic!("it hangs: {command:?}");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
}

/// The command is refused as every refusal should be, and says all of `parts`.
fn refused(home: &Home, command: Command, parts: &[&str]) {
    let before = snapshot(&home.root);
    let what = format!("{command:?}");
    let output = run(command);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{what}: {said}");
    for part in parts {
        assert!(said.contains(part), "{what} should say '{part}': {said}");
    }
    assert!(raw_controls(&output).is_empty(), "{what}: {said:?}");
    assert_eq!(snapshot(&home.root), before, "{what}: the archive is as it was");
}
