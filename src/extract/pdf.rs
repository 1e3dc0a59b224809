//! The text layer of a PDF.

use super::{ExtractError, Extracted};
use crate::text::{Charset, CharsetBasis, normalise};

pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    // Before 1,024 bytes have gone by (ISO 32000-1, annex H.3.4.1).
    let head = &bytes[..bytes.len().min(1024)];
    if memchr::memmem::find(head, b"%PDF-").is_none() {
        return Err(ExtractError::Pdf("it does not begin with %PDF-".to_owned()));
    }
    // The reader of fonts panics at some that contradict themselves; in the worker a panic ends nothing else.
    let read = std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(bytes));
    let text = match read {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => return Err(ExtractError::Pdf(error.to_string())),
        Err(_) => return Err(ExtractError::Pdf("its parts contradict each other".to_owned())),
    };
    let text = normalise(text.trim_matches(['\n', ' ']))?;
    if text.trim().is_empty() {
        return Err(ExtractError::NoTextLayer);
    }
    // NUL is what unmapped glyphs come out as; it is no character of a text.
    if text.contains('\0') {
        return Err(ExtractError::Pdf("its fonts do not say which characters its text layer has".to_owned()));
    }
    Ok(Extracted::plain(text, Charset::UTF_8, CharsetBasis::Document))
}
