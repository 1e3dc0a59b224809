//! Texts that do not say any more what was sealed, or are not there.

use kzarchive::ledger::Kind::{Altered, Malformed, Missing, ReEncoded, Unsealed};
use unicode_normalization::UnicodeNormalization as _;

use super::scene::{Attack, By, Scene, TALLY, line, run};
use crate::support::{restore, snapshot};

const PAGE: &str = "archive/page.html";

pub const ATTACKS: &[Attack] = &[
    Attack::new("digit changed", &[(Altered, TALLY)], |it| it.edit(TALLY, "160", "150")),
    Attack::new("digit added", &[(Altered, TALLY)], |it| it.edit(TALLY, "160", "1600")),
    Attack::new("digit in another script", &[(Altered, TALLY)], |it| it.edit(TALLY, "1", "\u{661}")),
    Attack::new("full-width digit", &[(Altered, TALLY)], |it| it.edit(TALLY, "6", "\u{ff16}")),
    Attack::new("letter that looks the same", &[(Altered, TALLY)], |it| it.edit(TALLY, "people", "p\u{435}ople")),
    Attack::new("invisible character added", &[(Altered, TALLY)], |it| it.edit(TALLY, "160", "1\u{200b}60")),
    Attack::new("direction reversed", &[(Altered, TALLY)], |it| it.edit(TALLY, "160", "\u{202e}061\u{202c}")),
    Attack::new("soft hyphen added", &[(Altered, TALLY)], |it| it.edit(TALLY, "killed", "kil\u{ad}led")),
    Attack::new("hedge removed", &[(Altered, TALLY)], |it| it.edit(TALLY, "over ", "")),
    Attack::new("negation added", &[(Altered, TALLY)], |it| it.edit(TALLY, "were", "were not")),
    Attack::new("source removed", &[(Altered, TALLY)], |it| it.edit(TALLY, "The ministry said that over", "Over")),
    Attack::new("case of one letter", &[(Altered, TALLY)], |it| it.edit(TALLY, "The", "the")),
    Attack::new("line removed", &[(Altered, TALLY)], |it| it.edit(TALLY, "It named no caf\u{e9}.\n", "")),
    Attack::new("line added", &[(Altered, TALLY)], |it| it.edit(TALLY, "It named", "It knew.\nIt named")),
    Attack::new("lines joined", &[(Altered, TALLY)], |it| it.edit(TALLY, "killed.\n", "killed. ")),
    Attack::new("paragraphs joined", &[(Altered, TALLY)], |it| it.edit(TALLY, "\n\n", "\n")),
    Attack::new("lines exchanged", &[(Altered, TALLY)], |it| {
        let text = it.text(TALLY);
        let (first, rest) = text.split_once('\n').unwrap();
        it.write(TALLY, format!("{rest}{first}\n"));
    }),
    Attack::new("text doubled", &[(Altered, TALLY)], |it| it.write(TALLY, it.text(TALLY).repeat(2))),
    Attack::new("text cut short", &[(Altered, TALLY)], |it| it.write(TALLY, &it.read(TALLY)[..30])),
    Attack::new("text emptied", &[(Altered, TALLY)], |it| it.write(TALLY, "")),
    Attack::new("NUL at the end", &[(Altered, TALLY)], |it| it.write(TALLY, it.text(TALLY) + "\0")),
    Attack::new("bytes that are no text", &[(Altered, TALLY)], |it| it.write(TALLY, [0xff, 0xfe, 0x00, 0xd8])),
    Attack::new("another sealed text in its place", &[(Altered, TALLY)], |it| {
        it.write(TALLY, it.read("archive/denial.txt"));
    }),
    Attack::new("two texts exchanged", &[(Altered, TALLY), (Altered, "archive/denial.txt")], |it| {
        let (one, other) = (it.read(TALLY), it.read("archive/denial.txt"));
        it.write(TALLY, other);
        it.write("archive/denial.txt", one);
    }),
    Attack::new("line ends as on Windows", &[(ReEncoded, TALLY)], |it| it.edit(TALLY, "\n", "\r\n")),
    Attack::new("final newline removed", &[(ReEncoded, TALLY)], |it| it.write(TALLY, it.text(TALLY).trim_end())),
    Attack::new("byte order mark added", &[(ReEncoded, TALLY)], |it| {
        it.write(TALLY, format!("\u{feff}{}", it.text(TALLY)));
    }),
    Attack::new("space that does not break", &[(ReEncoded, TALLY)], |it| it.edit(TALLY, "The ", "The\u{a0}")),
    Attack::new("space at a line's end", &[(ReEncoded, TALLY)], |it| it.edit(TALLY, "killed.\n", "killed. \n")),
    Attack::new("empty lines added", &[(ReEncoded, TALLY)], |it| it.edit(TALLY, "\n\n", "\n\n\n\n")),
    Attack::new("accent as a character of its own", &[(ReEncoded, TALLY)], |it| {
        it.write(TALLY, it.text(TALLY).nfd().collect::<String>());
    }),
    Attack::new("saved as UTF-16", &[(ReEncoded, TALLY)], |it| {
        let text = format!("\u{feff}{}", it.text(TALLY));
        it.write(TALLY, text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    }),
    Attack::new("UTF-16 saved as UTF-8", &[(ReEncoded, "archive/sub/wide.txt")], |it| {
        it.write("archive/sub/wide.txt", "Қаза тапты: 225.\n");
    }),
    Attack::new("visible words of a page", &[(Altered, PAGE)], |it| it.edit(PAGE, "12", "21")),
    Attack::new("title of a page", &[(Altered, PAGE)], |it| it.edit(PAGE, "A page", "The page")),
    Attack::new("script of a page", &[(Altered, PAGE)], |it| it.edit(PAGE, "let a = 1", "let a = 2")),
    Attack::new("frame in a page", &[(Altered, PAGE)], |it| {
        it.edit(PAGE, "</body>", "<iframe srcdoc=\"13 killed\"></iframe></body>");
    }),
    Attack::new("words of a page hidden", &[(Altered, PAGE)], |it| it.edit(PAGE, "<p>", "<p hidden>")),
    Attack::new("text removed", &[(Missing, TALLY)], |it| it.remove(TALLY)),
    Attack::new("text moved", &[(Missing, TALLY), (Unsealed, "archive/sub/tally.txt")], |it| {
        it.write("archive/sub/tally.txt", it.read(TALLY));
        it.remove(TALLY);
    }),
    Attack::new("text renamed by case", &[(Missing, TALLY), (Unsealed, "archive/TALLY.txt")], |it| {
        it.write("archive/TALLY.txt", it.read(TALLY));
        it.remove(TALLY);
    }),
    Attack::new("withdrawn text put back", &[(Unsealed, "archive/gone.txt")], |it| {
        it.write("archive/gone.txt", "It was taken down.\n");
    }),
    Attack::new("withheld text published", &[(Unsealed, "archive/witness.txt")], |it| {
        it.write("archive/witness.txt", "I saw 3 of them.\n");
    }),
    Attack::new("original edited", &[(Altered, "archive/witness.txt")], |it| original(it, "witness.txt", "I saw 4.\n"))
        .by(By::Originals),
    Attack::new("original re-encoded", &[(Altered, "archive/witness.txt")], |it| {
        original(it, "witness.txt", "I saw 3 of them.\r\n");
    })
    .by(By::Originals),
    Attack::new("original lost", &[(Missing, "archive/witness.txt")], |it| drop_original(it, "witness.txt"))
        .by(By::Originals),
    Attack::new("committed original edited", &[(Altered, "archive/names.txt")], |it| {
        original(it, "names.txt", "Three names.\n");
    })
    .by(By::Originals),
    Attack::new("salt lost", &[(Missing, "archive/names.txt")], |it| drop_original(it, "names.txt.kzsalt"))
        .by(By::Originals),
    Attack::new("salt of something else", &[(Altered, "archive/names.txt")], |it| {
        original(it, "names.txt.kzsalt", format!("{}\n", "07".repeat(31) + "08"));
    })
    .by(By::Originals),
    Attack::new("salt that is none", &[(Missing, "archive/names.txt")], |it| {
        original(it, "names.txt.kzsalt", "salt\n");
    })
    .by(By::Originals),
    // The bytes are as sealed; only deriving the text once more tells that the statement was false from the beginning.
    Attack::new("signed digest of another text", &[(Malformed, "archive/denial.txt")], |it| {
        let manifest = it.text(&it.manifest(line::DENIAL));
        let text = manifest.split_once("\"text\": {").unwrap().1.split_once("\"sha256\": \"").unwrap().1;
        it.reword(line::DENIAL, &text[..64], &it.digest(TALLY));
    }),
];

fn original(it: &Scene, name: &str, bytes: impl AsRef<[u8]>) {
    crate::support::write(&it.originals(), name, bytes);
}

fn drop_original(it: &Scene, name: &str) {
    let mut files = snapshot(&it.originals());
    assert!(files.remove(name).is_some(), "{name}");
    restore(&it.originals(), &files);
}

#[test]
fn texts() {
    run(ATTACKS);
}
