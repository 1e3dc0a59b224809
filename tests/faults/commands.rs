//! The commands that write, each from a state in which it has something to do.

use super::strace::{ALL_CALLS, CALLS, Fault, available};
use super::sweep::{Case, sweep};
use crate::support::program::{Home, said, unknown_flags};

const BOUNDED: &[Fault] = &[Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Kill];
const EVERY: &[Fault] =
    &[Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Error("EACCES"), Fault::Error("EINTR"), Fault::Kill];

fn home() -> Home {
    let home = Home::new();
    let texts = [
        home.text("tally.txt", "The ministry said that over 160 people were killed.\n"),
        home.text("denial.txt", "On Sunday it called the figure of 160 an error.\n"),
    ];
    let output = home.seal(&[&texts[0], &texts[1]]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    home
}

fn strings(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|argument| (*argument).to_owned()).collect()
}

fn seal() -> Case {
    let home = home();
    let text = home.text("new.txt", "A new text.\n");
    let mut arguments = strings(&["seal", text.to_str().unwrap()]);
    arguments.extend(unknown_flags());
    Case { name: "seal", home, again: arguments.clone(), arguments }
}

fn withdraw() -> Case {
    let arguments = strings(&["withdraw", "archive/tally.txt", "--reason", "the witness asked for it"]);
    Case { name: "withdraw", home: home(), again: arguments.clone(), arguments }
}

fn rescind() -> Case {
    let arguments = strings(&[
        "rescind",
        "archive/tally.txt",
        "over 160 people",
        "--evidence",
        "archive/denial.txt",
        "the figure of 160 an error",
        "--withdrawn-by",
        "unknown",
        "--reason",
        "an error",
    ]);
    Case { name: "rescind", home: home(), again: strings(&["seal"]), arguments }
}

fn key_add() -> Case {
    let home = home();
    let bob = home.texts.join("bob");
    assert!(home.command(&["key", "new", bob.to_str().unwrap()]).status().unwrap().success());
    let arguments = strings(&["key", "add", "bob", &format!("{}.pub", bob.display())]);
    Case { name: "key add", home, again: strings(&["seal"]), arguments }
}

/// Two branches that both sealed: ours is put behind theirs.
fn rebase() -> Case {
    let home = home();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(&home.root).args(["-c", "user.name=a", "-c", "user.email=a@a.example"]).args(arguments);
        let output = git.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    };
    let sealed = |name: &str| {
        let text = home.text(name, format!("The text {name}.\n"));
        assert!(home.seal(&[&text]).status().unwrap().success());
        git(&["add", "."]);
        git(&["commit", "-q", "-m", name]);
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "base"]);
    git(&["checkout", "-q", "-b", "ours"]);
    sealed("ours.txt");
    git(&["checkout", "-q", "main"]);
    sealed("theirs.txt");
    git(&["checkout", "-q", "ours"]);
    // It stops in the log and in the checkpoint.
    let merge =
        std::process::Command::new("git").current_dir(&home.root).args(["merge", "-q", "main"]).output().unwrap();
    assert!(!merge.status.success() && said(&merge).contains("SHA256SUMS"), "{}", said(&merge));
    let arguments = strings(&["rebase"]);
    Case { name: "rebase", home, again: arguments.clone(), arguments }
}

/// What a machine remembers of an archive that has grown since.
fn remember() -> Case {
    let home = home();
    let look = || assert!(home.command(&["verify", "--no-figures"]).status().unwrap().success());
    look();
    let memory = crate::support::snapshot(&home.config);
    let text = home.text("more.txt", "More.\n");
    assert!(home.seal(&[&text]).status().unwrap().success());
    for (path, bytes) in memory.iter().filter(|(path, _)| path.contains("known")) {
        crate::support::write(&home.config, path, bytes);
    }
    let arguments = strings(&["verify", "--no-figures"]);
    Case { name: "verify", home, again: arguments.clone(), arguments }
}

fn rotate_log() -> Case {
    let arguments = strings(&["key", "rotate-log"]);
    // Done or not, the same command ends it; where it is done, it would turn the key once more.
    Case { name: "key rotate-log", home: home(), again: strings(&["seal"]), arguments }
}

macro_rules! sweeps {
    ($($name:ident: $case:ident;)*) => {
        $(#[test]
        fn $name() {
            if available() {
                let injected = sweep(&$case(), CALLS, BOUNDED, 12);
                assert!(injected > 20, "only {injected} faults were injected");
            }
        })*

        #[test]
        #[ignore = "takes long: every call of every command, with every error"]
        fn every_call_with_every_error() {
            assert!(available());
            let calls = [CALLS, ALL_CALLS].concat();
            $(println!("{}: {} faults", stringify!($case), sweep(&$case(), &calls, EVERY, 400));)*
        }
    };
}

sweeps! {
    every_write_of_seal_fails: seal;
    every_write_of_withdraw_fails: withdraw;
    every_write_of_rescind_fails: rescind;
    every_write_of_key_add_fails: key_add;
}

/// The sweep itself is tested: a command that is said to be done when its log is not written is caught.
#[test]
#[should_panic(expected = "exit 0 says that it is done")]
fn a_planted_bug_is_caught() {
    if !available() {
        panic!("exit 0 says that it is done: skipped, without strace");
    }
    let mut case = seal();
    // A dry run says 0 and writes nothing: as if `seal` had swallowed the error.
    case.arguments.push("--dry-run".to_owned());
    let honest = case.again.clone();
    super::sweep::claims(&case, &honest);
}

#[test]
fn rebase_is_finished_after_any_fault() {
    if available() {
        let injected = super::sweep::rebase(&rebase(), CALLS, BOUNDED, 12);
        assert!(injected > 10, "only {injected} faults were injected");
    }
}

#[test]
fn what_is_remembered_is_the_old_or_the_new_after_any_fault() {
    if available() {
        let injected = super::sweep::memory(&remember(), CALLS, BOUNDED, 12);
        assert!(injected > 10, "only {injected} faults were injected");
    }
}

#[test]
#[ignore = "takes long: every call, with every error"]
fn every_call_of_rebase_and_of_the_memory_with_every_error() {
    assert!(available());
    let calls = [CALLS, ALL_CALLS].concat();
    println!("rebase: {} faults", super::sweep::rebase(&rebase(), &calls, EVERY, 400));
    println!("memory: {} faults", super::sweep::memory(&remember(), &calls, EVERY, 400));
}

#[test]
fn rotation_of_the_log_key_is_finished_after_any_fault() {
    if available() {
        let injected = super::sweep::rotation(&rotate_log(), BOUNDED);
        assert!(injected > 20, "only {injected} faults were injected");
    }
}
