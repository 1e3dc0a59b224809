//! The good archive: one of everything that a manifest can state.

use kzarchive::manifest::{EntryRef, Review, Withdrawal};
use kzarchive::seal::{Given, Run, Session, WithholdAs, collect};

use super::scene::TALLY;
use crate::support::{Made, TOOL, unknown};

/// Makes it, line by line as `scene::line` names them; and the key that its last change of keys retired.
pub fn good() -> (Made, ssh_key::PrivateKey) {
    let made = Made::new();
    made.seal(
        "tally.txt",
        "The ministry said that over 160 people were killed.\nIt named no caf\u{e9}.\n\nIt ended.\n",
    );
    made.seal("denial.txt", "On Sunday it called the figure of 160 an error.\r\nIt gave no other.\r\n");
    let wide: Vec<u8> = "\u{feff}Қаза тапты: 225.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    crate::support::write(&made.outside, "sub/wide.txt", wide);
    seal(&made, "sub/wide.txt", None);
    made.seal("page.html", PAGE);
    let reason = || "a witness is named in it".to_owned();
    made.seal_as("witness.txt", b"I saw 3 of them.\n", unknown(), Some(&WithholdAs::Digest { reason: reason() }));
    made.seal_as("names.txt", b"Two names.\n", unknown(), Some(&WithholdAs::Commitment { reason: reason() }));
    made.rescind((TALLY, "over 160 people"), ("archive/denial.txt", "the figure of 160 an error"));
    made.seal("gone.txt", "It was taken down.\n");
    made.commit(|session, _| {
        let path = "archive/gone.txt".parse().unwrap();
        let sha256 = session.ledger.get(&path).unwrap().digest;
        let mut manifest = session.manifest();
        manifest.withdrawals = vec![Withdrawal { path, sha256, reason: "at its author's request".into() }];
        manifest.into_bytes().unwrap()
    });
    std::fs::remove_file(made.root.join("archive/gone.txt")).unwrap();
    std::fs::write(made.outside.join("newer.txt"), "On Sunday it called the figure an error.\n").unwrap();
    seal(&made, "newer.txt", Some("archive/denial.txt"));
    made.commit(|session, _| {
        let path = TALLY.parse().unwrap();
        let sha256 = session.ledger.get(&path).unwrap().digest;
        let (finding, rule) = ("0123456789ab".into(), "unattributed-own-voice".into());
        let review = Review { finding, path, sha256, rule, verdict: "ok".into(), reason: "it is".into() };
        let mut manifest = session.manifest();
        manifest.reviews = vec![review];
        manifest.into_bytes().unwrap()
    });
    let retired = made.retired();
    made.seal("last.txt", "The last.\n");
    (made, retired)
}

const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>A page</title><script>let a = 1;</script></head>\n\
    <body><p>The union said that 12 people were hurt.</p></body></html>\n";

/// Seals a file that lies outside, in its folder, in place of an older text.
fn seal(made: &Made, name: &str, older: Option<&str>) {
    let archive = made.archive();
    let session = Session::open(&archive, made.hands.keys(), made.next_minute(), TOOL).unwrap();
    let (folder, file) = name.rsplit_once('/').map_or((None, name), |(folder, _)| (Some(folder.to_owned()), name));
    let given = Given { flags: unknown(), paths: vec![made.outside.join(file)], into: folder, ..Given::default() };
    let mut collected = collect(&session, &given).unwrap();
    collected.candidates[0].supersedes = older.map(|older| {
        let path = older.parse().unwrap();
        let sha256 = session.ledger.get(&path).unwrap().digest;
        EntryRef { path, sha256 }
    });
    let run = Run { session: &session, withhold: None, salt: &|| [7; 32], progress: &|_| {} };
    let mut sealing = run.prepare(collected, |bytes| session.stage(&bytes)).unwrap();
    sealing.commit(&session).unwrap();
}
