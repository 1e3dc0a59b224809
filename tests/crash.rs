//! A seal run that is killed at any step loses nothing that was sealed, and makes nothing believed that was not: verifying
//! tells what is there, the next run says what it found and finishes, and then all is good.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use support::program::{Home, said};
use support::{Files, restore, snapshot};

const SUMS: &str = "manifests/SHA256SUMS";
const CHECKPOINT: &str = "manifests/checkpoint";
const LEFT: &str = ".kzarchive-tmp-Qx81zL";

/// The archive before a run, after it, and the run's input.
struct Run {
    home: Home,
    before: Files,
    after: Files,
}

impl Run {
    fn new() -> Self {
        let home = Home::new();
        let first = home.text("first.txt", "The ministry said that 26 people were killed.\n");
        good(&home.seal(&[&first]).output().unwrap());
        let before = snapshot(&home.root);
        home.text("new/second.txt", "The union said that 164 people were killed.\n");
        home.text("new/sub/third.txt", "There were 12 more.\n");
        good(&home.seal(&[&home.texts.join("new")]).output().unwrap());
        let after = snapshot(&home.root);
        // A run that was killed has remembered nothing.
        home.forget();
        Self { home, before, after }
    }

    /// The files that the run wrote, of which `wanted` tells which were there when it was killed.
    fn killed(&self, wanted: impl Fn(&str) -> bool) -> Files {
        let mut files = self.before.clone();
        let new = self.after.iter().filter(|(path, bytes)| self.before.get(*path) != Some(*bytes) && wanted(path));
        files.extend(new.map(|(path, bytes)| (path.clone(), bytes.clone())));
        files
    }

    /// From this state: verifying fails and names `told`; the same run again says `found`; then all is good.
    fn finishes(&self, state: &Files, told: &str, found: &str) {
        let home = &self.home;
        restore(&home.root, state);
        let verdict = home.command(&["verify"]).output().unwrap();
        assert_eq!(verdict.status.code(), Some(1), "{}", said(&verdict));
        assert!(said(&verdict).contains(told), "{}", said(&verdict));
        assert_eq!(&snapshot(&home.root), state, "verifying writes nothing");

        let again = home.seal(&[&home.texts.join("new")]).output().unwrap();
        good(&again);
        assert!(said(&again).contains(found), "should say '{found}': {}", said(&again));
        holds(home, &self.before, 3);
    }
}

fn good(output: &std::process::Output) {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
}

/// The archive is good, holds so many documents, and all that was there before.
fn holds(home: &Home, before: &Files, documents: u64) {
    let output = home.command(&["verify", "--format", "json"]).output().unwrap();
    good(&output);
    let verdict: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verdict["documents"]["intact"], documents, "{verdict}");
    let now = snapshot(&home.root);
    for (path, bytes) in before.iter().filter(|(path, _)| *path != CHECKPOINT) {
        assert!(now[path].starts_with(bytes), "{path} is as it was, or longer");
    }
}

fn text(path: &str) -> bool {
    path.starts_with("archive/")
}

fn manifest(path: &str) -> bool {
    path.ends_with(".json")
}

fn signature(path: &str) -> bool {
    path.ends_with(".sig")
}

#[test]
fn killed_after_some_texts() {
    let run = Run::new();
    run.finishes(&run.killed(|path| path.ends_with("second.txt")), "archive/second.txt", "sealed     archive/");
}

#[test]
fn killed_after_all_texts() {
    let run = Run::new();
    run.finishes(&run.killed(text), "unsealed", "sealed     archive/");
}

#[test]
fn killed_while_a_text_was_copied() {
    let run = Run::new();
    let mut state = run.before.clone();
    state.insert(format!("archive/new/{LEFT}"), b"The union said th".to_vec());
    run.finishes(&state, LEFT, "removed    archive/new/.kzarchive-tmp-");
    assert!(!run.home.root.join("archive/new").join(LEFT).exists());
}

#[test]
fn killed_while_a_manifest_was_written() {
    let run = Run::new();
    let mut state = run.killed(text);
    state.insert(format!("manifests/{LEFT}"), b"{\n  \"schema\"".to_vec());
    run.finishes(&state, LEFT, "removed    manifests/.kzarchive-tmp-");
}

#[test]
fn killed_before_the_signature() {
    let run = Run::new();
    run.finishes(&run.killed(|path| text(path) || manifest(path)), "the log does not name it", "removed    manifests/");
}

#[test]
fn power_cut_that_left_an_empty_signature() {
    let run = Run::new();
    let mut state = run.killed(|path| text(path) || manifest(path) || signature(path));
    let new: Vec<String> =
        state.keys().filter(|path| signature(path) && !run.before.contains_key(*path)).cloned().collect();
    assert_eq!(new.len(), 1);
    state.insert(new[0].clone(), Vec::new());
    run.finishes(&state, "the log does not name it", "removed    manifests/");
}

