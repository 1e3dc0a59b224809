//! Verifying: every check in its order, every failure reported.
//!
//! 1. `trust`: whose keys are believed, and whether the archive's own are those.
//! 2. `checkpoint`, `log`, `append-only`: the log is the one that was signed, and extends what was seen before.
//! 3. `manifests`: what they state may be believed.
//! 4. `documents`, `withheld`, `complete`: the texts are as stated, all of them, and nothing else.
//! 5. `figures`: what the texts say in numbers.

mod altered;
pub mod answers;
mod commit;
mod complete;
mod docket;
mod document;
mod documents;
mod excerpts;
mod figures;
pub mod findings;
mod hashed;
mod linked;
mod listing;
mod log_state;
mod looking;
mod moved;
mod outlined;
mod quotations;
mod readers;
mod reading;
mod remembered;
mod request;
mod sealed_lines;
mod stated;
mod tally;
mod trust_root;
mod verdict;
mod withheld;

pub use commit::CommitUnderTest;
pub use linked::Linked;
pub use log_state::Earlier;
pub use reading::{Article, named_offsets, read_articles, read_bytes};
pub use request::{Depth, Figures, Progress, Request, Told};
pub use tally::{FigureCounts, LeftOut, Tally};
pub use verdict::{Check, CheckName, DocumentCounts, Judged, Outcome, TrustBasis, Verdict};

use docket::{Docket, count, read_part};
use figures::{Basis, TextFigures};
use stated::Stated;

use crate::ledger::Ledger;
use crate::store::{Archive, Cache, Settings};

/// Figures that are held where a few are told, or each text is looked at again anyhow: with fewer, none is read twice. A MiB is four or
/// five hundred.
const HELD: usize = 4096;

/// Verifies an archive. Whatever is wrong with it, its settings included, is in the verdict.
pub fn verify(archive: &Archive, request: &Request<'_>) -> Verdict {
    let held = match request.findings {
        Told::All => usize::MAX,
        Told::First(_) => HELD,
    };
    judge(archive, request, (held, request.remembered), |verdict, basis, figures, unread| {
        let found = basis.find(archive, request, figures);
        verdict.checks.push(linked::check(found.tally, unread.as_deref()));
        verdict.figures = Some(found.tally.counts);
        (verdict.findings, verdict.left_out) = (found.findings, found.left_out);
    })
}

/// Verifies an archive for those who will look at each text again: the figures are linked, and neither counted nor judged. Nothing is
/// linked where they are not to be read or no text is believed. Nothing that is remembered counts.
pub fn verify_and_link(archive: &Archive, request: &Request<'_>) -> (Verdict, Option<(Settings, Linked)>) {
    let mut linked = None;
    let verdict = judge(archive, request, (HELD, None), |_, basis, figures, unread| {
        if let TextFigures::Read(linking, ..) = figures {
            linked = Some((basis.settings.clone(), Linked::new(*linking, unread)));
        }
    });
    (verdict, linked)
}

/// All checks but that of figures, which `then` makes: it is given what they are judged by, what is known of them, and of which
/// texts none could be read. At most so many figures are held for it.
fn judge(
    archive: &Archive,
    request: &Request<'_>,
    (held, remembered): (usize, Option<&Cache>),
    then: impl FnOnce(&mut Verdict, &Basis<'_>, TextFigures<'_>, Option<String>),
) -> Verdict {
    let stage = |check| (request.progress)(Progress::Stage(check));
    let mut docket = Docket::default();
    let (settings, stated) = stated::read(archive, request, &mut docket);
    let Some(Stated { entries, mut statements, listing }) = stated else {
        docket.rest_not_checked(request, "no manifest can be believed");
        return docket.verdict(settings.origin, request);
    };
    let (ledger, contradictions) = Ledger::of(&mut statements);
    documents::contradictions(contradictions, &mut docket);

    stage(CheckName::Documents);
    let present = complete::check((archive, listing), &ledger, &statements, &mut docket);
    (request.progress)(Progress::Total(present.len() as u64));
    let basis = Basis::new(&settings, &present, &statements);
    let (seen, figures) = basis.look((archive, &entries), request, (held, remembered));
    docket.lines = seen.lines;
    docket.failures.extend(seen.failures.into_iter().map(|failure| (CheckName::Documents, failure)));

    stage(CheckName::Complete);
    let unquoted = quotations::check(archive, &ledger, &statements, &mut docket);
    let withheld = withheld::check(&ledger, request.originals, &mut docket);
    let (intact, withdrawn) = (seen.intact, ledger.withdrawn);
    let counts = DocumentCounts { intact, withheld, withdrawn, failed: documents::count_failed(&docket) };
    let foreign = documents::foreign(&present);
    let underived = foreign.clone().filter(|_| request.depth == Depth::Texts);
    let unchecked: Vec<String> = [underived, unquoted].into_iter().flatten().collect();
    documents::end(&counts, &ledger.restated, &unchecked, &mut docket);
    complete::check_manifests(archive, &statements, &mut docket);
    complete::check_keys(archive, &mut docket);
    complete::end(&statements, &mut docket);
    if let Some(under_test) = request.commit {
        let known = commit::Known { archive, entries: &entries, ledger: &ledger, statements: &statements };
        commit::check(&known, under_test, &mut docket);
    }

    let mut verdict = docket.verdict(settings.origin.clone(), request);
    verdict.documents = counts;
    if request.figures == Figures::Read {
        stage(CheckName::Figures);
        let failed = (moved::expected(&ledger).count() as u64).saturating_sub(seen.intact);
        let unread = documents::unread_texts(failed, seen.unread);
        let unknown = documents::unknown_texts(statements.unread);
        let unread: Vec<String> = [
            documents::unread_languages(&present),
            documents::unread_unstated(seen.unstated),
            foreign,
            unread,
            unknown,
        ]
        .into_iter()
        .flatten()
        .collect();
        then(&mut verdict, &basis, figures, (!unread.is_empty()).then(|| unread.join("; ")));
    } else {
        let outcome = Outcome::NotChecked("not asked for".to_owned());
        verdict.checks.push(Check { check: CheckName::Figures, outcome });
    }
    verdict.checks.sort_by_key(|check| check.check);
    verdict
}
