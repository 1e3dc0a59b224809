//! A manifest key by key, as its bytes have it.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::entry::{Common, Entry, Shared};
use super::{FormError, Manifest, Rescission, Review, Str, TrustStatement, Withdrawal, spelled};
use crate::timestamp::Timestamp;

/// See [the format](super).
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written<'a> {
    schema: Schema,
    #[serde(borrow)]
    origin: Str<'a>,
    sealed_at: Timestamp,
    sealed_by: Str<'a>,
    tool: Str<'a>,
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    trust: Option<TrustStatement<'a>>,
    #[serde(default, borrow, skip_serializing_if = "Common::is_empty")]
    pub(super) common: Common<'a>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) documents: Vec<Entry<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    withdrawals: Vec<Withdrawal<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rescissions: Vec<Rescission<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<Review<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Schema {
    #[serde(rename = "kzarchive-manifest/1")]
    One,
}

impl<'a> Written<'a> {
    /// Reads bytes in the format's one spelling.
    ///
    /// # Errors
    /// What is wrong with them, and where. Whether they state anything that a manifest may is not asked yet.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, FormError> {
        match spelled::read(bytes) {
            Some(written) => Ok(written),
            None => Self::read_otherwise(bytes),
        }
    }

    /// Reads a manifest by a reader that takes any JSON, and then looks how it is spelled: slower, and it knows what to say.
    pub(super) fn read_otherwise(bytes: &'a [u8]) -> Result<Self, FormError> {
        let written: Self = serde_json::from_slice(bytes)?;
        let mut respelled = Respelled { expected: bytes, same: 0 };
        let same = serde_json::to_writer_pretty(&mut respelled, &written).is_ok() && respelled.write_all(b"\n").is_ok();
        if !same || respelled.same != bytes.len() {
            let line = 1 + bytes[..respelled.same].iter().filter(|&&b| b == b'\n').count();
            return Err(FormError::Spelling { line });
        }
        Ok(written)
    }

    /// What it states, if that is written as it is always written.
    pub(super) fn manifest(self) -> Result<Manifest<'a>, FormError> {
        if !self.common.is_small() {
            return Err(FormError::Common);
        }
        let shared = self.documents.len() > 1 || self.common.is_empty();
        let apart = !Common::of(&self.documents).is_empty();
        let given = self.common.into();
        let documents = (1..).zip(self.documents).map(|(index, entry)| entry.whole(&given, index));
        let documents = documents.collect::<Result<_, _>>()?;
        if apart || !shared {
            return Err(FormError::Common);
        }
        Ok(Manifest {
            origin: self.origin,
            sealed_at: self.sealed_at,
            sealed_by: self.sealed_by,
            tool: self.tool,
            trust: self.trust,
            documents,
            withdrawals: self.withdrawals,
            rescissions: self.rescissions,
            reviews: self.reviews,
        })
    }

    /// The bytes of it.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, FormError> {
        let mut bytes = Vec::with_capacity(ENTRY * self.documents.len());
        serde_json::to_writer_pretty(&mut bytes, self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// About so many bytes are written of a document.
const ENTRY: usize = 600;

impl<'a> From<Manifest<'a>> for Written<'a> {
    fn from(manifest: Manifest<'a>) -> Self {
        let shared = Shared::by(&manifest.documents);
        let documents = manifest.documents.into_iter().map(|document| Entry::of(document, &shared));
        let mut documents: Vec<Entry<'a>> = documents.collect();
        let mut common = Common::of(&documents);
        documents.iter_mut().for_each(|document| document.leave_out(&common));
        common.add(shared);
        Self {
            schema: Schema::One,
            origin: manifest.origin,
            sealed_at: manifest.sealed_at,
            sealed_by: manifest.sealed_by,
            tool: manifest.tool,
            trust: manifest.trust,
            common,
            documents,
            withdrawals: manifest.withdrawals,
            rescissions: manifest.rescissions,
            reviews: manifest.reviews,
        }
    }
}

/// Takes a second writing of a manifest and compares it with the first as it comes: nothing is kept of it.
struct Respelled<'a> {
    expected: &'a [u8],
    /// So many bytes are the same.
    same: usize,
}

impl Write for Respelled<'_> {
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        let rest = &self.expected[self.same..];
        if rest.starts_with(written) {
            self.same += written.len();
            return Ok(written.len());
        }
        self.same += rest.iter().zip(written).take_while(|(a, b)| a == b).count();
        Err(io::ErrorKind::InvalidData.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
