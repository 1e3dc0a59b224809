//! One document: are its bytes the sealed ones, and if not, is its text?

use std::io::Read;

use super::{Depth, Figures, Request, reading};
use crate::digest::{Digest, Hasher};
use crate::figures::Reading;
use crate::ledger::{Kind, Sealed};
use crate::store::{Archive, StoreError};
use crate::text::{Derived, derive};

/// Texts above this size are hashed, and their figures are not read.
const LARGEST_READ: u64 = 64 << 20;
const PIECE: usize = 128 << 10;

/// Memory that is used again from document to document.
pub(super) struct Scratch(Vec<u8>);

impl Default for Scratch {
    fn default() -> Self {
        Self(vec![0; PIECE])
    }
}

/// What looking at a document gave.
#[derive(Debug)]
pub(super) enum Looked {
    /// Its bytes are the sealed ones.
    Intact(Option<Reading>),
    /// They are not, and why.
    Failed(Kind, String),
}

/// Looks at one document that lies in the archive.
pub(super) fn check(archive: &Archive, sealed: &Sealed, request: &Request<'_>, scratch: &mut Scratch) -> Looked {
    look(archive, sealed, request, scratch).unwrap_or_else(|error| Looked::Failed(Kind::Missing, error.why()))
}

fn look(
    archive: &Archive,
    sealed: &Sealed,
    request: &Request<'_>,
    scratch: &mut Scratch,
) -> Result<Looked, StoreError> {
    let mut file = archive.open_listed(&sealed.path)?;
    let keep = request.figures == Figures::Read && sealed.size <= LARGEST_READ;
    let (size, digest) = hash(&mut file, scratch, sealed.size, keep).map_err(StoreError::io(sealed.path.as_str()))?;
    if (size, digest) != (sealed.size, sealed.digest) {
        return Ok(altered(&mut file, sealed));
    }
    if request.depth == Depth::Texts
        && let Some(failed) = text_differs(&mut file, sealed)
    {
        return Ok(failed);
    }
    let reading = keep.then(|| reading::read_bytes(&scratch.0[..scratch.0.len().min(size as usize)], sealed));
    Ok(Looked::Intact(reading.flatten()))
}

/// Hashes a file once through one descriptor. With `keep`, the scratch holds all of it afterwards.
fn hash(file: &mut impl Read, scratch: &mut Scratch, expected: u64, keep: bool) -> std::io::Result<(u64, Digest)> {
    let buffer = &mut scratch.0;
    let mut hasher = Hasher::new();
    let (mut size, mut filled) = (0u64, 0usize);
    loop {
        if filled == buffer.len() {
            if keep && size <= expected {
                buffer.resize(buffer.len() * 2, 0);
            } else {
                filled = 0;
            }
        }
        let read = match file.read(&mut buffer[filled..]) {
            Ok(0) => return Ok((size, hasher.finish())),
            Ok(read) => read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        hasher.update(&buffer[filled..filled + read]);
        size += read as u64;
        filled += read;
    }
}

fn altered(file: &mut std::fs::File, sealed: &Sealed) -> Looked {
    match derive(file, None) {
        Ok(now) if Some(now.text) == sealed.text => {
            Looked::Failed(Kind::ReEncoded, format!("its bytes differ, its text does not ({} now)", now.charset))
        }
        Ok(now) => Looked::Failed(Kind::Altered, difference(sealed, &now)),
        Err(error) => Looked::Failed(Kind::Altered, format!("its bytes are not the sealed ones, and {error}")),
    }
}

fn text_differs(file: &mut std::fs::File, sealed: &Sealed) -> Option<Looked> {
    let charset = sealed.charset?;
    let why = match derive(file, Some(charset)) {
        Ok(now) if Some(now.text) == sealed.text => return None,
        Ok(_) => "the bytes are as sealed, but another text comes from them than was sealed".to_owned(),
        Err(error) => format!("the bytes are as sealed, but no text comes from them: {error}"),
    };
    Some(Looked::Failed(Kind::Malformed, why))
}

/// How an altered document differs: in which lines, by the line digests that were sealed, and in size.
fn difference(sealed: &Sealed, now: &Derived) -> String {
    let changes = sealed.lines.as_ref().map(|lines| lines.changes(&now.lines)).unwrap_or_default();
    let places = match &changes[..] {
        [] => "its text is not the sealed one".to_owned(),
        changes => {
            let places: Vec<String> = changes.iter().map(ToString::to_string).collect();
            format!("not as sealed: {}", places.join(", "))
        }
    };
    match now.size == sealed.size {
        true => places,
        false => format!("{places} ({} bytes were sealed, {} are here)", sealed.size, now.size),
    }
}
