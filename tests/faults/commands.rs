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
fn rotation_of_the_log_key_is_finished_after_any_fault() {
    if available() {
        let injected = super::sweep::rotation(&rotate_log(), BOUNDED);
        assert!(injected > 20, "only {injected} faults were injected");
    }
}
