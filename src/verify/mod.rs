//! Verifying: every check in its order, every failure reported.
//!
//! 1. `trust`: whose keys are believed, and whether the archive's own are those.
//! 2. `checkpoint`, `log`, `append-only`: the log is the one that was signed, and extends what was seen before.
//! 3. `manifests`: what they state may be believed.
//! 4. `documents`, `withheld`, `complete`: the texts are as stated, all of them, and nothing else.
//! 5. `figures`: what the texts say in numbers.

pub mod answers;
mod commit;
mod complete;
mod docket;
mod document;
mod excerpts;
pub mod findings;
mod hashed;
mod linked;
mod log_state;
mod looking;
mod quotations;
mod readers;
mod reading;
mod remembered;
mod request;
mod sealed_lines;
mod tally;
mod trust_root;
mod verdict;
mod withheld;

pub use commit::CommitUnderTest;
pub use linked::Linked;
pub use log_state::{CHECKPOINT_LIMIT, Earlier};
pub use reading::{Article, read_articles, read_bytes};
pub use request::{Depth, Figures, Progress, Request, Told};
pub use tally::{FigureCounts, LeftOut, Tally};
pub use verdict::{Check, CheckName, DocumentCounts, Outcome, TrustBasis, Verdict};

use docket::{Docket, count, failed_documents, read_part};
use linked::Linking;
use looking::Looking;
use remembered::{Inputs, Slot};

use crate::figures::Reading;
use crate::ledger::{Contradiction, Failure, Kind, Ledger, Sealed, Statements, read_manifests};
use crate::store::{Archive, FigureCache, Settings, SettingsError, layout, walk};

/// Figures that are held where each text is looked at again anyhow: with fewer, none is read twice.
const HELD: usize = 4096;

/// Verifies an archive. Whatever is wrong with it, its settings included, is in the verdict.
pub fn verify(archive: &Archive, request: &Request<'_>) -> Verdict {
    judge(archive, request, (usize::MAX, request.remembered), |verdict, figures| {
        let (found, unread) = match figures {
            TextFigures::Read(read) => find(archive, request, *read),
            TextFigures::Remembered(found, unread) => (found, unread),
        };
        verdict.checks.push(linked::check(found.tally, unread.as_deref()));
        verdict.figures = Some(found.tally.counts);
        (verdict.findings, verdict.left_out) = (found.findings, found.left_out);
    })
}

/// Which figures need an answer; and of which texts it is not known.
fn find(archive: &Archive, request: &Request<'_>, read: FiguresRead<'_>) -> (findings::Found, Option<String>) {
    let (links, readings) = read.linking.finish();
    // All are held, in the order in which they were taken in.
    let readings = (readings, |came, reading: &mut Reading| links.apply_nth(came, reading));
    let found = findings::find(archive, read.settings, readings, (read.present, read.statements), request.findings);
    // Without its lines a finding would be shown so for ever.
    if let Some(slot) = read.slot.filter(|_| found.lines == findings::Lines::All) {
        slot.remember(&found);
    }
    (found, read.unread)
}

/// The same for those who will look at each text again: the figures are linked, and neither counted nor judged. Nothing is
/// linked where they are not to be read or no text is believed. Nothing that is remembered counts.
pub fn verify_and_link(archive: &Archive, request: &Request<'_>) -> (Verdict, Option<(Settings, Linked)>) {
    let mut linked = None;
    let verdict = judge(archive, request, (HELD, None), |_, figures| {
        if let TextFigures::Read(read) = figures {
            let read = *read;
            linked = Some((read.settings.clone(), Linked::new(read.linking.finish(), read.unread)));
        }
    });
    (verdict, linked)
}

/// What is known of the figures of texts that are as they were sealed.
enum TextFigures<'a> {
    /// They were read.
    Read(Box<FiguresRead<'a>>),
    /// They were read before, and came to this; and of which texts none could be read.
    Remembered(findings::Found, Option<String>),
}

/// Figures that were read, and what is known beside them.
struct FiguresRead<'a> {
    linking: Linking,
    /// Of which texts none could be read.
    unread: Option<String>,
    settings: &'a Settings,
    present: &'a [&'a Sealed],
    statements: &'a Statements,
    /// Where to remember what they come to, if that may be.
    slot: Option<Slot<'a>>,
}

