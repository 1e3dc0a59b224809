//! Archives, keys and words that are not there, or not what they should be.

use std::os::unix::fs::PermissionsExt as _;

use crate::support::program::{Home, kzarchive, raw_controls, said, unknown_flags};
use crate::support::write;
use crate::{refused, run};

#[test]
fn no_archive_and_one_too_many() {
    let home = Home::new();
    let mut nowhere = kzarchive();
    nowhere.arg("-C").arg(&home.texts).arg("verify");
    refused(&home, nowhere, &["no archive here", "kzarchive init"]);
    let sub = home.root.join("sub");
    std::fs::create_dir(&sub).unwrap();
    for command in ["verify", "figures", "log"] {
        let mut below = kzarchive();
        below.arg("-C").arg(&sub).arg(command);
        let above = format!("-C {}", home.root.display());
        refused(&home, below, &["no archive here", "sub has no kzarchive.toml; the archive above it is", &above]);
    }
    let mut unnamed = kzarchive();
    unnamed.current_dir(&sub).arg("log");
    assert_eq!(run(unnamed).status.code(), Some(0), "unnamed, it is looked for above");
    refused(
        &home,
        home.command(&["init", "--origin", "other.example/x"]),
        &["is an archive already", "kzarchive seal"],
    );
    refused(&home, home.command(&["seal"]), &["nothing was named"]);
}

#[test]
fn a_workflow_is_not_written_for_another_archive_than_the_one_that_was_named() {
    let home = Home::new();
    let sub = home.root.join("sub");
    std::fs::create_dir(&sub).unwrap();
    for folder in ["sub", "nonexist"] {
        let mut command = kzarchive();
        command.current_dir(&home.root).args(["init", "--ci", "gitlab", folder]);
        refused(&home, command, &["no archive here", "the archive above it is"]);
    }
    let mut unnamed = kzarchive();
    unnamed.current_dir(&sub).args(["init", "--ci", "gitlab"]);
    assert!(run(unnamed).status.success(), "unnamed, it is looked for above");
    assert!(home.root.join(".gitlab-ci.yml").exists());
}

#[test]
fn a_name_that_cannot_stand_for_a_person_leaves_nothing() {
    let home = Home::new();
    let (new, config) = (home.texts.join("new"), home.texts.join("config"));
    let mut command = kzarchive();
    command.env("KZARCHIVE_CONFIG", &config);
    command.args(["init", "--origin", "archive.example/new", "--principal", "A. B."]).arg(&new);
    refused(&home, command, &["the name of the archivist: a name has a space", "write it as one word"]);
    assert!(!new.exists() && !config.exists());
}

#[test]
fn git_is_told_nothing_where_there_is_none() {
    let home = Home::new();
    refused(&home, home.command(&["init", "--merge-driver"]), &["is in no git work tree", "`git init` makes one"]);
}

/// The danger: who named the wrong folder takes silence for success.
#[test]
fn a_run_that_finds_nothing_to_seal_says_so() {
    let home = Home::new();
    let empty = home.texts.join("empty");
    std::fs::create_dir(&empty).unwrap();
    for folder in [&empty, &home.root.join("archive")] {
        for more in [&[][..], &["--dry-run"]] {
            let mut command = home.seal(&[folder]);
            command.args(more);
            let output = run(command);
            let told = format!("note: nothing to seal in {}\n", folder.display());
            assert!(output.status.success() && said(&output) == told, "{}", said(&output));
        }
    }
    for more in [&[][..], &["--dry-run"]] {
        let output = run(home.command(&[&["seal", "--settings"], more].concat()));
        let told = "note: kzarchive.toml is as it was sealed; there is nothing to seal of it\n";
        assert!(output.status.success() && said(&output) == told, "{}", said(&output));
    }
    refused(&home, home.command(&["seal", "--dry-run"]), &["nothing was named"]);
}

#[test]
fn settings_that_cannot_be_read() {
    for (settings, why) in [
        (&b"origin = "[..], "kzarchive.toml"),
        (b"origin = \"a\"\norigins = 1\n", "kzarchive.toml:2"),
        (b"origin = \"a\"\n# \x1b[2J\n[lint]\nx = \"forbid\"\n", "kzarchive.toml"),
        (b"\xff", "kzarchive.toml is not UTF-8"),
    ] {
        let home = Home::new();
        write(&home.root, "kzarchive.toml", settings);
        // Verifying has an answer for them; nothing else works with them.
        let output = run(home.command(&["verify"]));
        let report = said(&output);
        assert_eq!(output.status.code(), Some(1), "{report}");
        assert!(
            report.contains("error[malformed]: ") && report.contains("--> kzarchive.toml") && report.contains(why),
            "{report}"
        );
        assert_eq!(report.matches("--> kzarchive.toml").count(), 1, "it is told once: {report}");
        // Nobody knows whose archive it is: it is called by its folder.
        let folder = std::fs::canonicalize(&home.root).unwrap();
        assert!(report.contains(&format!("could not verify {}; 1 failure", folder.display())), "{report}");
        let github = said(&run(home.command(&["verify", "--format", "github"])));
        assert!(github.contains(&format!("archive {}\n", folder.display())), "{github}");
        assert!(raw_controls(&output).is_empty());
        refused(&home, home.seal(&[&home.text("a.txt", "A.\n")]), &["kzarchive.toml", why]);
    }
}

