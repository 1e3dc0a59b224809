//! The commands that write, each from a state in which it has something to do.

use super::sweep::Case;
use crate::support::program::{Home, said, unknown_flags};

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

pub fn seal() -> Case {
    let home = home();
    let text = home.text("new.txt", "A new text.\n");
    let mut arguments = strings(&["seal", text.to_str().unwrap()]);
    arguments.extend(unknown_flags());
    Case { name: "seal", home, again: arguments.clone(), arguments }
}

/// A text of several pages and a manifest of more than one: a write can end in the midst of them.
pub fn seal_many() -> Case {
    let home = home();
    let mut arguments = strings(&["seal"]);
    for number in 0..6 {
        let text = home.text(&format!("{number}.txt"), format!("Text {number}.\n{}", "A line.\n".repeat(number * 700)));
        arguments.push(text.to_str().unwrap().to_owned());
    }
    arguments.extend(unknown_flags());
    Case { name: "seal", home, again: arguments.clone(), arguments }
}

/// A text that stays outside, and its salt beside it.
pub fn seal_withheld() -> Case {
    let home = home();
    let text = home.text("witness.txt", "I saw 3 of them.\n");
    let mut arguments = strings(&["seal", text.to_str().unwrap(), "--withhold", "a witness is named", "--commit"]);
    arguments.extend(unknown_flags());
    Case { name: "seal --withhold", home, again: arguments.clone(), arguments }
}

pub fn withdraw() -> Case {
    let arguments = strings(&["withdraw", "archive/tally.txt", "--reason", "the witness asked for it"]);
    Case { name: "withdraw", home: home(), again: arguments.clone(), arguments }
}

pub fn rescind() -> Case {
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

pub fn key_add() -> Case {
    let home = home();
    let bob = home.texts.join("bob");
    assert!(home.command(&["key", "new", bob.to_str().unwrap()]).status().unwrap().success());
    let arguments = strings(&["key", "add", "bob", &format!("{}.pub", bob.display())]);
    Case { name: "key add", home, again: strings(&["seal"]), arguments }
}

/// Two branches that both sealed: ours is put behind theirs.
pub fn rebase() -> Case {
    let home = home();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(&home.root).args(["-c", "user.name=a", "-c", "user.email=a@a.example"]).args(arguments);
        let output = git.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    };
    let sealed = |name: &str| {
        let text = home.text(name, format!("The text {name}.\n"));
        // Theirs is sealed by somebody whose machine is another one.
        let elsewhere = (name == "theirs.txt").then_some("--no-memory");
        assert!(home.seal(&[&text]).args(elsewhere).status().unwrap().success());
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
pub fn remember() -> Case {
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

pub fn rotate_log() -> Case {
    let arguments = strings(&["key", "rotate-log"]);
    // Done or not, the same command ends it; where it is done, it would turn the key once more.
    Case { name: "key rotate-log", home: home(), again: strings(&["seal"]), arguments }
}
