//! Why no text comes from a file.

use std::io::{Read, Seek, SeekFrom};

use crate::extract::Extractor;

/// How files begin that hold no plain text, what they are, and what to do.
const FORMATS: &[(&[u8], &str)] = &[
    (
        b"PK\x03\x04",
        "a zip package, as Word (.docx), OpenDocument (.odt) and spreadsheets are: export it as PDF or as plain text",
    ),
    (b"\xD0\xCF\x11\xE0", "a document of an older Office (.doc, .xls): export it as PDF or as plain text"),
    (b"%PDF-", "a PDF: give it a name that ends in .pdf, or say --media-type application/pdf"),
    (b"\x89PNG", "a picture (PNG): seal the text that it shows, with --method ocr or paste"),
    (b"\xFF\xD8\xFF", "a picture (JPEG): seal the text that it shows, with --method ocr or paste"),
    (b"\x1F\x8B", "a gzip file: unpack it"),
];

/// Why no text comes from a file. The danger: who is told that a Word document is UTF-16 declares it so.
pub(super) fn no_text(extractor: Extractor, error: &impl ToString, file: &mut (impl Read + Seek)) -> String {
    let mut head = [0; 8];
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read(&mut head)).unwrap_or(0);
    match FORMATS.iter().find(|(begins, _)| head[..read].starts_with(begins)) {
        _ if extractor != Extractor::Plain => error.to_string(),
        Some((_, what)) => format!("it is not a plain text, but {what}"),
        None => error.to_string(),
    }
}
