//! Why no text comes from a file, or another than people see in it.

use std::io::{Read, Seek, SeekFrom};

use crate::extract::Extractor;

/// How files begin that hold no plain text, what they are, and what to do.
const FORMATS: &[(&[u8], &str)] = &[
    (
        b"PK\x03\x04",
        "a zip package, as Word (.docx), OpenDocument (.odt) and spreadsheets are: export it as PDF or as plain text",
    ),
    (b"\xD0\xCF\x11\xE0", "a document of an older Office (.doc, .xls): export it as PDF or as plain text"),
    (PDF, "a PDF: give it a name that ends in .pdf, or say --media-type application/pdf"),
    (b"\x89PNG", "a picture (PNG): seal the text that it shows, with --method ocr or paste"),
    (b"\xFF\xD8\xFF", "a picture (JPEG): seal the text that it shows, with --method ocr or paste"),
    (b"\x1F\x8B", "a gzip file: unpack it"),
];

const PDF: &[u8] = b"%PDF-";

/// How files begin that can be read as plain text and are not meant so, what they are, and what to do.
const MARKED: &[(&[u8], &str)] = &[
    (PDF, "a PDF does: give it a name that ends in .pdf, or say --media-type application/pdf"),
    (b"{\\rtf", "an RTF document does: export it as PDF or as plain text"),
    (b"<!doctype html", "a web page does: give it a name that ends in .html, or say --media-type text/html"),
    (b"<html", "a web page does: give it a name that ends in .html, or say --media-type text/html"),
    (b"return-path:", EMAIL),
    (b"delivered-to:", EMAIL),
    (b"received:", EMAIL),
    (b"mime-version:", EMAIL),
];

const EMAIL: &str = "an e-mail does, whose text may be coded: save what it shows as plain text or as PDF";

/// Why a file that is to be read as plain text is meant otherwise, if it is: nobody said that it is text, and so it does not begin.
///
/// The danger: marks, styles and codes of it would be sealed for its text, in which no figure is found that people see.
pub(super) fn meant_otherwise(file: &mut (impl Read + Seek)) -> Option<String> {
    const HEAD: usize = 512;
    let mut head = [0; HEAD];
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read(&mut head)).unwrap_or(0);
    let head = head[..read].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head[..read]).trim_ascii_start();
    let begins = |with: &[u8]| head.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let (_, what) = MARKED.iter().find(|(with, _)| begins(with))?;
    Some(format!("it begins as {what}; if these bytes are the text, say --media-type text/plain"))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_otherwise_is_told_by_its_beginning() {
        let told = |head: &[u8]| meant_otherwise(&mut std::io::Cursor::new(head));
        for (head, what) in [
            (&b"%PDF-1.4\n"[..], "--media-type application/pdf"),
            (b"{\\rtf1\\ansi 12 dead}", "RTF"),
            (b"\n \t<!DOCTYPE html>", "--media-type text/html"),
            (b"\xEF\xBB\xBF<html lang=\"kk\">", "--media-type text/html"),
            (b"Received: from a by b\n", "an e-mail"),
        ] {
            let told = told(head).unwrap();
            assert!(told.contains(what) && told.ends_with("say --media-type text/plain"), "{told}");
        }
        for head in [&b""[..], b"<", b"<b>12 dead</b>", b"Received 12 bodies: the hospital", b"PDF: %PDF-", b"{\\r"] {
            assert_eq!(told(head), None, "{head:?}");
        }
    }
}
