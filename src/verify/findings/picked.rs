//! Of all figures those that need an answer, and of these as many as are told: the others are counted, and let go of.

use rayon::prelude::*;

use super::{Finding, Found};
use crate::figures::Reading;
use crate::store::Settings;
use crate::verify::Told;

/// Counts linked figures, and collects what needs an answer, of texts with their places among those that came in. Each is let go of as
/// soon as its figures are linked, named and counted.
pub(in crate::verify) fn pick(
    readings: Vec<(usize, Reading)>,
    settings: &Settings,
    told: Told,
    (link, name): (impl Fn(usize, &mut Reading) + Sync, impl Fn(&mut Finding) + Sync),
) -> Found {
    let add = |mut found: Found, (nth, mut reading): (usize, Reading)| {
        link(nth, &mut reading);
        for figure in reading.figures {
            found.tally.counts.add(figure.verdict);
            if let Some(mut finding) = Finding::of(figure, settings) {
                name(&mut finding);
                found.tally.add(&finding);
                found.findings.push(finding);
            }
        }
        found.keep(told, SPARE);
        found
    };
    let both = |mut one: Found, mut other: Found| {
        one.findings.append(&mut other.findings);
        one.count(other);
        one
    };
    let mut found = readings.into_par_iter().fold(Found::default, add).reduce(Found::default, both);
    found.keep(told, 0);
    found.findings.shrink_to_fit();
    found
}

/// Findings that are held beside those that are told, so that they need not be put in order for each text.
const SPARE: usize = 1024;

impl Found {
    /// Adds what was counted elsewhere.
    pub(in crate::verify) fn count(&mut self, other: Self) {
        self.tally.merge(other.tally);
        self.left_out.merge(other.left_out);
    }

    /// Keeps those that are told, in their order, and counts the others; does nothing while there are few too many.
    pub(in crate::verify) fn keep(&mut self, told: Told, spare: usize) {
        match told {
            Told::All if spare == 0 => self.findings.sort_by_cached_key(|finding| {
                let (_, path, start) = finding.turn();
                (path, start)
            }),
            Told::First(most) if self.findings.len() > most.saturating_add(spare) || spare == 0 => {
                self.findings.sort_by_cached_key(Finding::turn);
                let kept = most.min(self.findings.len());
                self.findings.drain(kept..).for_each(|finding| self.left_out.add(&finding));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Text, read};
    use crate::store::Level;
    use crate::timestamp::Timestamp;
    use crate::verify::LeftOut;
    use crate::verify::answers::Answer;

    /// One finding a level, in a text of its own, of which so many are told; those of level `allow` stand for answered ones.
    fn told(levels: &[Level], most: usize) -> (Vec<String>, LeftOut) {
        let text = "At least 12 people were killed.";
        let reading =
            |path: String| read(&Text { path: &path, text, published: None, publisher: None, language: None });
        let readings = (0..levels.len()).map(|i| (i, reading(format!("{i:05}")))).collect();
        let name = |finding: &mut Finding| {
            finding.level = levels[finding.figure.path.parse::<usize>().unwrap()];
            finding.answer = (finding.level == Level::Allow).then(|| Answer {
                verdict: "ok".to_owned(),
                reason: "counted".to_owned(),
                by: "n.k.".to_owned(),
                at: Timestamp::from_unix(0).unwrap(),
            });
        };
        let found = pick(readings, &Settings::plain(), Told::First(most), (|_, _: &mut Reading| {}, name));
        assert_eq!(found.tally.counts.read, levels.len() as u64);
        (found.findings.iter().map(|finding| finding.figure.path.to_string()).collect(), found.left_out)
    }

    #[test]
    fn as_many_are_kept_as_are_told_and_the_others_are_counted() {
        let levels = [Level::Warn, Level::Allow, Level::Deny, Level::Warn, Level::Deny];
        let kept = |most: usize| {
            let (paths, left_out) = told(&levels, most);
            (paths.iter().map(|path| path.trim_start_matches("0000")).collect::<Vec<_>>().join(" "), left_out)
        };
        let left = |open, denied, answered| LeftOut { open, denied, answered };
        assert_eq!(kept(5), ("2 4 0 3 1".to_owned(), left(0, 0, 0)));
        assert_eq!(kept(6).1, left(0, 0, 0));
        assert_eq!(kept(4), ("2 4 0 3".to_owned(), left(0, 0, 1)));
        assert_eq!(kept(1), ("2".to_owned(), left(3, 1, 1)));
        assert_eq!(kept(0), (String::new(), left(4, 2, 1)));
    }

    /// So many that those which are not told are let go of on the way.
    #[test]
    fn the_same_are_told_of_many() {
        let level = |at: usize| if at % 5 == 4 { Level::Deny } else { [Level::Warn, Level::Allow][at % 2] };
        let levels: Vec<Level> = (0..5 * SPARE).map(level).collect();
        let of = |wanted: Level| levels.iter().filter(|level| **level == wanted).count() as u64;
        let (paths, left_out) = told(&levels, 3);
        assert_eq!(paths, ["00004", "00009", "00014"]);
        let (denied, warned) = (of(Level::Deny), of(Level::Warn));
        assert_eq!(left_out, LeftOut { open: denied + warned - 3, denied: denied - 3, answered: of(Level::Allow) });
    }
}
