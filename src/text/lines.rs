//! Line digests: where a text changed, told without keeping the text.

use std::borrow::Cow;
use std::fmt;

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Hasher};

const MOST_RUNS: usize = 256;
const BYTES: usize = 3;
/// SHA-256 of one line end, cut: half of the lines of a press text are empty.
const EMPTY_LINE: [u8; BYTES] = [0x01, 0xba, 0x47];

/// Short digests of runs of lines; see the profile, "Line digests".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineDigests<'a> {
    /// How many lines each digest covers.
    pub every: u64,
    /// Three bytes a run, as one base64 string.
    #[serde(borrow)]
    pub digests: Cow<'a, str>,
}

/// Lines that differ, counted from 1 in the text as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// These lines read differently, or are new.
    Changed {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// Lines are gone that stood before this one.
    Removed {
        /// The line that follows the gap now.
        before: u64,
        /// How many are gone.
        count: u64,
    },
}

impl LineChange {
    /// The first line to look at.
    pub fn line(self) -> u64 {
        match self {
            Self::Changed { first, .. } => first,
            Self::Removed { before, .. } => before,
        }
    }

    /// The same in the numbering of the stored text, as [`super::stored_lines`] gives it.
    #[must_use]
    pub fn in_stored(self, stored: &[u64]) -> Self {
        let number = |line: u64| {
            let known = usize::try_from(line).ok().and_then(|line| stored.get(line.checked_sub(1)?).copied());
            known.unwrap_or_else(|| stored.last().map_or(1, |last| last + 1))
        };
        match self {
            Self::Changed { first, last } => {
                Self::Changed { first: number(first), last: number(last).max(number(first)) }
            }
            Self::Removed { before, count } => Self::Removed { before: number(before), count },
        }
    }
}

impl fmt::Display for LineChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Changed { first, last } if first == last => write!(f, "line {first}"),
            Self::Changed { first, last } => write!(f, "lines {first} to {last}"),
            Self::Removed { before, count: 1 } => write!(f, "a line gone before line {before}"),
            Self::Removed { before, count } => write!(f, "{count} lines gone before line {before}"),
        }
    }
}

/// Gathers line digests from normalised text in pieces.
pub(super) struct LineHasher {
    every: usize,
    runs: Vec<[u8; BYTES]>,
    lines_in_run: usize,
    /// Digests of single lines, kept only while `every` is one.
    hasher: Hasher,
    open: bool,
}

impl LineHasher {
    pub(super) fn new(every: usize) -> Self {
        Self { every, runs: Vec::new(), lines_in_run: 0, hasher: Hasher::new(), open: false }
    }

    pub(super) fn update(&mut self, piece: &str) {
        let mut rest = piece.as_bytes();
        while let Some(end) = memchr::memchr(b'\n', rest) {
            if end == 0 && self.every == 1 && !self.open {
                self.push(EMPTY_LINE);
                rest = &rest[1..];
                continue;
            }
            self.hasher.update(&rest[..=end]);
            self.open = true;
            self.lines_in_run += 1;
            if self.lines_in_run == self.every {
                self.end_run();
            }
            rest = &rest[end + 1..];
        }
        if !rest.is_empty() {
            self.hasher.update(rest);
            self.open = true;
        }
    }

    fn end_run(&mut self) {
        let digest = std::mem::take(&mut self.hasher).finish();
        self.push(shortened(&digest));
        self.lines_in_run = 0;
        self.open = false;
    }

    fn push(&mut self, short: [u8; BYTES]) {
        if self.runs.len() <= MOST_RUNS {
            self.runs.push(short);
        }
    }

    /// The digests, or nothing if there were more runs than a manifest takes.
    pub(super) fn finish(mut self) -> Option<LineDigests<'static>> {
        if self.open {
            self.end_run();
        }
        let digests = Base64::encode_string(self.runs.as_flattened());
        (self.runs.len() <= MOST_RUNS).then(|| LineDigests { every: self.every as u64, digests: digests.into() })
    }
}

