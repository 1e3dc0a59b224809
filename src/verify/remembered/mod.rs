//! What reading the figures of an archive came to, remembered for the next run over the same texts.
//!
//! The danger: who may write the user's folder for caches can hide findings by it. So it answers for figures alone, in `verify`
//! alone: keys, log, manifests and the bytes of every text are checked in every run, and what is remembered counts only if every
//! text is as it was sealed. And it counts only if all that it was made of is the same, to the byte: see [`key`].

mod form;
mod key;

pub(super) use key::Inputs;

use serde::{Deserialize, Serialize};

use super::Told;
use super::findings::{Finding, Found, Lines};
use super::tally::{LeftOut, Tally};
use crate::digest::Digest;
use crate::store::{Cache, Kept, Room};
use form::FindingForm;

/// Where what was found of an archive is kept, and what it must have been made of.
pub(super) struct Slot<'a> {
    cache: &'a Cache,
    origin: &'a str,
    kept: Kept,
    key: Digest,
}

/// What stands before the findings.
#[derive(Serialize, Deserialize)]
struct Head {
    tally: Tally,
    left_out: LeftOut,
    unstated: u64,
    findings: usize,
}

impl<'a> Slot<'a> {
    /// That of an archive.
    pub fn new(cache: &'a Cache, origin: &'a str, inputs: Inputs<'_>) -> Self {
        let kept = match inputs.told {
            Told::All => Kept::AllFindings,
            Told::First(_) => Kept::FirstFindings,
        };
        Self { cache, origin, kept, key: inputs.key() }
    }

    /// What was found of the same texts before; nothing if none is there, or if there is anything odd about it.
    pub fn recall(&self) -> Option<Found> {
        parse(self.cache.recall(self.origin, self.kept, &self.key)?.bytes())
    }

    /// Keeps what was found. That it cannot be kept is no trouble: the next run reads the texts again.
    pub fn remember(&self, found: &Found) {
        if let Ok(room) = Room::filled(|room| written(found, room)) {
            drop(self.cache.keep(self.origin, self.kept, &self.key, room));
        }
    }
}

/// Findings, behind what the buffer holds.
fn written(found: &Found, buffer: Vec<u8>) -> postcard::Result<Vec<u8>> {
    let Found { tally, left_out, unstated, .. } = *found;
    let head = Head { tally, left_out, unstated, findings: found.findings.len() };
    let mut bytes = postcard::to_extend(&head, buffer)?;
    // One after the other: all of them in a second form would double the memory.
    for finding in &found.findings {
        bytes = postcard::to_extend(&FindingForm::from(finding), bytes)?;
    }
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Option<Found> {
    let (head, mut rest): (Head, _) = postcard::take_from_bytes(bytes).ok()?;
    let mut findings = Vec::new();
    for _ in 0..head.findings {
        let (finding, behind): (FindingForm, _) = postcard::take_from_bytes(rest).ok()?;
        rest = behind;
        findings.push(Finding::from(finding));
    }
    let Head { tally, left_out, unstated, .. } = head;
    rest.is_empty().then_some(Found { tally, findings, left_out, unstated, lines: Lines::All })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Text, read};
    use crate::store::{Level, Settings};
    use crate::timestamp::Timestamp;
    use crate::verify::answers::Answer;
    use crate::verify::findings::{Of, collect};

    /// Findings with all that a finding can have.
    fn found() -> Found {
        let texts = [
            (
                "a.txt",
                "OSH, 9 May 2021.\n\nThe ministry in Osh had reported 12 deaths on 3 May 2021 (a figure that it has since withdrawn).",
            ),
            (
                "b.txt",
                "OSH, 4 May 2021.\n\nAt least 12 people were killed in Osh on 3 May 2021. He said that 1.5 million protesters fled.",
            ),
        ];
        let reading = |(path, text)| read(&Text { path, text, published: None, publisher: None, language: None });
        let mut readings = texts.map(reading).to_vec();
        crate::figures::link(&mut readings, &[], &[]);
        let bytes = |path: &str| {
            texts.iter().find(|(known, _)| *known == path).map(|(_, text)| (text.as_bytes().to_vec(), None))
        };
        let mut found = collect(readings, &Settings::plain(), bytes);
        (found.left_out, found.unstated) = (LeftOut { open: 300, denied: 2, answered: 1 }, 5);
        let first = &mut found.findings[0];
        (first.level, first.of, first.id) = (Level::Deny, Some(Of::Text), Some("0123456789ab".to_owned()));
        first.sealed = Some(Digest::of(b"a"));
        let (verdict, reason, by) = ("ok".to_owned(), "counted".to_owned(), "n.k.".to_owned());
        first.answer = Some(Answer { verdict, reason, by, at: Timestamp::from_unix(0).unwrap() });
        found
    }

    #[test]
    fn what_is_remembered_is_what_was_found() {
        let found = found();
        assert!(found.findings.len() > 1 && found.findings.iter().any(|finding| finding.excerpts.len() > 1));
        assert!(found.findings.iter().any(|finding| finding.figure.source.is_some()));
        let again = parse(&written(&found, Vec::new()).unwrap()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{found:?}"));
    }

    #[test]
    fn bytes_that_are_no_findings_are_none() {
        let good = written(&found(), Vec::new()).unwrap();
        // Its words are known from here on, however many others come.
        assert!(parse(&good).is_some());
        for length in 0..good.len() {
            assert!(parse(&good[..length]).is_none(), "cut at {length}");
        }
        assert!(parse(&[&good[..], b"\0"].concat()).is_none());
        for at in 0..good.len() {
            for change in [1, 0x80] {
                let mut changed = good.clone();
                changed[at] ^= change;
                // It may be other findings; it is no panic, and no memory for findings that are not there.
                drop(parse(&changed));
            }
        }
    }
}
