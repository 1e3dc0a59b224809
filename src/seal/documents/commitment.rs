//! Salted commitments: for originals of which not even the digest may be known, since who guesses the text would see that it is here.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use crate::digest::{Digest, Hasher};
use crate::seal::Candidate;
use crate::store::{StoreError, read_salt};

/// A salted commitment, and the salt, if that is new.
pub(super) type Commitment = (Digest, Option<[u8; 32]>);

/// SHA-256 over salt and file. A salt that lies beside the original already is used again: then sealing twice is seen as such.
pub(super) fn commit(
    file: &mut File,
    candidate: &Candidate,
    salt: &(dyn Fn() -> [u8; 32] + Sync),
) -> Result<Commitment, StoreError> {
    let known = read_salt(&candidate.file())?;
    let salt = known.unwrap_or_else(salt);
    let commitment = salted(file, &salt).map_err(StoreError::io(&candidate.file()))?;
    Ok((commitment, known.is_none().then_some(salt)))
}

fn salted(file: &mut File, salt: &[u8; 32]) -> std::io::Result<Digest> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Hasher::new();
    hasher.update(salt);
    let mut buffer = vec![0; 128 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            read => hasher.update(&buffer[..read]),
        }
    }
}