/// Few press texts have more lines than this.
const USUAL_LINES: usize = 64;

/// Where lines end: the places of their line feeds.
pub(super) fn line_ends(text: &[u8]) -> Vec<usize> {
    let mut ends = Vec::with_capacity(USUAL_LINES);
    ends.extend(memchr::memchr_iter(b'\n', text));
    ends
}

/// The same of a text in which nothing else ends a line, and that has no NUL; nothing for another.
pub(super) fn plain_line_ends(text: &[u8]) -> Option<Vec<usize>> {
    let mut ends = Vec::with_capacity(USUAL_LINES);
    for at in memchr::memchr3_iter(b'\n', b'\r', 0, text) {
        if text[at] != b'\n' {
            return None;
        }
        ends.push(at);
    }
    Some(ends)
}

fn shortened(digest: &Digest) -> [u8; BYTES] {
    let [first, second, third, ..] = *digest.as_bytes();
    [first, second, third]
}

impl LineDigests<'_> {
    /// The same, owning its text.
    pub fn into_owned(self) -> LineDigests<'static> {
        LineDigests { every: self.every, digests: self.digests.into_owned().into() }
    }

    /// The smallest `every` that gives at most 256 runs for so many lines.
    pub(super) fn every_for(lines: usize) -> usize {
        lines.div_ceil(MOST_RUNS).max(1).next_power_of_two()
    }

    /// True if the string is base64 of whole digests, no more than 256, and `every` is a power of two.
    pub fn is_well_formed(&self) -> bool {
        // Three bytes are four characters without padding, in which base64 has one spelling only: nothing to decode.
        let alphabet = |b: u8| b.is_ascii_alphanumeric() | (b == b'+') | (b == b'/');
        let digests = self.digests.as_bytes();
        digests.len().is_multiple_of(4)
            && digests.len() / 4 <= MOST_RUNS
            && digests.iter().fold(true, |all, &b| all & alphabet(b))
            && self.every.is_power_of_two()
    }

    /// Runs of lines of a normalised text whose lines end at these places: at most 256, and how many lines each has; the last may
    /// have fewer.
    pub(super) fn runs_of<'t>(text: &'t [u8], ends: &'t [usize]) -> (usize, impl Iterator<Item = &'t [u8]> + Clone) {
        let every = Self::every_for(ends.len());
        let ends = ends.chunks_exact(every).map(move |run| run[every - 1] + 1).chain([text.len()]);
        let mut start = 0;
        let run = move |end| &text[std::mem::replace(&mut start, end)..end];
        (every, ends.map(run).filter(|run| !run.is_empty()))
    }

    /// True if the run is one line and nothing in it: its digest is known.
    pub(super) fn is_empty_line(run: &[u8]) -> bool {
        run == b"\n"
    }

    /// From the digests of those runs that are more than an empty line.
    pub(super) fn of_runs<'t>(
        every: usize,
        runs: impl Iterator<Item = &'t [u8]>,
        mut digests: impl Iterator<Item = Digest>,
    ) -> Self {
        let short = |run| match Self::is_empty_line(run) {
            true => EMPTY_LINE,
            false => shortened(&digests.next().unwrap_or_else(|| Digest::of(run))),
        };
        let mut short_ones = Vec::with_capacity(USUAL_LINES);
        short_ones.extend(runs.map(short));
        Self { every: every as u64, digests: Base64::encode_string(short_ones.as_flattened()).into() }
    }

    fn runs(&self) -> Vec<[u8; BYTES]> {
        let bytes = Base64::decode_vec(&self.digests).unwrap_or_default();
        bytes.as_chunks::<BYTES>().0.to_vec()
    }

    /// What differs in `now` from the text of which these are the digests.
    pub fn changes(&self, now: &LineDigests<'_>) -> Vec<LineChange> {
        if self.every != now.every {
            return Vec::new();
        }
        let (old, new) = (self.runs(), now.runs());
        if self.every > 1 {
            // Runs shift with the first line that is added or removed; only the first difference means something.
            let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count() as u64;
            let first = same * self.every + 1;
            return vec![LineChange::Changed { first, last: first + self.every - 1 }];
        }
        line_changes(&old, &new)
    }
}

