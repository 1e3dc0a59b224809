//! Checking a bundle: digest, signature, inclusion, each against keys from outside.

use super::Bundle;
use super::bundle::{README, readme};
use crate::digest::{Digest, Hasher};
use crate::ledger::{Believed, Failure, Kind};
use crate::log::{Entry as Logged, ManifestName, TlogProof};
use crate::manifest::{Content, Document, Manifest, Presence, authenticate};
use crate::path::ArchivePath;
use crate::store::layout;
use crate::trust::allowed_signers::Entry;

/// What a bundle proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The document; empty if no text was checked.
    pub document: String,
    /// In words, each thing that holds.
    pub passed: Vec<String>,
    /// Each thing that was not checked.
    pub not_checked: Vec<String>,
    /// Each thing that does not hold.
    pub failures: Vec<Failure>,
}

/// Checks a bundle.
pub fn check(bundle: &Bundle, believed: &Believed) -> Checked {
    let mut checked = Checked::default();
    if let Err(failure) = run(bundle, believed, &mut checked) {
        checked.failures.push(failure);
    }
    checked
}

fn run(bundle: &Bundle, believed: &Believed, checked: &mut Checked) -> Result<(), Failure> {
    let malformed = |path: &str, why: &str| Failure::new(Kind::Malformed, path, why);
    let (path, name) =
        manifest_name(bundle).ok_or_else(|| malformed("manifests/", "the bundle has not one manifest"))?;
    let get = |path: &str| {
        let key = path.parse::<ArchivePath>().ok();
        let bytes = key.and_then(|key| bundle.0.get(&key)).map(Vec::as_slice);
        bytes.ok_or_else(|| Failure::new(Kind::Missing, path, "it is not in the bundle"))
    };
    let bytes = get(path.as_str())?;
    let entry = Logged::new(name.at(), Digest::of(bytes));
    if *entry.name() != name {
        return Err(Failure::new(
            Kind::Altered,
            path.as_str(),
            "its bytes are not those of which its name tells the digest",
        ));
    }
    let signature = get(&format!("{path}.sig"))?;
    let authentic = authenticate(bytes, signature, entry.digest(), name.at(), &believed.allowed)
        .map_err(|error| Failure::new(Kind::BadSignature, format!("{path}.sig"), error.to_string()))?;
    let manifest = authentic.read().map_err(|error| malformed(path.as_str(), &error.to_string()))?;
    checked.passed.push(format!("manifest {name} is signed by {}, who may seal", manifest.sealed_by.escape_debug()));

    checked.not_checked.extend(ended(believed, &manifest));

    let proof_path = format!("{path}.tlog-proof");
    let proof = TlogProof::parse(get(&proof_path)?).map_err(|error| malformed(&proof_path, &error.to_string()))?;
    let checkpoint = proof
        .verify(entry.to_string().as_bytes(), &believed.policy)
        .map_err(|error| Failure::new(Kind::BadSignature, proof_path, error.to_string()))?;
    if checkpoint.origin.as_str() != &*manifest.origin {
        return Err(malformed(path.as_str(), "the manifest is of another archive than the log"));
    }
    let (index, size) = (proof.index, checkpoint.size);
    checked.passed.push(format!("it is entry {index} of the {size} in the log of {}", checkpoint.origin));
    checked.not_checked.extend(foreign(bundle, path));
    checked.not_checked.extend(unlike(bundle, believed, &name, &manifest));
    document(bundle, &manifest, checked)
}

/// What a bundle leaves open of a key that has ended. The danger: with the log's key, who holds it signs for a time when it was good.
/// Against that stands what is logged before and after, which is not in a bundle.
fn ended(believed: &Believed, manifest: &Manifest<'_>) -> Option<String> {
    let is_of = |line: &&Entry| line.principal() == &*manifest.sealed_by;
    let at = manifest.sealed_at;
    let counts = |line: &&Entry| {
        line.valid_after().is_none_or(|first| first <= at) && line.valid_before().is_none_or(|last| at <= last)
    };
    let ends = believed.allowed.entries().iter().filter(is_of).filter(counts).map(Entry::valid_before);
    let last = ends.reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other)))??;
    let by = manifest.sealed_by.escape_debug();
    Some(format!(
        "the key of {by} ended {last}; that it signed before is its own word, which only the whole log bears out"
    ))
}

fn manifest_name(bundle: &Bundle) -> Option<(&ArchivePath, ManifestName)> {
    let mut names = bundle.0.keys().filter_map(|path| {
        let name = path.as_str().strip_prefix("manifests/")?;
        Some((path, ManifestName::from_file_name(name).ok()?))
    });
    names.next().filter(|_| names.next().is_none())
}

