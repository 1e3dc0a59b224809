//! Checkpoints and Go's own signed notes, `golang.org/x/mod/sumdb/note`: each reads what the other wrote.
//!
//! Go carries that package in its own source tree, from where it is taken as the test runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use ed25519_dalek::SigningKey;
use kzarchive::log::Checkpoint;
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::cosignature::Cosigner;
use kzarchive::trust::policy::Policy;

use super::example::{Example, ORIGIN};
use super::tools::{command, failure, feed, script, success, there, venv};

/// Builds the program `note` in a folder.
fn build(folder: &Path) -> PathBuf {
    let go = |arguments: &[&str]| {
        let mut command = command("venv/go", folder);
        // Nothing is fetched; what was compiled once stays beside the compiler.
        command.env("GOCACHE", venv().join("go-cache")).env("GOPATH", folder.join("gopath"));
        command.env("GOPROXY", "off").env("GOTOOLCHAIN", "local").env("GOFLAGS", "-mod=mod").env("GOWORK", "off");
        success(&command.args(arguments).output().unwrap())
    };
    let source = go(&["env", "GOROOT"]).trim().to_owned() + "/src/cmd/vendor/golang.org/x/mod/sumdb/note";
    let package = folder.join("mod/sumdb/note");
    fs::create_dir_all(&package).unwrap();
    for file in fs::read_dir(source).unwrap().map(Result::unwrap) {
        fs::copy(file.path(), package.join(file.file_name())).unwrap();
    }
    let module = "module golang.org/x/mod\n\ngo 1.22\n";
    fs::write(folder.join("mod/go.mod"), module).unwrap();
    let module = "module note\n\ngo 1.22\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ./mod\n";
    fs::write(folder.join("go.mod"), module).unwrap();
    fs::copy(script("note.go"), folder.join("main.go")).unwrap();
    go(&["build", "-o", "note", "."]);
    folder.join("note")
}

fn run(note: &Path, arguments: &[&str], input: &str) -> Output {
    feed(std::process::Command::new(note).args(arguments), input.as_bytes())
}

#[test]
fn go_reads_our_checkpoint_and_we_read_go_s() {
    if !there(&["venv/go"]) {
        return;
    }
    let example = Example::new();
    let folder = example.folder().join("go");
    fs::create_dir(&folder).unwrap();
    let note = build(&folder);

    let ours = fs::read_to_string(example.root().join("manifests/checkpoint")).unwrap();
    let policy = fs::read_to_string(example.root().join("keys/policy")).unwrap();
    let vkey = policy.lines().find_map(|line| line.strip_prefix("log ")).unwrap();
    let text = success(&run(&note, &["verify", vkey], &ours));
    assert!(text.starts_with(&format!("{ORIGIN}\n1\n")) && ours.starts_with(&format!("{text}\n— {ORIGIN} ")), "{text}");
    let more = ours.replacen("\n1\n", "\n2\n", 1);
    assert!(failure(&run(&note, &["verify", vkey], &more)).contains("invalid signature"));

    let witness = Cosigner::new("witness.example/w1".parse().unwrap(), SigningKey::from_bytes(&[7; 32]));
    let (at, vkey_of_witness) = ("2022-01-12T10:15:00Z".parse::<Timestamp>().unwrap(), witness.vkey().to_string());
    let cosigned = format!("{ours}{}\n", witness.cosign(&text, at));
    let read = success(&run(&note, &["cosigned", &vkey_of_witness], &cosigned));
    assert_eq!(read, format!("{}\n{text}", at.unix()));
    assert_eq!(success(&run(&note, &["verify", vkey], &cosigned)), text, "the log's line, with the cosignature below");
    let more = cosigned.replacen("\n1\n", "\n2\n", 1);
    assert!(failure(&run(&note, &["cosigned", &vkey_of_witness], &more)).contains("invalid signature"));

    let written = success(&run(&note, &["sign", ORIGIN], &text));
    let (other_vkey, theirs) = written.split_once('\n').unwrap();
    let believed = Policy::of_log(other_vkey.parse().unwrap());
    let (read, _) = Checkpoint::read(theirs.as_bytes(), &believed).unwrap();
    assert_eq!((read.size, read.to_text()), (1, text));
    assert!(Checkpoint::read(ours.as_bytes(), &believed).is_err());
    assert!(failure(&run(&note, &["verify", other_vkey], &ours)).contains("no verifiable signatures"));
}
