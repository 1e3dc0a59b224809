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
    /// `• 40 people killed`, `3) 40 people killed`, `(b) 40 people killed`.
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
    if marked || is_numbered(line) {
        Some(Item::Marked)
    } else if line.contains(['|', '\t']) {
        Some(Item::Row)
    } else {
        let plain = !line.is_empty() && line.len() <= SHORT && !line.ends_with(['.', ':', '!', '?', '"', '”']);
        plain.then_some(Item::Plain)
    }
}

/// "3.", "3)", "b)", "(b)", "(iv)": not "B.", which begins a name.
fn is_numbered(line: &str) -> bool {
    let bare = line.strip_prefix('(');
    let of = |line: &str, kind: fn(&u8) -> bool| line.bytes().take_while(kind).count();
    let rest = bare.unwrap_or(line);
    let (digits, letters) = (of(rest, u8::is_ascii_digit), of(rest, u8::is_ascii_lowercase));
    let (number, closed) = (&rest[digits.max(letters)..], bare.is_some() || letters > 0);
    let ends = number.strip_prefix(')').or_else(|| number.strip_prefix('.').filter(|_| !closed));
    let short = (1..=2).contains(&digits) || (1..=4).contains(&letters);
    short && ends.is_some_and(|behind| behind.starts_with([' ', '\t', '\u{a0}']))
}

/// Whether a list of such items may stand under a line: it ends in a colon, or a table has it for a caption.
pub(super) fn leads(line: &str, items: Item) -> bool {
    line.ends_with(':') || items == Item::Row && !line.ends_with(['.', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_by_what_they_open_with() {
        for marked in ["• Four", "- Four", "3. Four", "12) Four", "a) Four", "(a) Four", "(iv)\u{a0}Four", "(3) Four"]
        {
            assert_eq!(item(marked), Some(Item::Marked), "{marked}");
        }
        for plain in
            ["B. Four", "a. Four", "(a)Four", "2018) Four", "(2018) Four", "(Reuters) Four", "()", "4", "-4", ""]
        {
            assert_ne!(item(plain), Some(Item::Marked), "{plain}");
        }
    }
}
