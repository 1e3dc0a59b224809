//! Line digests of a text that arrives in pieces.

use base64ct::{Base64, Encoding as _};

use super::{BYTES, EMPTY_LINE, LineDigests, MOST_RUNS, shortened};
use crate::digest::Hasher;

/// Gathers line digests from normalised text in pieces.
pub(in crate::text) struct LineHasher {
    every: usize,
    runs: Vec<[u8; BYTES]>,
    lines_in_run: usize,
    /// Digests of single lines, kept only while `every` is one.
    hasher: Hasher,
    open: bool,
}

impl LineHasher {
    pub(in crate::text) fn new(every: usize) -> Self {
        Self { every, runs: Vec::new(), lines_in_run: 0, hasher: Hasher::new(), open: false }
    }

    pub(in crate::text) fn update(&mut self, piece: &str) {
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
    pub(in crate::text) fn finish(mut self) -> Option<LineDigests<'static>> {
        if self.open {
            self.end_run();
        }
        let digests = Base64::encode_string(self.runs.as_flattened());
        (self.runs.len() <= MOST_RUNS).then(|| LineDigests { every: self.every as u64, digests: digests.into() })
    }
}

#[cfg(test)]
pub(super) fn digests_of(text: &str) -> LineDigests<'static> {
    let mut hasher = LineHasher::new(LineDigests::every_for(text.lines().count()));
    hasher.update(text);
    hasher.finish().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_the_digest_of_its_bytes_empty_ones_too() {
        let mut hasher = LineHasher::new(1);
        ["\n", "a", "\n", "\n\nb\n", "\n"].iter().for_each(|piece| hasher.update(piece));
        let short = |line: &str| crate::digest::Digest::of(line.as_bytes()).as_bytes()[..BYTES].to_vec();
        let expected: Vec<u8> = ["\n", "a\n", "\n", "\n", "b\n", "\n"].into_iter().flat_map(short).collect();
        assert_eq!(hasher.runs.as_flattened(), expected);
    }
}
