//! Figures of texts that were let go of: counted by what is kept of each, and read again where they are told. So an archive's
//! figures need not all be held, of which a few hundred are told.

use rayon::prelude::*;

use super::findings::{Finding, Found, Lines, Turn, level};
use super::request::Told;
use crate::figures::{Figure, Links, Outline, TextPath};
use crate::store::{Level, Settings};

/// A figure that needs an answer, which nobody has given, and that may be told.
#[derive(Clone, Debug)]
pub(super) struct Brief {
    /// The text, by its place among those that came in.
    pub came: usize,
    /// The figure, by its place in its reading.
    pub nth: usize,
    pub path: TextPath,
    start: usize,
    denied: bool,
}

impl Brief {
    /// When it is told.
    pub fn turn(&self) -> Turn {
        ((false, !self.denied), self.path.clone(), self.start)
    }

    /// Counts it among those that are not told.
    pub fn leave_out(&self, found: &mut Found) {
        found.left_out.open += 1;
        found.left_out.denied += u64::from(self.denied);
    }
}

/// Counts the linked figures of these texts, each named by its place among those that came in. Of those that need an answer the first
/// `most` are given; the others are counted as left out.
pub(super) fn count(texts: &[usize], links: &Links, settings: &Settings, most: usize) -> (Found, Vec<Brief>) {
    let add = |(mut found, mut briefs): (Found, Vec<Brief>), &came: &usize| {
        let Some(path) = links.path_nth(came) else { return (found, briefs) };
        for Outline { verdict, rule, start, nth } in links.outline_nth(came) {
            found.tally.counts.add(verdict);
            if let Some(level) = level((verdict, rule), path, settings) {
                let denied = level == Level::Deny;
                found.tally.open += 1;
                found.tally.denied += u64::from(denied);
                briefs.push(Brief { came, nth, path: path.clone(), start, denied });
            }
        }
        if briefs.len() > most.saturating_add(SPARE) {
            keep(&mut briefs, most, &mut found);
        }
        (found, briefs)
    };
    let none = || (Found::default(), Vec::new());
    let both = |(mut found, mut briefs): (Found, Vec<Brief>), (other, mut others): (Found, Vec<Brief>)| {
        found.count(other);
        briefs.append(&mut others);
        (found, briefs)
    };
    let (mut found, mut briefs) = texts.par_iter().fold(none, add).reduce(none, both);
    keep(&mut briefs, most, &mut found);
    (found, briefs)
}

/// So many are held beside those that are told, so that they need not be put in order for each text.
const SPARE: usize = 4096;

fn keep(briefs: &mut Vec<Brief>, most: usize, found: &mut Found) {
    briefs.sort_by_cached_key(Brief::turn);
    briefs.drain(most.min(briefs.len())..).for_each(|brief| brief.leave_out(found));
}

/// Takes in those of `briefs` that are told, as many as may be of all; `figures` reads the linked figures of a text again. What
/// cannot be read again is counted, and not told.
pub(super) fn tell(
    found: &mut Found,
    mut briefs: Vec<Brief>,
    (settings, told): (&Settings, Told),
    figures: impl Fn(usize, &str) -> Option<Vec<Figure>> + Sync,
) {
    let mut turns: Vec<Turn> = found.findings.iter().map(Finding::turn).collect();
    turns.extend(briefs.iter().map(Brief::turn));
    turns.sort_unstable();
    if let Some(first_left_out) = turns.get(told.most()) {
        found
            .findings
            .extract_if(.., |finding| finding.turn() >= *first_left_out)
            .for_each(|one| found.left_out.add(&one));
        let (told, others) = briefs.into_iter().partition(|brief| brief.turn() < *first_left_out);
        briefs = told;
        others.iter().for_each(|brief: &Brief| brief.leave_out(found));
    }
    briefs.sort_unstable_by_key(|brief| (brief.came, brief.nth));
    let texts: Vec<&[Brief]> = briefs.chunk_by(|one, next| one.came == next.came).collect();
    let of_text = |briefs: &&[Brief]| {
        let mut figures: Vec<Option<Figure>> =
            figures(briefs[0].came, &briefs[0].path).unwrap_or_default().into_iter().map(Some).collect();
        let mut figure = |brief: &Brief| figures.get_mut(brief.nth).and_then(Option::take);
        briefs.iter().map(|brief| Finding::of(figure(brief)?, settings)).collect::<Vec<_>>()
    };
    let read: Vec<Option<Finding>> = texts.par_iter().flat_map_iter(of_text).collect();
    for (brief, finding) in briefs.iter().zip(read) {
        match finding {
            Some(finding) => found.findings.push(finding),
            None => {
                brief.leave_out(found);
                found.lines = Lines::Some;
            }
        }
    }
    found.keep(told, 0);
}

