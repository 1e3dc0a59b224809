//! What an archive states, as far as it may be believed: settings, keys, manifests and log.

use rayon::join;

use super::docket::{Docket, count};
use super::listing::Listing;
use super::{CheckName, Progress, Request, log_state, trust_root};
use crate::ledger::{Believed, Failure, Kind, Statements, read_manifests};
use crate::log::Entries;
use crate::store::{Archive, Settings, SettingsError, layout, walk};

/// What is believed of an archive.
pub(super) struct Stated {
    /// The log.
    pub entries: Entries,
    /// What its manifests state.
    pub statements: Statements,
    /// What lies in `archive/`.
    pub listing: Listing,
}

/// Checks trust, manifests and log. Gives the settings that hold, and the rest where there is anything to believe.
pub(super) fn read(archive: &Archive, request: &Request<'_>, docket: &mut Docket) -> (Settings, Option<Stated>) {
    let stage = |check| (request.progress)(Progress::Stage(check));
    stage(CheckName::Trust);
    let own = trust_root::Own::read(archive, docket);
    let settings = settings(request, &own, docket);
    let believed = trust_root::believed(&own, &request.trust, docket);
    stage(CheckName::Manifests);
    let entries = log_state::read_entries(archive, docket);
    let origin = settings.as_ref().map(|settings| settings.origin.as_str());
    let read = manifests(archive, origin, entries.as_ref().zip(believed.as_ref()), docket);
    let statements = read.as_ref().map(|(statements, _)| statements);
    stage(CheckName::Log);
    // The log's key may have been changed by a manifest: so the checkpoint is checked after them.
    let now = statements.map(|statements| statements.chain.believed()).or(believed.as_ref());
    let signed = log_state::check(archive, origin, now.map(|now| &now.policy), entries.as_ref(), docket);
    let policies = statements.map(|statements| statements.chain.policies()).unwrap_or_default();
    log_state::check_append_only(&request.earlier, policies, entries.as_ref(), signed, docket);
    if let Some(statements) = statements {
        trust_root::compare(&own, &request.trust, statements, docket);
    }
    trust_root::end(&request.trust, statements, docket);
    let stated = read.zip(entries).map(|((statements, listing), entries)| Stated { entries, statements, listing });
    (settings.unwrap_or_else(Settings::plain), stated)
}

/// What the manifests state, where there are a log and keys to believe them by; and what lies in `archive/`.
fn manifests(
    archive: &Archive,
    origin: Option<&str>,
    by: Option<(&Entries, &Believed)>,
    docket: &mut Docket,
) -> Option<(Statements, Listing)> {
    let Some((entries, believed)) = by else {
        docket.not_checked(CheckName::Manifests, "the log or the keys cannot be read");
        return None;
    };
    // One thread waits for the system to list the texts, while the others read what is stated of them.
    let list = || walk(archive.root(), layout::TEXTS).collect();
    let (listing, (statements, failures)) = join(list, || read_manifests(archive, origin, entries, believed));
    docket.failures.extend(failures.into_iter().map(|failure| (CheckName::Manifests, failure)));
    let passed = format!("{} as logged, signed and well formed", count(entries.size(), "manifest"));
    docket.end(CheckName::Manifests, passed);
    Some((statements, listing))
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
    if let (Some(base), Some(own)) = (&request.settings, &parsed)
        && base.origin != own.origin
    {
        let why = format!(
            "its origin is another one than that of the base, {}: all that was sealed names that one",
            base.origin
        );
        docket.fail(CheckName::Trust, Kind::Malformed, layout::SETTINGS, why);
    }
    request.settings.clone().or(parsed)
}
