//! Things that lie where nothing should, and things in the place of others.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use kzarchive::ledger::Kind::{BadSignature, Malformed, Missing, Unsealed};

use super::scene::{Attack, CHECKPOINT, POLICY, SETTINGS, SIGNERS, SUMS, Scene, TALLY, line, run};

pub const ATTACKS: &[Attack] = &[
    Attack::new("text added", &[(Unsealed, "archive/more.txt")], |it| it.write("archive/more.txt", "12 more.\n")),
    Attack::new("text added in a new folder", &[(Unsealed, "archive/a/b/c.txt")], |it| {
        it.write("archive/a/b/c.txt", "12 more.\n");
    }),
    Attack::new("hidden file added", &[(Unsealed, "archive/.hidden")], |it| it.write("archive/.hidden", "")),
    Attack::new("attributes added among texts", &[(Unsealed, "archive/.gitattributes")], |it| {
        it.write("archive/.gitattributes", "* text\n");
    }),
    Attack::new("empty file added", &[(Unsealed, "archive/empty")], |it| it.write("archive/empty", "")),
    Attack::new("left over by a run among texts", &[(Unsealed, "archive/.kzarchive-tmp-aB3xYz")], |it| {
        it.write("archive/.kzarchive-tmp-aB3xYz", "The");
    }),
    Attack::new("name that differs by Unicode form", &[(Unsealed, "archive/t\u{e4}lly.txt")], |it| {
        it.write("archive/t\u{e4}lly.txt", "x");
    }),
    Attack::new("name with a control character", &[(Unsealed, "archive/a\u{1b}[2J.txt")], |it| {
        it.write("archive/a\u{1b}[2J.txt", "x");
    }),
    Attack::new("name with a newline", &[(Unsealed, "archive/a\nb.txt")], |it| it.write("archive/a\nb.txt", "x")),
    Attack::new("name that reads backwards", &[(Unsealed, "archive/gpj.\u{202e}txt")], |it| {
        it.write("archive/gpj.\u{202e}txt", "x");
    }),
    Attack::new("name with a backslash", &[(Unsealed, "archive/a\\b.txt")], |it| it.write("archive/a\\b.txt", "x")),
    Attack::new("name that is not UTF-8", &[(Unsealed, "archive/caf\u{fffd}.txt")], |it| {
        std::fs::write(it.root().join("archive").join(OsStr::from_bytes(b"caf\xe9.txt")), "x").unwrap();
    }),
    Attack::new("link added", &[(Unsealed, "archive/link.txt")], |it| link(it, "tally.txt", "archive/link.txt")),
    Attack::new("link to a folder added", &[(Unsealed, "archive/etc")], |it| link(it, "/etc", "archive/etc")),
    Attack::new("link that leads nowhere added", &[(Unsealed, "archive/no")], |it| link(it, "none", "archive/no")),
    Attack::new("FIFO added", &[(Unsealed, "archive/pipe")], |it| fifo(it, "archive/pipe")),
    Attack::new("socket added", &[(Unsealed, "archive/socket")], |it| {
        // What was bound stays when the listener is gone.
        drop(std::os::unix::net::UnixListener::bind(it.root().join("archive/socket")).unwrap());
    }),
    Attack::new("link in place of a text", &[(Missing, TALLY)], |it| {
        it.write("kept.txt", it.read(TALLY));
        it.remove(TALLY);
        link(it, "../kept.txt", TALLY);
    }),
    Attack::new("FIFO in place of a text", &[(Missing, TALLY)], |it| {
        it.remove(TALLY);
        fifo(it, TALLY);
    }),
    Attack::new("folder in place of a text", &[(Missing, TALLY), (Unsealed, "archive/tally.txt/a")], |it| {
        let bytes = it.read(TALLY);
        it.remove(TALLY);
        it.write("archive/tally.txt/a", bytes);
    }),
    Attack::new(
        "link in place of a folder of texts",
        &[(Missing, "archive/sub/wide.txt"), (Unsealed, "archive/sub")],
        |it| {
            std::fs::rename(it.root().join("archive/sub"), it.root().join("sub")).unwrap();
            link(it, "../sub", "archive/sub");
        },
    ),
    Attack::new("manifest nobody logged", &[(Unsealed, "manifests/20220112T101500Z-00000000.json")], |it| {
        it.write("manifests/20220112T101500Z-00000000.json", it.read(&it.manifest(line::TALLY)));
    }),
    Attack::new("folder of manifests added", &[(Unsealed, "manifests/old/a.json")], |it| {
        it.write("manifests/old/a.json", "{}\n");
    }),
    Attack::new("link among manifests", &[(Unsealed, "manifests/link")], |it| link(it, "checkpoint", "manifests/link")),
    Attack::new("second log", &[(Unsealed, "manifests/SHA256SUMS.bak")], |it| {
        it.write("manifests/SHA256SUMS.bak", it.read(SUMS));
    }),
    Attack::new("log named in other case", &[(Unsealed, "manifests/sha256sums")], |it| {
        it.write("manifests/sha256sums", it.read(SUMS));
    }),
    Attack::new("left over by a run among manifests", &[(Unsealed, "manifests/.kzarchive-tmp-aB3xYz")], |it| {
        it.write("manifests/.kzarchive-tmp-aB3xYz", "{");
    }),
    Attack::new("private key among the keys", &[(Unsealed, "keys/archivist")], |it| it.write("keys/archivist", "x")),
    Attack::new("link in place of a manifest", &[(Malformed, "{1}")], |it| linked(it, &it.manifest(line::TALLY))),
    Attack::new("link in place of a signature", &[(BadSignature, "{1}.sig")], |it| {
        linked(it, &format!("{}.sig", it.manifest(line::TALLY)));
    }),
    Attack::new("link in place of the checkpoint", &[(Missing, CHECKPOINT)], |it| linked(it, CHECKPOINT)),
    Attack::new("link in place of the log", &[(Missing, SUMS)], |it| linked(it, SUMS)),
    Attack::new("link in place of the signers", &[(Missing, SIGNERS)], |it| linked(it, SIGNERS)),
    Attack::new("link in place of the policy", &[(Missing, POLICY)], |it| linked(it, POLICY)),
    Attack::new("link in place of the settings", &[(Missing, SETTINGS)], |it| linked(it, SETTINGS)),
];

fn link(it: &Scene, target: &str, at: &str) {
    symlink(target, it.root().join(at)).unwrap();
}

fn fifo(it: &Scene, at: &str) {
    assert!(std::process::Command::new("mkfifo").arg(it.root().join(at)).status().unwrap().success());
}

/// The very bytes, one step away: a link can lead elsewhere tomorrow.
fn linked(it: &Scene, at: &str) {
    let target = it.originals().join("target");
    std::fs::rename(it.root().join(at), &target).unwrap();
    symlink(&target, it.root().join(at)).unwrap();
}

#[test]
fn layout() {
    run(ATTACKS);
}
