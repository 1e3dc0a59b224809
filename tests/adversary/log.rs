//! The log's lines: spelled otherwise, removed, replaced, put in another order; not signed, or signed with the log's key.

use kzarchive::digest::Digest;
use kzarchive::ledger::Kind::{
    Altered, Deleted, Forked, KeySwapped, Malformed, Missing, ReSealed, RolledBack, Unsealed,
};
use kzarchive::log::{Entries, Entry};

use super::scene::{Attack, By, CHECKPOINT, SUMS, Scene, line, run};
use crate::support::forge;

pub const ATTACKS: &[Attack] = &[
    Attack::new("log without its final newline", &[(Malformed, SUMS)], |it| it.write(SUMS, it.text(SUMS).trim_end())),
    Attack::new("log with an empty line", &[(Malformed, SUMS)], |it| it.write(SUMS, it.text(SUMS) + "\n")),
    Attack::new("log with an empty first line", &[(Malformed, SUMS)], |it| {
        it.write(SUMS, "\n".to_owned() + &it.text(SUMS))
    }),
    Attack::new("log with line ends of Windows", &[(Malformed, SUMS)], |it| it.edit(SUMS, "\n", "\r\n")),
    Attack::new("log with a byte order mark", &[(Malformed, SUMS)], |it| {
        it.write(SUMS, "\u{feff}".to_owned() + &it.text(SUMS))
    }),
    Attack::new(
        "log and checkpoint with git's marks of a conflict",
        &[(Malformed, SUMS), (Malformed, CHECKPOINT)],
        |it| {
            for file in [SUMS, CHECKPOINT] {
                let text = it.text(file);
                it.write(file, text.replacen('\n', "\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n", 1));
            }
        },
    ),
    Attack::new("log with a comment", &[(Malformed, SUMS)], |it| it.write(SUMS, it.text(SUMS) + "# the end\n")),
    Attack::new("log in sha256sum's binary mode", &[(Malformed, SUMS)], |it| it.edit(SUMS, "  ", " *")),
    Attack::new("log with one space", &[(Malformed, SUMS)], |it| it.edit(SUMS, "  ", " ")),
    Attack::new("log with three spaces", &[(Malformed, SUMS)], |it| it.edit(SUMS, "  ", "   ")),
    Attack::new("log with a tab", &[(Malformed, SUMS)], |it| it.edit(SUMS, "  ", "\t")),
    Attack::new("log with sha256sum's escape", &[(Malformed, SUMS)], |it| {
        it.write(SUMS, "\\".to_owned() + &it.text(SUMS))
    }),
    Attack::new("log with a digest in capitals", &[(Malformed, SUMS)], |it| {
        let digest = it.text(SUMS)[..64].to_owned();
        it.edit(SUMS, &digest, &digest.to_uppercase());
    }),
    Attack::new("log with a digest cut short", &[(Malformed, SUMS)], |it| it.write(SUMS, &it.text(SUMS)[1..])),
    Attack::new("log with a name in a folder", &[(Malformed, SUMS)], |it| it.edit(SUMS, "  ", "  ../")),
    Attack::new("log with a name of another kind", &[(Malformed, SUMS)], |it| it.edit(SUMS, ".json", ".JSON")),
    Attack::new("log with a name in local time", &[(Malformed, SUMS)], |it| it.edit(SUMS, "Z-", "-")),
    Attack::new("log with a name of another digest", &[(Malformed, SUMS)], |it| {
        let log = it.lines();
        let (digest, name) = (&log[1][..64], &log[2][64..]);
        it.write(SUMS, it.text(SUMS).replacen(&log[1], &format!("{digest}{name}"), 1));
    }),
    Attack::new("log with a name on a day that there is not", &[(Malformed, SUMS)], |it| {
        it.edit(SUMS, "20220112T", "20220230T")
    }),
    Attack::new("log with a line twice", &[(Malformed, SUMS)], |it| {
        let last = it.lines().pop().unwrap();
        it.write(SUMS, it.text(SUMS) + &last);
    }),
    Attack::new("log with a byte that is not UTF-8", &[(Malformed, SUMS)], |it| {
        it.write(SUMS, [it.read(SUMS), b"\xff\n".to_vec()].concat())
    }),
    Attack::new("log replaced by a folder", &[(Missing, SUMS)], |it| {
        it.remove(SUMS);
        it.write("manifests/SHA256SUMS/a", "");
    }),
    Attack::new("log removed", &[(Missing, SUMS)], |it| it.remove(SUMS)),
    Attack::new("log line exchanged with the next", &[(Altered, SUMS)], |it| lines(it, |lines| lines.swap(1, 2))),
    Attack::new("log line put second", &[(Altered, SUMS)], |it| lines(it, |lines| lines.swap(1, 13))),
    Attack::new(
        "log line removed",
        &[(Deleted, SUMS), (Unsealed, "{3<}"), (Unsealed, "{3<}.sig"), (Unsealed, "archive/sub/wide.txt")],
        |it| {
            lines(it, |lines| {
                lines.remove(3);
            });
        },
    ),
    Attack::new(
        "log cut short",
        &[(Deleted, SUMS), (Unsealed, "{13<}"), (Unsealed, "{13<}.sig"), (Unsealed, "archive/last.txt")],
        |it| {
            lines(it, |lines| {
                lines.pop();
            });
        },
    ),
    Attack::new("line for a manifest that is not there", &[(Unsealed, SUMS), (Deleted, "{14}")], |it| {
        lines(it, |lines| lines.push(format!("{}\n", entry(b"nothing"))));
    }),
    Attack::new(
        "line replaced, manifest as it was",
        &[(Altered, SUMS), (Deleted, "{3}"), (Unsealed, "{3<}"), (Unsealed, "{3<}.sig")],
        |it| {
            lines(it, |lines| lines[3] = format!("{}\n", entry(b"nothing")));
        },
    ),
    Attack::new("signed line for a manifest that is not there", &[(Deleted, "{14}")], |it| {
        signed(it, |entries| entries.push(entry(b"nothing")));
    }),
    Attack::new(
        "signed log without a line",
        &[(Unsealed, "{3<}"), (Unsealed, "{3<}.sig"), (Unsealed, "archive/sub/wide.txt")],
        |it| {
            signed(it, |entries| {
                entries.remove(3);
            });
        },
    ),
    Attack::new("signed log of other order", &[(Forked, SUMS)], |it| signed(it, |entries| entries.swap(1, 2)))
        .by(By::Earlier),
    Attack::new("signed log without its last line, nothing else there", &[(RolledBack, SUMS)], |it| {
        forge::remove_manifest(&it.root(), line::LAST);
        it.remove("archive/last.txt");
        signed(it, |entries| {
            entries.pop();
        });
    })
    .by(By::Earlier),
    Attack::new("signed log with another last line", &[(Forked, SUMS)], |it| {
        it.reword(line::LAST, "\"title\": \"unknown\"", "\"title\": \"Another\"");
    })
    .by(By::Earlier),
    Attack::new("older checkpoint", &[(RolledBack, CHECKPOINT), (Unsealed, SUMS)], |it| {
        let now = it.read(SUMS);
        signed(it, |entries| {
            entries.pop();
        });
        it.write(SUMS, now);
    })
    .by(By::Earlier),
    Attack::new("older checkpoint, nothing seen before", &[(Unsealed, SUMS)], |it| {
        let now = it.read(SUMS);
        signed(it, |entries| {
            entries.pop();
        });
        it.write(SUMS, now);
    }),
    Attack::new("manifest removed", &[(Deleted, "{4}")], |it| it.remove(&it.manifest(line::PAGE))),
    Attack::new("manifest and signature removed", &[(Deleted, "{4}")], |it| {
        forge::remove_manifest(&it.root(), line::PAGE)
    }),
    Attack::new("manifest that is quoted removed", &[(Deleted, "{1}")], |it| {
        forge::remove_manifest(&it.root(), line::TALLY)
    }),
    Attack::new(
        "manifest renamed",
        &[(Deleted, "{4}"), (Unsealed, "manifests/20220112T101900Z-00000000.json")],
        |it| {
            let to = it.root().join("manifests/20220112T101900Z-00000000.json");
            std::fs::rename(it.root().join(it.manifest(line::PAGE)), to).unwrap();
        },
    ),
    Attack::new("manifest changed", &[(Altered, "{4}")], |it| {
        it.edit(&it.manifest(line::PAGE), "\"title\": \"", "\"title\": \"x")
    }),
    Attack::new("two manifests exchanged", &[(Altered, "{1}"), (Altered, "{2}")], |it| {
        let [one, other] = [line::TALLY, line::DENIAL].map(|line| it.manifest(line));
        let (of_one, of_other) = (it.read(&one), it.read(&other));
        it.write(&one, of_other);
        it.write(&other, of_one);
    }),
    Attack::new("two manifests exchanged with their signatures", &[(ReSealed, "{1}"), (ReSealed, "{2}")], |it| {
        for end in ["", ".sig"] {
            let [one, other] = [line::TALLY, line::DENIAL].map(|line| it.manifest(line) + end);
            let (of_one, of_other) = (it.read(&one), it.read(&other));
            it.write(&one, of_other);
            it.write(&other, of_one);
        }
    }),
    Attack::new("log that begins after the keys were stated", &[(KeySwapped, "keys")], |it| {
        let kept = forge::log(&it.root()).as_slice()[line::DENIAL];
        for gone in (0..=line::LAST).filter(|line| *line != line::DENIAL) {
            forge::remove_manifest(&it.root(), gone);
        }
        let text = it.read("archive/denial.txt");
        std::fs::remove_dir_all(it.root().join("archive")).unwrap();
        it.write("archive/denial.txt", text);
        signed(it, |entries| *entries = vec![kept]);
    }),
];

fn entry(bytes: &[u8]) -> Entry {
    Entry::new("2022-01-13T00:00:00Z".parse().unwrap(), Digest::of(bytes))
}

fn lines(it: &Scene, with: impl FnOnce(&mut Vec<String>)) {
    let mut lines = it.lines();
    with(&mut lines);
    it.write(SUMS, lines.concat());
}

/// Writes the lines as `with` leaves them, and signs a checkpoint over them with the log's key.
fn signed(it: &Scene, with: impl FnOnce(&mut Vec<Entry>)) {
    let mut lines = forge::log(&it.root()).as_slice().to_vec();
    with(&mut lines);
    let mut entries = Entries::default();
    lines.into_iter().for_each(|entry| entries.push(entry).unwrap());
    forge::write_log(&it.root(), &entries, &it.hands.log);
}

#[test]
fn log() {
    run(ATTACKS);
}
