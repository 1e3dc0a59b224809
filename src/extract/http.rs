//! The head of an HTTP message, and its body without its codings. Also the heads of WARC records, which look the same.

use std::io::Read;

use super::{ExtractError, LARGEST_PAGE};

const LARGEST_HEAD: usize = 1 << 20;

/// First line and header fields.
#[derive(Debug)]
pub(super) struct Head<'a> {
    pub(super) first: &'a str,
    pub(super) fields: Vec<(String, String)>,
    /// What stands behind the empty line.
    pub(super) rest: &'a [u8],
}

impl Head<'_> {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Splits a message; nothing if it has no head, or one that is too large. Lines that are no fields are refused, not skipped:
/// two readers that skip differently read two messages.
pub(super) fn head(bytes: &[u8]) -> Option<Head<'_>> {
    let window = &bytes[..bytes.len().min(LARGEST_HEAD)];
    let end = memchr::memmem::find(window, b"\r\n\r\n")?;
    let (first, lines) = match memchr::memmem::find(&window[..end], b"\r\n") {
        Some(at) => (&window[..at], &window[at + 2..end]),
        None => (&window[..end], &window[end..end]),
    };
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in String::from_utf8_lossy(lines).split("\r\n").filter(|line| !line.is_empty()) {
        match (line.strip_prefix([' ', '\t']), fields.last_mut()) {
            // Folded lines: WARC 1.1 §4 and old HTTP have them.
            (Some(more), Some((_, value))) => {
                value.push(' ');
                value.push_str(more.trim());
            }
            _ => {
                let (name, value) = line.split_once(':')?;
                fields.push((name.trim_end().to_owned(), value.trim().to_owned()));
            }
        }
    }
    Some(Head { first: std::str::from_utf8(first).ok()?, fields, rest: &bytes[end + 4..] })
}

/// A body without its transfer coding. Writers of WARC files may have taken it off and left the field: a body that does not
/// begin like a chunk is whole.
pub(super) fn without_chunks(body: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut rest = body;
    loop {
        let line = memchr::memmem::find(&rest[..rest.len().min(1024)], b"\r\n");
        let size = line.and_then(|at| std::str::from_utf8(&rest[..at]).ok()).and_then(|line| {
            let digits = line.split(';').next().unwrap_or_default().trim();
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
            plain.then(|| usize::from_str_radix(digits, 16).ok()).flatten()
        });
        let (Some(at), Some(size)) = (line, size) else {
            return if out.is_empty() && rest.len() == body.len() {
                Ok(body.to_vec())
            } else {
                Err("its body is chunked, and a chunk is cut off or malformed".to_owned())
            };
        };
        rest = &rest[at + 2..];
        if size == 0 {
            return Ok(out);
        }
        let whole = size.checked_add(2).and_then(|end| rest.get(..end)).filter(|chunk| chunk.ends_with(b"\r\n"));
        let chunk = whole.ok_or("its body is chunked, and a chunk is cut off or malformed")?;
        out.extend_from_slice(&chunk[..size]);
        rest = &rest[size + 2..];
    }
}

/// A body without its content codings (RFC 9110 §8.4.1), the last one first.
pub(super) fn without_codings(body: Vec<u8>, codings: &str, what: &str) -> Result<Vec<u8>, ExtractError> {
    let mut body = body;
    for coding in codings.rsplit(',').map(|coding| coding.trim().to_ascii_lowercase()) {
        body = match coding.as_str() {
            "" | "identity" => continue,
            "gzip" | "x-gzip" => all(flate2::read::MultiGzDecoder::new(&body[..]), what)?,
            // RFC 9110 means zlib by it; some servers send the bare stream.
            "deflate" => match all(flate2::read::ZlibDecoder::new(&body[..]), what) {
                Err(ExtractError::Undecodable(_)) => all(flate2::read::DeflateDecoder::new(&body[..]), what)?,
                done => done?,
            },
            "br" => all(brotli_decompressor::Decompressor::new(&body[..], 4096), what)?,
            other => return Err(ExtractError::Undecodable(format!("{what} is coded as '{}'", other.escape_debug()))),
        };
    }
    Ok(body)
}

fn all(reader: impl Read, what: &str) -> Result<Vec<u8>, ExtractError> {
    let mut out = Vec::new();
    let read = reader.take(LARGEST_PAGE + 1).read_to_end(&mut out);
    if out.len() as u64 > LARGEST_PAGE {
        return Err(ExtractError::Bomb { what: what.to_owned(), limit: LARGEST_PAGE });
    }
    read.map_err(|error| ExtractError::Undecodable(format!("{what} does not decompress: {error}")))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let head = head(b"HTTP/1.1 200 OK\r\nA: b\r\nC : d\r\n  e\r\n\r\nbody").unwrap();
        assert_eq!((head.first, head.get("a"), head.get("c")), ("HTTP/1.1 200 OK", Some("b"), Some("d e")));
        assert_eq!(head.rest, b"body");
        assert!(super::head(b"HTTP/1.1 200 OK\r\nno field\r\n\r\n").is_none());
        assert!(super::head(b"HTTP/1.1 200 OK\r\nA: b\r\n").is_none());
    }

    #[test]
    fn chunks() {
        assert_eq!(without_chunks(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").unwrap(), b"abcde");
        assert_eq!(without_chunks(b"<p>whole</p>").unwrap(), b"<p>whole</p>");
        for bad in [
            &b"3\r\nab"[..],
            b"3\r\nabc\r\nzz\r\n",
            b"3\r\nabcde\r\n0\r\n\r\n",
            b"ffffffffffffffff\r\na",
            b"3\r\nabc\r\n",
        ] {
            assert!(without_chunks(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn codings_come_off_and_bombs_do_not_unfold() {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(b"text").unwrap();
        let gzip = gzip.finish().unwrap();
        assert_eq!(without_codings(gzip.clone(), "identity, gzip", "page").unwrap(), b"text");
        assert!(matches!(without_codings(gzip, "zstd", "page"), Err(ExtractError::Undecodable(_))));
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        bare.write_all(b"text").unwrap();
        assert_eq!(without_codings(bare.finish().unwrap(), "deflate", "page").unwrap(), b"text");
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..=LARGEST_PAGE >> 20 {
            bomb.write_all(&vec![0; 1 << 20]).unwrap();
        }
        let bomb = bomb.finish().unwrap();
        assert!(matches!(without_codings(bomb, "gzip", "page"), Err(ExtractError::Bomb { .. })));
    }
}
