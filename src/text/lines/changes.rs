//! Which lines of a text changed since its line digests were sealed.

use std::fmt;

use base64ct::{Base64, Encoding as _};

use super::{BYTES, LineDigests};

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

    /// This change, its lines numbered as in the stored text, as [`stored_lines`](crate::text::stored_lines) gives it.
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

impl LineDigests<'_> {
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
    use super::super::streamed::digests_of as digests;
    use super::*;

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
}
