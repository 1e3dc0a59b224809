//! Decoding of a file that arrives in pieces.

use encoding_rs::DecoderResult;

use super::Charset;
use crate::text::{TextError, source_offset};

/// Whether more bytes follow a piece.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::text) enum Piece {
    Inner,
    Last,
}

/// Appends a decoded piece, which begins `start` bytes into the file, to `out`.
pub(super) fn decode_piece(
    decoder: &mut encoding_rs::Decoder,
    bytes: &[u8],
    start: u64,
    out: &mut String,
    piece: Piece,
) -> Result<(), TextError> {
    let charset = decoder.encoding().name();
    let mut done = 0;
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len() - done).unwrap_or(1 << 20);
        out.reserve(room);
        let (result, read) = decoder.decode_to_string_without_replacement(&bytes[done..], out, piece == Piece::Last);
        done += read;
        match result {
            DecoderResult::InputEmpty => return Ok(()),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, after) => {
                let offset = start + (done as u64).saturating_sub(u64::from(bad) + u64::from(after));
                return Err(TextError::Undecodable { offset, charset });
            }
        }
    }
}

/// Decodes piece after piece into a buffer that is used again.
pub(in crate::text) struct PieceDecoder {
    charset: Charset,
    decoder: encoding_rs::Decoder,
    out: String,
}

impl PieceDecoder {
    pub(in crate::text) fn new(charset: Charset) -> Self {
        Self { charset, decoder: charset.0.new_decoder_without_bom_handling(), out: String::new() }
    }

    /// What the next piece holds, which begins at byte `start` of the file: a text, unless there is a NUL in it.
    pub(in crate::text) fn decoded<'a>(
        &'a mut self,
        bytes: &'a [u8],
        start: u64,
        piece: Piece,
    ) -> Result<&'a str, TextError> {
        // A file of one piece, as most are, needs no copy.
        let whole = start == 0 && piece == Piece::Last && self.charset == Charset::UTF_8;
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) if whole => Ok(text),
            _ => {
                self.out.clear();
                decode_piece(&mut self.decoder, bytes, start, &mut self.out, piece)?;
                Ok(&self.out)
            }
        }
    }
}

/// Refuses a NUL in a piece that begins at byte `start` of the file.
pub(in crate::text) fn without_nul(charset: Charset, decoded: &str, start: u64) -> Result<(), TextError> {
    match memchr::memchr(0, decoded.as_bytes()) {
        Some(at) => Err(TextError::Nul { offset: start + source_offset(charset, decoded, at) as u64 }),
        None => Ok(()),
    }
}