fn document(bundle: &Bundle, manifest: &Manifest<'_>, checked: &mut Checked) -> Result<(), Failure> {
    let mut texts = bundle.0.iter().filter(|(path, _)| is_text(path.as_str())).peekable();
    if texts.peek().is_none() {
        // Else whoever holds an edited text could leave it out, and the rest would hold.
        if let Some(document) = manifest.documents.first()
            && manifest.documents.iter().all(|document| document.presence() == Presence::Present)
        {
            let why = "no text is in the bundle, and the manifest states none that is kept elsewhere";
            return Err(Failure::new(Kind::Missing, document.path.as_str(), why));
        }
        checked.not_checked.push("the text is kept elsewhere, and is not in the bundle".to_owned());
    }
    let stated = |path: &str| manifest.documents.iter().find(|document| document.path.as_str() == path);
    for (path, bytes) in texts {
        let salted = path.as_str().strip_suffix(layout::SALT).and_then(stated).and_then(Document::content);
        if matches!(salted, Some(Content::Committed { .. })) {
            continue;
        }
        let content = stated(path.as_str()).and_then(Document::content);
        let content =
            content.ok_or_else(|| Failure::new(Kind::Unsealed, path.as_str(), "the manifest does not state it"))?;
        let is_sealed = match content {
            Content::Present { size, sha256, .. } | Content::Withheld { size, sha256, .. } => {
                (size, sha256) == (bytes.len() as u64, Digest::of(bytes))
            }
            Content::Committed { commitment, .. } => {
                let why = "only a salted commitment is stated, and the salt is not beside it as 64 hex digits";
                let salt = salt(bundle, path)
                    .ok_or_else(|| Failure::new(Kind::Missing, format!("{path}{}", layout::SALT), why))?;
                let mut hasher = Hasher::new();
                hasher.update(salt.as_bytes());
                hasher.update(bytes);
                hasher.finish() == commitment
            }
        };
        if !is_sealed {
            return Err(Failure::new(Kind::Altered, path.as_str(), "it is not the text that was sealed"));
        }
        checked.document = path.to_string();
        checked.passed.push(format!("the text is the one that was sealed at {}", manifest.sealed_at));
    }
    Ok(())
}

fn is_text(path: &str) -> bool {
    path.strip_prefix(layout::TEXTS).is_some_and(|below| below.starts_with('/'))
}

/// The salt beside a text, where somebody who has both has put them.
fn salt(bundle: &Bundle, path: &ArchivePath) -> Option<Digest> {
    let salt = bundle.0.get(&format!("{path}{}", layout::SALT).parse::<ArchivePath>().ok()?)?;
    std::str::from_utf8(salt).ok()?.trim_end().parse().ok()
}

/// Files that no check looks at: whoever unpacks the bundle must not take them for evidence.
fn foreign(bundle: &Bundle, manifest: &ArchivePath) -> Vec<String> {
    let own = |path: &str| {
        let of_manifest = path.strip_prefix(manifest.as_str());
        of_manifest.is_some_and(|end| ["", ".sig", ".tlog-proof"].contains(&end))
            || [layout::ALLOWED_SIGNERS, layout::POLICY, README].contains(&path)
            || is_text(path)
    };
    let foreign = bundle.0.keys().filter(|path| !own(path.as_str()));
    foreign.map(|path| format!("{path}: it is no part of the evidence")).collect()
}

/// What is beside the evidence for those who check it by hand, and is not what it would be here.
///
/// The danger: the evidence holds, and a README that somebody else wrote has the reader do something else, or the keys beside it
/// are those of a stranger. Keys may have changed in good faith, and another version may word its README otherwise.
fn unlike(bundle: &Bundle, believed: &Believed, name: &ManifestName, manifest: &Manifest<'_>) -> Vec<String> {
    let differs = |path: &str, is_ours: &dyn Fn(&[u8]) -> bool| {
        let key = path.parse::<ArchivePath>().ok();
        key.and_then(|key| bundle.0.get(&key)).is_some_and(|bytes| !is_ours(bytes))
    };
    let (signers, policy) = (&believed.files.allowed_signers, &believed.files.policy);
    let keys = [(layout::ALLOWED_SIGNERS, signers), (layout::POLICY, policy)];
    let keys = keys.into_iter().filter(|(path, given)| differs(path, &|bytes| bytes == given.as_slice()));
    let keys = keys.map(|(path, _)| format!("{path}: not the keys that were given; nothing was checked by them"));
    let is_ours = |bytes: &[u8]| {
        manifest.documents.iter().any(|document| {
            let stated = document.digest().map(|digest| (digest, document.presence() == Presence::Present));
            stated.is_some_and(|stated| readme(&document.path, stated, name).as_bytes() == bytes)
        })
    };
    let other = differs(README, &is_ours).then(|| format!("{README}: not as this version writes it; do not go by it"));
    keys.chain(other).collect()
}
