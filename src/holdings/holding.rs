//! One document of an archive, with all that is said of it.

use super::Body;
use crate::figures::Figure;
use crate::ledger::Sealed;
use crate::manifest::Document;
use crate::path::ArchivePath;
use crate::timestamp::Timestamp;

/// A document, with what was sealed of it, its text and its figures.
#[derive(Debug)]
pub struct Holding<'a> {
    /// What its manifest states.
    pub document: &'a Document<'a>,
    /// What was sealed of it, as it is kept for all documents.
    pub sealed: &'a Sealed,
    /// Where that is stated.
    pub place: Place<'a>,
    /// Its text.
    pub body: Body<'a>,
    /// The text's figures, linked across the archive; spans count bytes of the file.
    pub figures: Vec<Figure>,
    /// The older text whose place it takes.
    pub older: Option<(&'a ArchivePath, Body<'a>)>,
    /// The newer text that has taken its place.
    pub successor: Option<&'a ArchivePath>,
}

/// The place of a statement in the log.
#[derive(Debug)]
pub struct Place<'a> {
    /// Of the manifest in the log, counted from 0.
    pub index: u64,
    /// The manifest's file name.
    pub manifest: String,
    /// When it was sealed, by the sealer's clock.
    pub sealed_at: Timestamp,
    /// The principal who signed it.
    pub sealed_by: &'a str,
    /// What wrote it.
    pub tool: &'a str,
}