/// Copies that somebody made in a folder of `manifests/` or `keys/` were left by no run: they are neither removed nor logged.
#[test]
fn copies_in_a_folder_of_their_own_are_left_alone() {
    let run = Run::new();
    let unlogged = run.killed(|path| manifest(path) || signature(path));
    let path = unlogged.keys().find(|path| manifest(path) && !run.before.contains_key(*path)).unwrap();
    let copy = path.replacen("manifests/", "manifests/backup/", 1);
    let unsigned = Files::from([(copy.clone(), unlogged[path].clone())]);
    let mut signed = unsigned.clone();
    signed.insert(format!("{copy}.sig"), unlogged[&format!("{path}.sig")].clone());
    let temporary = ["manifests", "keys"].map(|folder| (format!("{folder}/backup/{LEFT}"), b"a copy".to_vec()));
    for copies in [unsigned, signed, Files::from(temporary)] {
        let mut state = run.before.clone();
        state.extend(copies.clone());
        restore(&run.home.root, &state);
        run.home.forget();
        for name in ["more.txt", "again.txt"] {
            let sealed = run.home.seal(&[&run.home.text(name, format!("{name}\n"))]).output().unwrap();
            good(&sealed);
            assert!(!said(&sealed).contains("backup"), "{}", said(&sealed));
        }
        let now = snapshot(&run.home.root);
        assert!(copies.iter().all(|(path, bytes)| now.get(path) == Some(bytes)), "{:?}", copies.keys());
        let verdict = run.home.command(&["verify", "--no-memory"]).output().unwrap();
        let told = ["move it out of manifests/", "no trust statement covers it"];
        assert!(told.into_iter().any(|told| said(&verdict).contains(told)), "{}", said(&verdict));
        let log = String::from_utf8(now[SUMS].clone()).unwrap();
        assert_eq!(log.lines().count(), 4, "init, the first text, and the two runs:\n{log}");
    }
}

#[test]
fn a_dry_run_leaves_what_was_left() {
    let run = Run::new();
    let mut state = run.killed(|path| text(path) || manifest(path));
    state.insert(format!("manifests/{LEFT}"), b"{".to_vec());
    restore(&run.home.root, &state);
    good(&run.home.seal(&[&run.home.text("more.txt", "More.\n")]).arg("--dry-run").output().unwrap());
    assert_eq!(snapshot(&run.home.root), state);
}

#[test]
fn clone_of_an_archive_without_texts() {
    let home = Home::new();
    std::fs::remove_dir(home.root.join("archive")).unwrap();
    good(&home.command(&["verify"]).output().unwrap());
    good(&home.seal(&[&home.text("a.txt", "A text.\n")]).output().unwrap());
    good(&home.command(&["verify"]).output().unwrap());
}

#[test]
fn killed_before_the_log_line() {
    let run = Run::new();
    let state = run.killed(|path| text(path) || manifest(path) || signature(path));
    run.finishes(&state, "the log does not name it", "picked up  manifests/");
}

/// Somebody may have put it there, and it is logged by whoever seals next.
#[test]
fn what_a_signed_leftover_states_is_said_in_any_case() {
    let run = Run::new();
    restore(&run.home.root, &run.killed(|path| text(path) || manifest(path) || signature(path)));
    let quiet = run.home.command(&["seal", "--quiet"]).output().unwrap();
    let told = String::from_utf8_lossy(&quiet.stdout).into_owned();
    assert!(
        told.starts_with("picked up  manifests/") && told.contains("json (2 documents): an interrupted run"),
        "{told}"
    );
}

#[test]
fn killed_before_the_checkpoint() {
    let run = Run::new();
    let state = run.killed(|path| text(path) || manifest(path) || signature(path) || path == SUMS);
    run.finishes(&state, "behind the checkpoint", "picked up  1 log line");
}

#[test]
fn killed_before_the_checkpoint_and_nothing_more_to_seal() {
    let run = Run::new();
    let state = run.killed(|path| path != CHECKPOINT);
    restore(&run.home.root, &state);
    let empty = run.home.command(&["seal"]).output().unwrap();
    assert!(said(&empty).contains("picked up"), "{}", said(&empty));
    holds(&run.home, &run.before, 3);
}

#[test]
fn a_signed_leftover_that_somebody_changed_is_not_believed() {
    let run = Run::new();
    let mut state = run.killed(|path| text(path) || manifest(path) || signature(path));
    let path = state.keys().find(|path| manifest(path) && !run.before.contains_key(*path)).unwrap().clone();
    let changed = String::from_utf8(state[&path].clone()).unwrap().replacen("unknown", "nobody", 1);
    state.insert(path, changed.into_bytes());
    restore(&run.home.root, &state);
    let again = run.home.seal(&[&run.home.texts.join("new")]).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("the archive does not verify"), "{}", said(&again));
    assert_eq!(snapshot(&run.home.root), state, "nothing was written");
}

