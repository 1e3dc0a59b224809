//! Lists and tables in plain text: their lines, and the line that they stand under.

/// Lines of a list that are walked over to its lead.
pub(super) const LONGEST: usize = 60;

/// Bytes of a line that is an item without a mark.
const SHORT: usize = 120;

/// Bytes of an item: it is asked of a line for each figure in it.
const LINE: usize = 1 << 10;

/// A line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// `• 40 people killed`, `3) 40 people killed`.
    Marked,
    /// `Kharkiv | 42 | 210`.
    Row,
    /// `Killed: 19`: a line without a full stop, which is an item only right under a lead.
    Plain,
}

/// What kind of item a line is; one of more than some hundred words is none.
pub(super) fn item(line: &str) -> Option<Item> {
    if line.len() > LINE {
        return None;
    }
    let mark = |sign: char| matches!(sign, '•' | '‣' | '▪' | '◦' | '·' | '●' | '–' | '—' | '-' | '*');
    let apart = |rest: &str| rest.starts_with([' ', '\t', '\u{a0}']);
    let marked = line.strip_prefix(mark).is_some_and(apart);
    let numbered = || {
        let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
        (1..=2).contains(&(line.len() - rest.len())) && rest.strip_prefix(['.', ')']).is_some_and(apart)
    };
    if marked || numbered() {
        Some(Item::Marked)
    } else if line.contains(['|', '\t']) {
        Some(Item::Row)
    } else {
        let plain = !line.is_empty() && line.len() <= SHORT && !line.ends_with(['.', ':', '!', '?', '"', '”']);
        plain.then_some(Item::Plain)
    }
}

/// Whether a list of such items may stand under a line: it ends in a colon, or a table has it for a caption.
pub(super) fn leads(line: &str, items: Item) -> bool {
    line.ends_with(':') || items == Item::Row && !line.ends_with(['.', '!', '?'])
}
