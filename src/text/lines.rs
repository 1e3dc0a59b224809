//! Line digests: where a text changed, told without keeping the text.

mod changes;
mod streamed;

use std::borrow::Cow;

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};

pub use self::changes::LineChange;
pub(super) use self::streamed::LineHasher;
use crate::digest::Digest;

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

/// Few press texts have more lines than this.
const USUAL_LINES: usize = 64;

/// Where lines end: the places of their line feeds.
pub(super) fn line_ends(text: &[u8]) -> Vec<usize> {
    let mut ends = Vec::with_capacity(USUAL_LINES);
    ends.extend(memchr::memchr_iter(b'\n', text));
    ends
}

/// Where the lines end of a text in which nothing but LF ends one, and that has no NUL; nothing for another text.
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
    /// These digests, no longer borrowed from the manifest that states them.
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