#[test]
fn keys_that_cannot_be_used() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    let key = home.text("key", "no key\n");
    let with = |arguments: &[&str]| {
        let mut command = home.seal(&[&text]);
        command.args(arguments);
        command
    };
    let shown = key.to_str().unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    refused(&home, with(&["--key", shown]), &["can be read by others", "chmod 600"]);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    refused(&home, with(&["--key", shown]), &[shown, "is not an OpenSSH private key"]);
    refused(&home, with(&["--key", "/nowhere/key"]), &["/nowhere/key", "copy your key", "kzarchive key add"]);
    refused(
        &home,
        with(&["--log-key", "/nowhere/log"]),
        &["/nowhere/log", "the archive's log has one key", "--log-key"],
    );
    for inside in ["archive/k", "manifests/k", "keys/k", "k", "none/../keys/k"] {
        let inside = home.root.join(inside);
        let command = home.command(&["key", "new", inside.to_str().unwrap()]);
        refused(&home, command, &["would be inside the archive in", "name a place outside of it"]);
    }
    let other = home.texts.join("other");
    assert_eq!(run(home.command(&["key", "new", other.to_str().unwrap()])).status.code(), Some(0));
    assert_eq!(run(home.command(&["witness", "new", "w.example"])).status.code(), Some(0));
    for again in [["key", "new", other.to_str().unwrap()], ["witness", "new", "w.example"]] {
        let output = run(home.command(&again));
        assert!(output.status.code() == Some(2) && said(&output).contains("is there already"), "{}", said(&output));
        assert!(!said(&output).contains("not encrypted"), "no key was made: {}", said(&output));
    }
    refused(&home, with(&["--key", other.to_str().unwrap()]), &["may not seal", "--key"]);
    refused(&home, with(&["--log-key", other.to_str().unwrap()]), &["log key is not the one", "--log-key"]);
}

#[test]
fn a_log_key_is_not_rotated_without_a_key_to_seal_that() {
    let home = Home::new();
    let rotate = home.command(&["key", "rotate-log", "--key", "/nowhere/key"]);
    refused(&home, rotate, &["/nowhere/key is not there"]);
    let left = crate::support::snapshot(&home.config);
    assert!(!left.keys().any(|path| path.contains(".next")), "{:?}", left.keys());
}

#[test]
fn a_key_that_is_not_the_logs_is_not_rotated_and_nobody_is_told_to_do_it_again() {
    let home = Home::new();
    let other = home.texts.join("other");
    assert_eq!(run(home.command(&["key", "new", other.to_str().unwrap()])).status.code(), Some(0));
    let rotate = home.command(&["key", "rotate-log", "--log-key", other.to_str().unwrap()]);
    let output = run(rotate);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("is not the one that keys/policy names") && said.contains("--log-key"), "{said}");
    assert!(!said.contains("run it again"), "{said}");
}

/// To hash a sparse file of a terabyte takes an hour.
#[test]
fn a_file_that_is_longer_than_the_sealed_one_is_not_hashed_to_take_it_down() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert_eq!(run(home.seal(&[&text])).status.code(), Some(0));
    let file = home.root.join("archive/a.txt");
    std::fs::File::options().write(true).open(&file).unwrap().set_len(1 << 40).unwrap();
    let withdraw = home.command(&["withdraw", "archive/a.txt", "--reason", "asked for"]);
    let output = run(withdraw);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("archive/a.txt is not as it was sealed"), "{}", said(&output));
}

#[test]
fn a_sealed_text_is_not_sealed_over() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert_eq!(run(home.seal(&[&text])).status.code(), Some(0));
    home.text("a.txt", "Another text.\n");
    refused(&home, home.seal(&[&text]), &["a.txt", "a newer text needs a path of its own"]);
    let mut command = home.seal(&[&home.root.join("archive/a.txt")]);
    command.args(["--withhold", "a reason"]);
    assert_eq!(run(command).status.code(), Some(0), "sealed already: nothing is done");
    write(&home.root, "archive/b.txt", "In the archive.\n");
    let mut command = home.seal(&[&home.root.join("archive/b.txt")]);
    command.args(["--withhold", "a reason"]);
    refused(&home, command, &["b.txt", "stays outside"]);
}

#[test]
fn a_text_takes_no_place_when_it_is_sealed_already() {
    let home = Home::new();
    let (old, new) = (home.text("old.txt", "26 dead.\n"), home.text("new.txt", "27 dead.\n"));
    assert!(run(home.seal(&[&old, &new])).status.success());
    for newer in [new, home.root.join("archive/new.txt"), home.root.join("archive/old.txt")] {
        let mut supersede = home.command(&["supersede", "archive/old.txt"]);
        supersede.arg(&newer).args(unknown_flags());
        let why = match newer.ends_with("archive/old.txt") {
            true => "the newer text would have the path of the older one, archive/old.txt",
            false => "is sealed already, and not in place of archive/old.txt",
        };
        refused(&home, supersede, &[why, "--into DIR"]);
    }
}