/// A longest common subsequence of two short lists, read off as changed and removed lines.
fn line_changes(old: &[[u8; BYTES]], new: &[[u8; BYTES]]) -> Vec<LineChange> {
    let mut common = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut changes) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        let (from_old, from_new) = (i, j);
        while (i < old.len() || j < new.len()) && !(i < old.len() && j < new.len() && old[i] == new[j]) {
            if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
                i += 1;
            } else {
                j += 1;
            }
        }
        if j > from_new {
            changes.push(LineChange::Changed { first: from_new as u64 + 1, last: j as u64 });
        } else if i > from_old {
            changes.push(LineChange::Removed { before: j as u64 + 1, count: (i - from_old) as u64 });
        }
        i += 1;
        j += 1;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digests(text: &str) -> LineDigests<'static> {
        let mut hasher = LineHasher::new(LineDigests::every_for(text.lines().count()));
        hasher.update(text);
        hasher.finish().unwrap()
    }

    #[test]
    fn each_line_has_the_digest_of_its_bytes_empty_ones_too() {
        let mut hasher = LineHasher::new(1);
        ["\n", "a", "\n", "\n\nb\n", "\n"].iter().for_each(|piece| hasher.update(piece));
        let short = |line: &str| crate::digest::Digest::of(line.as_bytes()).as_bytes()[..BYTES].to_vec();
        let expected: Vec<u8> = ["\n", "a\n", "\n", "\n", "b\n", "\n"].into_iter().flat_map(short).collect();
        assert_eq!(hasher.runs.as_flattened(), expected);
    }

    #[test]
    fn a_change_is_located() {
        let old = digests("a\nb\nc\nd\n");
        assert_eq!(old.changes(&digests("a\nX\nc\nd\n")), [LineChange::Changed { first: 2, last: 2 }]);
        assert_eq!(old.changes(&digests("a\nd\n")), [LineChange::Removed { before: 2, count: 2 }]);
        assert_eq!(old.changes(&digests("a\nb\nx\ny\nc\nd\n")), [LineChange::Changed { first: 3, last: 4 }]);
        assert_eq!(old.changes(&digests("a\nb\nc\nd\n")), []);
    }

    #[test]
    fn changes_are_told_in_the_lines_of_the_file() {
        let stored = [1, 2, 5, 6];
        assert_eq!(
            LineChange::Changed { first: 3, last: 4 }.in_stored(&stored),
            LineChange::Changed { first: 5, last: 6 }
        );
        let gone = LineChange::Removed { before: 5, count: 1 };
        assert_eq!(gone.in_stored(&stored), LineChange::Removed { before: 7, count: 1 });
    }

    #[test]
    fn long_texts_are_covered_in_runs() {
        let lines: Vec<String> = (0..1000).map(|i| format!("line {i}\n")).collect();
        let old = digests(&lines.concat());
        assert_eq!(old.every, 4);
        assert!(old.is_well_formed());
        let mut changed = lines.clone();
        changed[501] = "other\n".to_owned();
        assert_eq!(old.changes(&digests(&changed.concat())), [LineChange::Changed { first: 501, last: 504 }]);
    }

    #[test]
    fn odd_strings_are_not_well_formed() {
        let with = |every, digests: &'static str| LineDigests { every, digests: digests.into() }.is_well_formed();
        assert!(with(1, "AAAA"));
        assert!(!with(3, "AAAA"));
        assert!(with(1, "az/+"));
        assert!(!with(1, "AAA="));
        assert!(!with(1, "AAA"));
        assert!(!with(1, "AA-_"));
        assert!(!with(1, "A A A"));
        assert!(!with(1, &"AAAA".repeat(257).leak()[..]));
    }
}
