//! Texts that are kept elsewhere, checked where somebody has them.

use std::io::{Read, Seek, SeekFrom};

use super::docket::kind_of;
use super::{CheckName, Docket, count};
use crate::digest::{Digest, Hasher};
use crate::ledger::{Kind, Ledger, Sealed, State};
use crate::store::{Originals, StoreError};

/// Checks withheld texts against a folder of originals; gives how many texts are withheld.
pub(super) fn check(ledger: &Ledger, originals: Option<&Originals>, docket: &mut Docket) -> u64 {
    let elsewhere = ledger.iter().filter(|s| s.state != State::Present && !ledger.is_withdrawn(&s.path));
    let withheld: Vec<_> = elsewhere.collect();
    let total = withheld.len() as u64;
    let check = CheckName::Withheld;
    match originals {
        None if withheld.is_empty() => docket.end(check, "no text is kept elsewhere"),
        None => {
            let why = format!("{} kept elsewhere; give their folder with --originals", count(total, "text"));
            docket.not_checked(check, why);
        }
        Some(originals) => {
            for sealed in withheld {
                if let Some((kind, detail)) = compare(sealed, originals) {
                    docket.fail(check, kind, sealed.path.as_str(), detail);
                }
            }
            docket.end(check, format!("{} elsewhere unchanged since sealed", count(total, "text")));
        }
    }
    total
}

fn compare(sealed: &Sealed, originals: &Originals) -> Option<(Kind, String)> {
    match found(sealed, originals) {
        Ok(Found::Unchanged) => None,
        Ok(Found::Other) => Some((Kind::Altered, "the original of this name is not the sealed text".to_owned())),
        Ok(Found::NoSalt) => Some((Kind::Missing, "the salt of its commitment is not beside the original".to_owned())),
        Ok(Found::Nowhere) => Some((Kind::Missing, "no file of this name is among the originals".to_owned())),
        Err(error) => Some((kind_of(&error), format!("the original cannot be read: {}", error.why()))),
    }
}

enum Found {
    Unchanged,
    Other,
    NoSalt,
    Nowhere,
}

fn found(sealed: &Sealed, originals: &Originals) -> Result<Found, StoreError> {
    let name = sealed.path.file_name();
    let mut files = originals.of(&sealed.path)?;
    if files.is_empty() {
        return Ok(Found::Nowhere);
    }
    let salts = match sealed.state {
        State::Committed => originals.salts(name)?.into_iter().map(Some).collect(),
        _ => vec![None],
    };
    if salts.is_empty() {
        return Ok(Found::NoSalt);
    }
    for file in &mut files {
        for salt in &salts {
            let digest = hash(file, salt.as_ref()).map_err(StoreError::io(sealed.path.as_str()))?;
            if digest == sealed.digest {
                return Ok(Found::Unchanged);
            }
        }
    }
    Ok(Found::Other)
}

/// SHA-256 over the salt, if there is one, and the file.
fn hash(file: &mut (impl Read + Seek), salt: Option<&[u8; 32]>) -> std::io::Result<Digest> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Hasher::new();
    hasher.update(salt.map_or(&[], |salt| &salt[..]));
    let mut buffer = vec![0; 128 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(read) => hasher.update(&buffer[..read]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}