/// All checks but that of figures, which `then` makes. At most so many figures are held for it.
fn judge(
    archive: &Archive,
    request: &Request<'_>,
    (held, remembered): (usize, Option<&FigureCache>),
    then: impl FnOnce(&mut Verdict, TextFigures<'_>),
) -> Verdict {
    let mut docket = Docket::default();
    let stage = |check| (request.progress)(Progress::Stage(check));
    stage(CheckName::Trust);
    let own = trust_root::Own::read(archive, &mut docket);
    let settings = settings(request, &own, &mut docket);
    let believed = trust_root::believed(&own, &request.trust, &mut docket);
    stage(CheckName::Manifests);
    let entries = log_state::read_entries(archive, &mut docket);
    let origin = settings.as_ref().map(|settings| settings.origin.as_str());

    let mut listing = Vec::new();
    let mut statements = match (&entries, &believed) {
        (Some(entries), Some(believed)) => {
            // One thread waits for the system to list the texts, while the others read what is stated of them.
            let list = || walk(archive.root(), layout::TEXTS).collect();
            let read = || read_manifests(archive, origin, entries, believed);
            let (listed, (statements, failures)) = rayon::join(list, read);
            listing = listed;
            docket.failures.extend(failures.into_iter().map(|failure| (CheckName::Manifests, failure)));
            let passed = format!("{} as logged, signed and well formed", count(entries.size(), "manifest"));
            docket.end(CheckName::Manifests, passed);
            Some(statements)
        }
        _ => {
            docket.not_checked(CheckName::Manifests, "the log or the keys cannot be read");
            None
        }
    };
    stage(CheckName::Log);
    // The log's key may have been changed by a manifest: so the checkpoint is checked after them.
    let now = statements.as_ref().map(|statements| statements.chain.believed()).or(believed.as_ref());
    let signed = log_state::check(archive, origin, now.map(|now| &now.policy), entries.as_ref(), &mut docket);
    let policies = statements.as_ref().map(|statements| statements.chain.policies()).unwrap_or_default();
    log_state::check_append_only(&request.earlier, policies, entries.as_ref(), signed, &mut docket);
    if let Some(statements) = &statements {
        trust_root::compare(&own, &request.trust, statements, &mut docket);
    }
    trust_root::end(&request.trust, statements.as_ref(), &mut docket);

    let settings = settings.unwrap_or_else(Settings::plain);
    let (Some(statements), Some(entries)) = (&mut statements, &entries) else {
        for check in [CheckName::Documents, CheckName::Withheld, CheckName::Complete, CheckName::Figures] {
            docket.not_checked(check, "no manifest can be believed");
        }
        return verdict(settings.origin, request, docket);
    };
    let (ledger, contradictions) = Ledger::of(statements);
    for contradiction in contradictions {
        let (kind, path, detail) = match contradiction {
            Contradiction::SealedTwice(path) => {
                (Kind::ReSealed, path, "it was sealed again with other bytes; a newer text needs a path of its own")
            }
            Contradiction::NoSuchEntry(path) => (
                Kind::Malformed,
                path,
                "it is said to be withdrawn or superseded, and was never sealed with that digest",
            ),
        };
        docket.fail(CheckName::Documents, kind, path.as_str(), detail);
    }

    stage(CheckName::Documents);
    let present = complete::check(listing, &ledger, statements, &mut docket);
    (request.progress)(Progress::Total(present.len() as u64));
    let mut counts = DocumentCounts { withdrawn: ledger.withdrawn, ..DocumentCounts::default() };
    let recaptured = findings::recaptured(present.iter().copied(), statements);
    let rescissions = findings::stated(&statements.rescissions);
    let mut linking = Linking::new(&rescissions, &recaptured, held);
    let mut slot = remembered.filter(|_| request.figures == Figures::Read).map(|cache| {
        let inputs = Inputs {
            settings: &settings,
            texts: &present,
            rescissions: &rescissions,
            captures: &recaptured,
            reviews: &statements.reviews,
            depth: request.depth,
            told: request.findings,
        };
        Slot::new(cache, &settings.origin, inputs)
    });
    let mut recalled = slot.as_ref().and_then(Slot::recall);
    let mut looking = Looking::new(archive, entries, request);
    let figures = if recalled.is_some() { Figures::Skip } else { request.figures };
    let mut seen = looking.look(&present, figures, &mut linking);
    if !seen.failures.is_empty() && recalled.take().is_some() {
        // What is remembered was found in these texts as they were sealed. They are not.
        seen = looking.read_after_all(&present, seen, &mut linking);
    }
    // A text that could not be read today may be read tomorrow: its extractor ran out of time, or of memory.
    slot = slot.filter(|_| recalled.is_none() && seen.failures.is_empty() && seen.unread == 0);
    counts.intact = seen.intact;
    docket.failures.extend(seen.failures.into_iter().map(|failure| (CheckName::Documents, failure)));
    stage(CheckName::Complete);
    quotations::check(archive, &ledger, statements, &mut docket);
    counts.withheld = withheld::check(&ledger, request.originals, &mut docket);
    counts.failed = failed_documents(&docket);
    let withdrawn = match counts.withdrawn {
        0 => String::new(),
        withdrawn => format!(", {withdrawn} withdrawn, commitment intact"),
    };
    let intact = count(counts.intact, "document");
    let unchanged = format!("{intact} unchanged since sealed{withdrawn}");
    // Another version sealed these: this one can neither derive their texts again nor read figures in them.
    let foreign = present.iter().filter(|sealed| sealed.extractor.is_none()).count() as u64;
    let foreign =
        (foreign > 0).then(|| format!("of {}, what derived it is not in this version", count(foreign, "text")));
    let documents_failed = docket.failures.iter().any(|(check, _)| *check == CheckName::Documents);
    match &foreign {
        Some(foreign) if request.depth == Depth::Texts && !documents_failed => {
            docket.not_checked(CheckName::Documents, format!("{unchanged}; {foreign}"));
        }
        _ => docket.end(CheckName::Documents, unchanged),
    }
    complete::check_manifests(archive, statements, &mut docket);
    complete::check_keys(archive, &mut docket);
    complete::end(statements, &mut docket);
    if let Some(under_test) = request.commit {
        let known = commit::Known { archive, entries, ledger: &ledger, statements };
        commit::check(&known, under_test, &mut docket);
    }

    let mut verdict = verdict(settings.origin.clone(), request, docket);
    verdict.documents = counts;
    if request.figures == Figures::Read {
        stage(CheckName::Figures);
        let unread = (seen.unread > 0).then(|| format!("{} could not be read", count(seen.unread, "text")));
        let unread = foreign.or(unread);
        let figures = match recalled {
            Some(found) => TextFigures::Remembered(found, unread),
            None => TextFigures::Read(Box::new(FiguresRead {
                linking,
                unread,
                settings: &settings,
                present: &present,
                statements,
                slot,
            })),
        };
        then(&mut verdict, figures);
    } else {
        let outcome = Outcome::NotChecked("not asked for".to_owned());
        verdict.checks.push(Check { check: CheckName::Figures, outcome });
    }
    verdict.checks.sort_by_key(|check| check.check);
    verdict
}

/// The settings that hold: the base's, where there is one. The archive's own must be readable all the same.
fn settings(request: &Request<'_>, own: &trust_root::Own, docket: &mut Docket) -> Option<Settings> {
    let parsed = own.settings.as_deref().map(Settings::parse);
    let parsed = parsed.and_then(|parsed| match parsed {
        Ok(settings) => Some(settings),
        Err(error) => {
            let (why, line) = match &error {
                SettingsError::Form(mistake) => (mistake.to_string(), Some(mistake.line() as u64)),
                error => (error.to_string(), None),
            };
            let failure = Failure::new(Kind::Malformed, layout::SETTINGS, why).at_line(line);
            docket.failures.push((CheckName::Trust, failure));
            None
        }
    });
    request.settings.clone().or(parsed)
}

fn verdict(origin: String, request: &Request<'_>, mut docket: Docket) -> Verdict {
    docket.checks.sort_by_key(|check| check.check);
    docket.failures.sort_by_key(|(check, _)| *check);
    Verdict {
        origin,
        trust: TrustBasis::from(&request.trust),
        checks: docket.checks,
        failed: docket.failures.iter().map(|(check, _)| *check).collect(),
        failures: docket.failures.into_iter().map(|(_, failure)| failure).collect(),
        documents: DocumentCounts::default(),
        figures: None,
        findings: Vec::new(),
        left_out: LeftOut::default(),
    }
}