/// The real thing: killed after a random time, over and over, in one archive.
#[test]
fn killed_at_any_moment() {
    const ROUNDS: u64 = 12;
    let home = Home::new();
    let mut killed = 0;
    for round in 0..ROUNDS {
        let before = snapshot(&home.root);
        let name = format!("round-{round:02}");
        (0..40)
            .for_each(|n| drop(home.text(&format!("{name}/{name}-{n:02}.txt"), format!("Round {round}, text {n}.\n"))));
        let input = home.texts.join(&name);
        let mut child = home.seal(&[&input]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(round * 67 % 97));
        child.kill().unwrap();
        killed += u64::from(!child.wait().unwrap().success());

        let verdict = home.command(&["verify"]).output().unwrap();
        assert!(matches!(verdict.status.code(), Some(0 | 1)), "{}", said(&verdict));
        // A crash is never reported as somebody's deed.
        for deed in ["altered", "deleted", "re-sealed", "bad-signature", "forked", "rolled-back", "key-swapped"] {
            assert!(!said(&verdict).contains(&format!("{deed}: ")), "{}", said(&verdict));
        }
        good(&home.seal(&[&input]).output().unwrap());
        holds(&home, &before, (round + 1) * 40);
    }
    assert!(killed > 0, "no run was killed in time: the delays are too long");
}

/// What a sealer holds while it works.
fn lock(home: &Home) -> File {
    let folder = File::open(home.root.join("manifests")).unwrap();
    flock(&folder, FlockOperation::NonBlockingLockExclusive).unwrap();
    folder
}

/// A command that reads the archive while a sealer stands still between two of its writes: it waits. The sealer goes on, and
/// all is good.
fn waits(run: &Run, state: &Files, mut command: Command) {
    restore(&run.home.root, state);
    let sealer = lock(&run.home);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("waiting for its end") {
        assert_ne!(told.read_line(&mut said).unwrap(), 0, "it did not wait: {said}");
    }
    run.after.iter().for_each(|(path, bytes)| support::write(&run.home.root, path, bytes));
    drop(sealer);
    told.read_to_string(&mut said).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}{}", support::program::said(&output));
}

#[test]
fn whoever_reads_beside_a_sealer_waits_for_its_end() {
    let run = Run::new();
    let page = run.home.texts.join("page.html");
    let evidence = run.home.texts.join("evidence.tar");
    let unlogged = |path: &str| text(path) || manifest(path) || signature(path);
    let uncovered = |path: &str| unlogged(path) || path == SUMS;
    for state in [run.killed(text), run.killed(unlogged), run.killed(uncovered)] {
        waits(&run, &state, run.home.command(&["verify", "--no-memory"]));
    }
    let state = run.killed(uncovered);
    waits(&run, &state, run.home.command(&["report", "--no-memory", "-o", page.to_str().unwrap()]));
    waits(&run, &state, run.home.command(&["prove", "archive/first.txt", "-o", evidence.to_str().unwrap()]));
    waits(&run, &run.killed(text), run.home.command(&["show", "archive/second.txt"]));
}

/// Whoever can read an archive can hold its lock: that hides no damage.
#[test]
fn who_holds_the_lock_for_ever_hides_nothing() {
    let home = Home::new();
    good(&home.seal(&[&home.text("a.txt", "A text.\n")]).output().unwrap());
    let _held = lock(&home);
    let start = Instant::now();
    good(&home.command(&["verify", "--no-memory"]).output().unwrap());
    assert!(start.elapsed() < Duration::from_secs(25), "where all holds nobody waits");
    support::write(&home.root, "archive/a.txt", "Another text.\n");
    let verdict = home.command(&["verify", "--no-memory"]).output().unwrap();
    assert_eq!(verdict.status.code(), Some(1), "{}", said(&verdict));
    for told in ["--> archive/a.txt:1:1", "look again when it has ended"] {
        assert!(said(&verdict).contains(told), "{}", said(&verdict));
    }
    assert!(start.elapsed() < Duration::from_secs(90));
}

/// Each waits for those before it: no fork, no seal lost, none twice.
#[test]
fn two_to_eight_sealers_at_once() {
    for sealers in [2, 4, 8] {
        let home = Home::new();
        let before = snapshot(&home.root);
        let texts = |sealer: u64| {
            for n in 0..5 {
                home.text(&format!("by-{sealer}/{sealer}-{n}.txt"), format!("Sealer {sealer}, {n}.\n"));
            }
            home.texts.join(format!("by-{sealer}"))
        };
        let inputs: Vec<_> = (0..sealers).map(texts).collect();
        let start = |input| home.seal(&[input]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let running: Vec<_> = inputs.iter().map(|input| start(input as &Path)).collect();
        running.into_iter().for_each(|child| good(&child.wait_with_output().unwrap()));
        holds(&home, &before, sealers * 5);
        let log = std::fs::read_to_string(home.root.join(SUMS)).unwrap();
        let lines = log.lines().collect::<BTreeSet<_>>().len() as u64;
        assert_eq!(lines, 1 + sealers, "init and {sealers} runs, none lost:\n{log}");
    }
}
