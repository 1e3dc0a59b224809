//! What a person says of a text that is sealed already, where it is not what was sealed: what is sealed stays, and that is told.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Candidate, FIELDS, Metadata, Session};
use crate::manifest::{Document, MAX_BYTES, reread};
use crate::path::ArchivePath;
use crate::store::layout;

/// A sealed text of which other metadata were given now, and the fields that differ.
pub type Differing = (ArchivePath, Vec<&'static str>);

/// Compares what was given with what was sealed, each manifest read once. What a document says of itself is not given by anybody.
pub(super) fn differing(session: &Session<'_>, already: &[&Candidate]) -> Vec<Differing> {
    let mut by_manifest: BTreeMap<usize, BTreeMap<&ArchivePath, &Candidate>> = BTreeMap::new();
    for candidate in already.iter().filter(|candidate| *candidate.metadata != Metadata::default()) {
        if let Some(sealed) = session.ledger.get(&candidate.path) {
            by_manifest.entry(sealed.manifest).or_default().insert(&candidate.path, candidate);
        }
    }
    let of_manifest = |(manifest, candidates): (usize, BTreeMap<&ArchivePath, &Candidate>)| {
        let entry = session.entries().as_slice().get(manifest)?;
        let path = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
        let bytes = session.archive().read(&path, MAX_BYTES as u64).ok()?;
        let manifest = reread(&bytes, entry.digest())?;
        let pairs = manifest.documents.iter().filter_map(|document| Some((document, candidates.get(&document.path)?)));
        let other = pairs.map(|(document, candidate)| (document.path.clone(), fields(&candidate.metadata, document)));
        Some(other.filter(|(_, fields)| !fields.is_empty()).collect::<Vec<_>>())
    };
    by_manifest.into_iter().filter_map(of_manifest).flatten().collect()
}

/// The fields that were given and differ. A file's own time changes when it is copied: it says nothing new.
fn fields(given: &Metadata, sealed: &Document<'_>) -> Vec<&'static str> {
    let now = given.records(None).ok().map(|(retrieval, source)| {
        let mut now = sealed.clone();
        (now.retrieval, now.source) = (retrieval.into(), source.into());
        serde_json::to_value(now).unwrap_or_default()
    });
    let stated = serde_json::to_value(sealed).unwrap_or_default();
    let differs = |key: &str, value: &str| match key {
        _ if value.is_empty() || (key, value) == ("retrieved_at", "mtime") => false,
        "media_type" => *value != *sealed.media_type,
        // What has not the field's form is not what was sealed.
        _ => now.as_ref().is_none_or(|now| of(now, key) != of(&stated, key)),
    };
    let given = FIELDS.iter().filter_map(|field| Some((field.key, given.get(field.key)?)));
    given.filter(|(key, value)| differs(key, value)).map(|(key, _)| key).collect()
}

/// A field as a manifest holds it, in one of two records.
fn of<'a>(document: &'a Value, key: &str) -> Option<&'a Value> {
    let key = if key == "charset" { "charset_declared" } else { key };
    let records = ["retrieval", "source"].into_iter().filter_map(|record| document.get(record)?.get(key));
    records.into_iter().find(|value| !value.is_null())
}