#[cfg(test)]
mod tests {
    use super::super::findings::pick;
    use super::*;
    use crate::figures::{Linker, Reading, Text, read};

    /// Texts of which some are denied, and of which some repeat what another withdraws.
    fn readings() -> Vec<Reading> {
        let text = |at: usize| match at % 4 {
            0 => {
                "LIMA, 9 January 2022.\n\nThe ministry said over 160 people were killed in Peru. This figure was rescinded."
            }
            1 => "LIMA, 10 January 2022.\n\n164 people were killed in Peru. At least 9 were detained.",
            2 => "LIMA, 10 January 2022.\n\nThe union said 164 people were killed in Peru.",
            _ => "At least 12 people were killed.",
        };
        let read = |at: usize| {
            let (path, text) = (format!("{at:02}.txt"), text(at));
            read(&Text { path: &path, text, published: None, publisher: None, language: None })
        };
        (0..24).map(read).collect()
    }

    #[test]
    fn of_texts_that_were_let_go_of_the_same_is_counted_and_told() {
        let settings =
            Settings::parse(b"origin = \"example.org/a\"\n[lint]\nunattributed-own-voice = \"deny\"\n").unwrap();
        let mut linker = Linker::new(&[], &[]);
        readings().iter().for_each(|reading| linker.add(reading));
        let links = linker.finish();
        let link = |came, reading: &mut Reading| links.apply_nth(came, reading);
        let readings = || readings().into_iter().enumerate();
        let shown = |found: &Found| {
            let one = |finding: &Finding| (finding.turn(), finding.figure.clone(), finding.level);
            found.findings.iter().map(one).collect::<Vec<_>>()
        };
        for told in [0, 1, 7, 20, 100].map(Told::First).into_iter().chain([Told::All]) {
            let all = pick(readings().collect(), &settings, told, (link, |_: &mut Finding| {}));
            assert!(all.tally.denied > 6 && all.tally.counts.repeats_rescinded > 0, "{:?}", all.tally);
            for held in [0, 5, 24] {
                let mut found = pick(readings().take(held).collect(), &settings, told, (link, |_: &mut Finding| {}));
                let let_go: Vec<usize> = (held..24).collect();
                let (counted, briefs) = count(&let_go, &links, &settings, told.most());
                found.count(counted);
                tell(&mut found, briefs, (&settings, told), |came, path| {
                    let (_, mut reading) = readings().nth(came).unwrap();
                    assert_eq!(reading.path, *path);
                    link(came, &mut reading);
                    Some(reading.figures)
                });
                assert_eq!(
                    (found.tally, found.left_out, found.lines),
                    (all.tally, all.left_out, Lines::All),
                    "{told:?}"
                );
                assert_eq!(shown(&found), shown(&all), "{told:?}, {held}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_again_is_counted_among_the_others() {
        let mut linker = Linker::new(&[], &[]);
        linker.add(&readings()[3]);
        let (mut found, briefs) = count(&[0], &linker.finish(), &Settings::plain(), 9);
        tell(&mut found, briefs, (&Settings::plain(), Told::First(9)), |_, _| None);
        assert_eq!((found.tally.open, found.left_out.open, found.lines), (1, 1, Lines::Some));
        assert!(found.findings.is_empty());
    }
}