#[test]
fn words_and_documents_that_are_not_there() {
    let home = Home::new();
    let text = home.text("a.txt", "They said 164, and 164 again.\n");
    assert_eq!(run(home.seal(&[&text])).status.code(), Some(0));
    let rescind = |figure: [&str; 2]| {
        let mut command = home.command(&["rescind"]);
        command.args(figure).args(["--evidence", "archive/a.txt", "again", "--withdrawn-by", "x", "--reason", "y"]);
        command
    };
    for silence in ["", " "] {
        let words = ["rescind", "archive/a.txt", "164 again", "--evidence", "archive/a.txt", "again", "--reason", "y"];
        let mut by = home.command(&words);
        by.args(["--withdrawn-by", silence]);
        refused(&home, by, &["--withdrawn-by takes a name or the word `unknown`"]);
    }
    refused(&home, rescind(["archive/b.txt", "164"]), &["archive/b.txt is not a sealed text"]);
    refused(&home, rescind(["archive/a.txt", "165"]), &["does not say that"]);
    refused(&home, rescind(["archive/a.txt", "164"]), &["says that 2 times", "START..END"]);
    refused(&home, rescind(["archive/a.txt", "9..999"]), &["archive/a.txt has 30 bytes"]);
    refused(&home, rescind(["../a\u{1b}[2J.txt", "164"]), &["is not a path of an archive"]);
    refused(&home, home.command(&["show", "archive/\u{202e}.txt"]), &[]);
    refused(&home, home.command(&["show", "archive/none.txt"]), &["archive/none.txt", "kzarchive log"]);
    refused(
        &home,
        home.command(&["explain", "no-\u{1b}[2Jrule"]),
        &["no rule or kind of failure is called", "kzarchive explain"],
    );
    refused(&home, home.command(&["verify", "--trust", "/nowhere"]), &["/nowhere"]);
    refused(&home, home.command(&["verify", "--checkpoint", "/nowhere"]), &["/nowhere"]);
    for other in [text.to_str().unwrap(), home.root.join("manifests/SHA256SUMS").to_str().unwrap()] {
        refused(
            &home,
            home.command(&["verify", "--checkpoint", other]),
            &[other, "is no checkpoint", "kept elsewhere"],
        );
    }
    refused(&home, home.command(&["verify", "--originals", "/nowhere"]), &["/nowhere"]);
    write(&home.root, "archive/a.txt", "They said 165.\n");
    refused(&home, rescind(["archive/a.txt", "165"]), &["is not as it was sealed", "kzarchive verify"]);
}

#[test]
fn nothing_is_sealed_on_top_of_what_does_not_verify() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    for (path, from, to) in
        [("manifests/checkpoint", "\n1\n", "\n2\n"), ("manifests/SHA256SUMS", ".json\n", ".json\n\n")]
    {
        let good = std::fs::read_to_string(home.root.join(path)).unwrap();
        write(&home.root, path, good.replacen(from, to, 1));
        refused(&home, home.seal(&[&text]), &[path]);
        write(&home.root, path, good);
    }
}

/// `verify | head` must not hide what was judged behind the code for a command that did not work.
#[test]
fn a_reader_that_went_away_changes_no_answer() {
    let home = Home::new();
    let text = home.text("a.txt", "At least 12 people were killed.\n");
    assert!(home.seal(&[&text]).status().unwrap().success());
    let code = |arguments: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = home.command(arguments).stdout(writer).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        output.status.code()
    };
    let formats = ["text", "json", "github", "sarif", "junit"];
    for format in formats {
        assert_eq!(code(&["verify", "--format", format]), Some(0), "{format}");
    }
    assert_eq!(code(&["figures", "--format", "json"]), Some(0));
    assert_eq!(code(&["log"]), Some(0));
    write(&home.root, "archive/a.txt", "At least 13 people were killed.\n");
    for format in formats {
        assert_eq!(code(&["verify", "--format", format]), Some(1), "{format}");
    }
    // Nor does one that read what is said beside the report, too, as `2>&1 | head` does.
    let settings = std::fs::read_to_string(home.root.join("kzarchive.toml")).unwrap();
    write(&home.root, "kzarchive.toml", settings + "[lint]\nunattributed-own-voise = \"deny\"\n");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut both = home.command(&["verify"]);
    both.stdout(writer.try_clone().unwrap()).stderr(writer);
    assert_eq!(both.status().unwrap().code(), Some(1));
}

#[test]
fn a_sealed_text_that_was_altered_is_not_compared_as_the_sealed_one() {
    let home = Home::new();
    let text = home.text("a.txt", "At least 12 people were killed.\n");
    assert!(home.seal(&[&text]).status().unwrap().success());
    let compare = || {
        let mut command = home.command(&["diff", "archive/a.txt"]);
        command.arg(&text);
        command
    };
    assert_eq!(run(compare()).status.code(), Some(0));
    write(&home.root, "archive/a.txt", "At least 13 people were killed.\n");
    refused(&home, compare(), &["archive/a.txt is not as it was sealed", "kzarchive verify"]);
}
