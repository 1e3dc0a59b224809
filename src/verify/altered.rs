//! What is wrong with a document that is not as it was sealed: which lines of it, and how it came to that where it can be told.

mod shown;

use std::borrow::Cow;
use std::io::{Read, Seek};

use self::shown::Shown;
use super::excerpts::Excerpt;
use super::reading;
use crate::digest::Digest;
use crate::extract::{Extracted, Extractor};
use crate::figures::Figure;
use crate::ledger::{Kind, LARGEST_READ, Sealed};
use crate::text::{Derived, LineChange, LineDigests, decode, respellings, stored_lines};

/// Figures that are named.
const FIGURES: usize = 5;

/// Longer texts are not read for the figures in them: they are told beside what failed, and decide nothing.
const READ: usize = 1 << 20;

const PUT_BACK: &str = "put the sealed text back, from git or from a copy; if the change is meant, seal it as a newer text with `kzarchive supersede`";

/// What is wrong with a document.
#[derive(Debug)]
pub(super) struct Wrong {
    pub kind: Kind,
    pub why: String,
    /// The first line that does not hold.
    pub line: Option<u64>,
    /// What to do next, where it is known for this one.
    pub help: Option<String>,
    /// Lines of it, as they are now.
    pub excerpts: Vec<Excerpt>,
}

impl Wrong {
    pub fn new(kind: Kind, why: impl Into<String>) -> Self {
        Self { kind, why: why.into(), line: None, help: None, excerpts: Vec::new() }
    }
}

/// Reads a small file once more, and no further than it was read: it may grow meanwhile, faster than it is read.
fn read_again(file: &mut (impl Read + Seek), now: &Derived, bytes: &mut Vec<u8>) -> bool {
    now.size <= LARGEST_READ && file.rewind().is_ok() && file.take(now.size).read_to_end(bytes).is_ok()
}

/// Other bytes with the sealed text in them.
///
/// The danger: of a page, a mail or a PDF the text is only a part. What shows or runs beside it, a script, a frame, a picture's
/// description, the date in a header, is changed without a word of the text. So those are re-encoded only if the sealed
/// bytes come back; a plain text is nothing but its text.
pub(super) fn other_bytes(file: &mut (impl Read + Seek), sealed: &Sealed, now: &Derived) -> Wrong {
    let mut bytes = Vec::new();
    let done = if read_again(file, now, &mut bytes) {
        respellings(&bytes, sealed.size, |one| Digest::of(one) == sealed.digest)
    } else {
        Vec::new()
    };
    if done.is_empty() && sealed.extractor != Some(Extractor::Plain) {
        return outside_text(
            "its text is the sealed one; what changed stands outside of it: markup, scripts, pictures, headers",
        );
    }
    if done.is_empty() {
        let cause = match sealed.charset {
            Some(charset) if charset != now.charset => format!("it is {} now, and {charset} was sealed", now.charset),
            _ => "only white space, line endings or the Unicode form of letters changed".to_owned(),
        };
        return Wrong::new(Kind::ReEncoded, format!("its bytes differ, its text does not: {cause}"));
    }
    let causes: Vec<String> = done.iter().map(ToString::to_string).collect();
    let undo: Vec<String> = done.iter().map(|done| format!("`{}`", done.undo())).collect();
    Wrong {
        help: Some(format!(
            "{} gives the sealed bytes back; `kzarchive doctor` says whether git may change them again",
            undo.join(", then ")
        )),
        ..Wrong::new(Kind::ReEncoded, format!("its bytes differ, its text does not: {}", causes.join("; ")))
    }
}

/// What changed is not the text, nor a spelling of it.
pub(super) fn outside_text(why: &str) -> Wrong {
    Wrong { help: Some(PUT_BACK.to_owned()), ..Wrong::new(Kind::Altered, why) }
}

/// How an altered document differs: in which lines, by the line digests that were sealed, what figures stand there now, and
/// in size.
pub(super) fn difference(
    file: &mut (impl Read + Seek),
    sealed: &Sealed,
    lines: Option<&LineDigests<'_>>,
    now: &Derived,
    extracted: Option<Extracted>,
) -> Wrong {
    // Of a text that another version derived, the lines would be compared with those of another text.
    let lines = lines.filter(|_| sealed.extractor.is_some());
    let mut changes = lines.map(|lines| lines.changes(&now.lines)).unwrap_or_default();
    let mut bytes = Vec::new();
    let of_text = extracted.is_some();
    let text: Option<Cow<'_, str>> = match extracted {
        // Its lines are those of the text itself: the file may have none.
        Some(extracted) => Some(extracted.text.into()),
        None => {
            let text = if read_again(file, now, &mut bytes) {
                decode(&bytes, Some(now.charset)).ok().map(|decoded| decoded.text)
            } else {
                None
            };
            let stored = text.as_deref().map(stored_lines).unwrap_or_default();
            changes = changes.into_iter().map(|change| change.in_stored(&stored)).collect();
            text
        }
    };
    let figures = text.as_deref().map(|text| figures_in(text, &changes, sealed)).unwrap_or_default();
    let of_text = if of_text { " of its text" } else { "" };
    let mut why = match &changes[..] {
        [] => "its text is not the sealed one".to_owned(),
        changes => {
            let places: Vec<String> = changes.iter().map(ToString::to_string).collect();
            format!("not as sealed: {}{of_text}{}", places.join(", "), there_now(&figures))
        }
    };
    if now.size != sealed.size {
        why += &format!(" ({} bytes were sealed, {} are here)", sealed.size, now.size);
    }
    let shown = Shown { changes: &changes, every: lines.map_or(1, |lines| lines.every), figures: &figures };
    Wrong {
        line: changes.iter().map(|change| change.line()).min(),
        help: Some(PUT_BACK.to_owned()),
        excerpts: text.as_deref().map(|text| shown.in_text(text, sealed)).unwrap_or_default(),
        ..Wrong::new(Kind::Altered, why)
    }
}

/// The first few figures that stand in changed lines now.
fn figures_in(text: &str, changes: &[LineChange], sealed: &Sealed) -> Vec<Figure> {
    if text.len() > READ {
        return Vec::new();
    }
    // From one figure to the next: to count from the start for each takes time with the square of their number.
    let (mut at, mut line) = (0, 1);
    let mut line = |figure: &Figure| {
        if figure.start < at {
            (at, line) = (0, 1);
        }
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[at..figure.start]).count() as u64;
        at = figure.start;
        line
    };
    let changed = |line: u64| {
        changes
            .iter()
            .any(|change| matches!(change, LineChange::Changed { first, last } if (*first..=*last).contains(&line)))
    };
    let figures = reading::read_text(text, sealed).figures;
    figures.into_iter().filter(|figure| changed(line(figure))).take(FIGURES).collect()
}

/// The same in words; nothing if there are none.
fn there_now(figures: &[Figure]) -> String {
    let there: Vec<String> = figures.iter().map(|figure| format!("`{}`", figure.text)).collect();
    if there.is_empty() { String::new() } else { format!("; figures there now: {}", there.join(", ")) }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ledger::State;
    use crate::text::Charset;

    /// A text whose bytes are not those of anything.
    pub fn sealed(charset: Charset) -> Sealed {
        Sealed {
            path: "archive/a.txt".parse().unwrap(),
            digest: Digest::of(b""),
            size: 0,
            state: State::Present,
            visible: None,
            text: Some(Digest::of(b"")),
            charset: Some(charset),
            extractor: Some(Extractor::Plain),
            manifest: 0,
            about: Arc::default(),
            page: None,
        }
    }

    #[test]
    fn figures_of_changed_lines_are_told_and_no_others() {
        let text = "On Sunday 12 people were killed.\n\nOn Monday 13 people were killed; 14 people were injured.\nOn Friday 15 people were killed.\n";
        let change = |first, last| [LineChange::Changed { first, last }];
        let of = |changes: &[LineChange]| there_now(&figures_in(text, changes, &sealed(Charset::UTF_8)));
        assert_eq!(of(&change(3, 3)), "; figures there now: `13`, `14`");
        assert_eq!(of(&change(4, 4)), "; figures there now: `15`");
        assert_eq!(of(&change(2, 2)), "");
    }

    #[test]
    fn a_file_that_grows_is_read_no_further_than_before() {
        use std::io::Write;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"13 killed\n").unwrap();
        let now = crate::text::derive(&mut std::io::Cursor::new(b"13 killed\n"), None).unwrap();
        file.set_len(1 << 40).unwrap();
        let mut bytes = Vec::new();
        assert!(read_again(&mut file, &now, &mut bytes));
        assert_eq!(bytes, b"13 killed\n");
        let wrong = difference(&mut file, &sealed(Charset::UTF_8), None, &now, None);
        assert!(wrong.why.ends_with("(0 bytes were sealed, 10 are here)"), "{}", wrong.why);
    }

    #[test]
    fn a_re_encoded_text_says_what_was_done_to_it_where_that_is_certain() {
        use std::io::Write;
        let told = |now: &[u8], was: &[u8], charset: &str| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(now).unwrap();
            let charset = Some(Charset::for_label(charset).unwrap());
            let sealed = Sealed { digest: Digest::of(was), size: was.len() as u64, charset, ..sealed(Charset::UTF_8) };
            let derived = crate::text::derive(&mut std::io::Cursor::new(now), None).unwrap();
            let wrong = other_bytes(&mut file, &sealed, &derived);
            assert_eq!(wrong.kind, Kind::ReEncoded);
            (wrong.why.replace("its bytes differ, its text does not: ", ""), wrong.help.unwrap_or_default())
        };
        let (why, help) = told(b"a\r\nb\r\n", b"a\nb", "utf-8");
        assert_eq!(why, "line endings are CRLF, and LF was sealed; a newline was added at the end");
        assert!(help.starts_with(r"`sed -i 's/\r$//' FILE`, then `truncate -s -1 FILE` gives"), "{help}");
        let (why, help) = told("é\n".as_bytes(), b"\xE9\n", "windows-1252");
        assert_eq!((&*why, &*help), ("it is UTF-8 now, and windows-1252 was sealed", ""));
        let (why, _) = told(b"a \n", b"a\n", "utf-8");
        assert_eq!(why, "only white space, line endings or the Unicode form of letters changed");
        let mut page = tempfile::tempfile().unwrap();
        page.write_all(b"<p>a</p> ").unwrap();
        let derived = crate::text::derive(&mut std::io::Cursor::new(b"<p>a</p> "), None).unwrap();
        let sealed = Sealed { extractor: Some(Extractor::Html), ..sealed(Charset::UTF_8) };
        let wrong = other_bytes(&mut page, &sealed, &derived);
        assert_eq!(wrong.kind, Kind::Altered);
        assert!(wrong.why.contains("stands outside of it"), "{}", wrong.why);
        let sealed = Sealed { digest: Digest::of(b"<p>a</p> \n"), size: 10, ..sealed };
        assert_eq!(other_bytes(&mut page, &sealed, &derived).kind, Kind::ReEncoded);
    }
}
