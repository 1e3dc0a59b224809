//! A response, read to where it says that it ends (RFC 9112 §6), and not a byte of it changed.

use std::io::Read;

use super::FetchError;

const LONGEST_HEAD: usize = 64 << 10;
const MOST_FIELDS: usize = 200;
/// The longest line with the size of a chunk; the reader of WARC files goes as far.
const LONGEST_SIZE: usize = 1000;

/// A whole response.
pub(super) struct Whole {
    pub(super) bytes: Vec<u8>,
    pub(super) body: usize,
    pub(super) status: u16,
    pub(super) fields: Vec<(String, String)>,
}

/// Reads one response. Interim ones (RFC 9110 §15.2) are passed over.
pub(super) fn read(from: &mut impl Read, most: u64) -> Result<Whole, FetchError> {
    let mut bytes = Vec::new();
    let (body, status, fields) = loop {
        let end = head_end(from, &mut bytes)?;
        let (status, fields) = head(&bytes[..end])?;
        if !(100..200).contains(&status) || status == 101 {
            break (end, status, fields);
        }
        bytes.drain(..end);
    };
    let mut length = Length::of(status, &fields)?;
    let end = loop {
        let so_far = bytes.len() as u64;
        if let Some(end) = length.end(&bytes[body..])? {
            break body + end;
        }
        if so_far > most {
            return Err(FetchError::TooLong(most));
        }
        if more(from, &mut bytes)? == 0 {
            match length {
                Length::Close => break bytes.len(),
                _ => return Err(FetchError::Cut),
            }
        }
    };
    if end as u64 > most {
        return Err(FetchError::TooLong(most));
    }
    bytes.truncate(end);
    Ok(Whole { bytes, body, status, fields })
}

fn more(from: &mut impl Read, bytes: &mut Vec<u8>) -> Result<usize, FetchError> {
    let mut piece = [0; 16 << 10];
    let read = loop {
        match from.read(&mut piece) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    bytes.extend_from_slice(&piece[..read]);
    Ok(read)
}

/// Reads until the head is there, and says where it ends.
fn head_end(from: &mut impl Read, bytes: &mut Vec<u8>) -> Result<usize, FetchError> {
    let mut seen = 0usize;
    loop {
        // From before what is new: the empty line may have come in two pieces.
        let start = seen.saturating_sub(3);
        if let Some(at) = memchr::memmem::find(&bytes[start..], b"\r\n\r\n") {
            return Ok(start + at + 4);
        }
        seen = bytes.len();
        if seen > LONGEST_HEAD {
            return Err(FetchError::NotHttp("its head is too long, or does not end"));
        }
        if more(from, bytes)? == 0 {
            return Err(if bytes.starts_with(b"HTTP/1.") {
                FetchError::Cut
            } else {
                FetchError::NotHttp("it has no head")
            });
        }
    }
}

fn head(bytes: &[u8]) -> Result<(u16, Vec<(String, String)>), FetchError> {
    // Readers that end lines at a bare LF, and those that do not, would read two heads.
    let bare = memchr::memchr_iter(b'\n', bytes).any(|at| at == 0 || bytes[at - 1] != b'\r');
    if bare {
        return Err(FetchError::NotHttp("a line of its head ends without CR"));
    }
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut parsed = httparse::Response::new(&mut fields);
    match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(end)) if end == bytes.len() => {}
        Err(httparse::Error::TooManyHeaders) => return Err(FetchError::NotHttp("it has too many header fields")),
        _ => return Err(FetchError::NotHttp("its head is malformed")),
    }
    let status = parsed.code.filter(|code| (100..600).contains(code));
    let fields = parsed.headers.iter();
    let fields = fields.map(|f| (f.name.to_owned(), String::from_utf8_lossy(f.value).trim().to_owned())).collect();
    Ok((status.ok_or(FetchError::NotHttp("its status is none"))?, fields))
}

/// How the end of a body is known.
enum Length {
    Bytes(usize),
    /// The next chunk begins here, or the trailer.
    Chunks {
        at: usize,
        last: bool,
    },
    Close,
}

impl Length {
    fn of(status: u16, fields: &[(String, String)]) -> Result<Self, FetchError> {
        let all = |name: &str| {
            let same = fields.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            same.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        if matches!(status, 204 | 304) {
            return Ok(Self::Bytes(0));
        }
        match (&all("transfer-encoding")[..], &all("content-length")[..]) {
            ([], []) => Ok(Self::Close),
            ([coding], []) if coding.eq_ignore_ascii_case("chunked") => Ok(Self::Chunks { at: 0, last: false }),
            ([], [digits]) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                // Longer than a number can say is longer than is read.
                Ok(Self::Bytes(digits.parse().unwrap_or(usize::MAX)))
            }
            ([], _) => Err(FetchError::NotHttp("it states several lengths, or none that is a number")),
            (_, []) => Err(FetchError::NotHttp("its transfer coding is not known")),
            // RFC 9112 §6.3: a sign of response splitting.
            _ => Err(FetchError::NotHttp("it states a length and a transfer coding")),
        }
    }

    /// Where the body ends, if all of it is there.
    fn end(&mut self, body: &[u8]) -> Result<Option<usize>, FetchError> {
        match self {
            Self::Close => Ok(None),
            Self::Bytes(length) => Ok((body.len() >= *length).then_some(*length)),
            Self::Chunks { at, last } => loop {
                let rest = body.get(*at..).unwrap_or_default();
                let Some(line) = memchr::memmem::find(rest, b"\r\n") else {
                    return match rest.len() > LONGEST_SIZE {
                        true => Err(MALFORMED),
                        false => Ok(None),
                    };
                };
                if *last {
                    // The trailer ends at an empty line.
                    *at += line + 2;
                    match line {
                        0 => return Ok(Some(*at)),
                        _ => continue,
                    }
                }
                let size = size(&rest[..line]).ok_or(MALFORMED)?;
                if size == 0 {
                    (*at, *last) = (*at + line + 2, true);
                    continue;
                }
                let next = size.checked_add(line + 4).ok_or(MALFORMED)?;
                match rest.get(next - 2..next) {
                    Some(b"\r\n") => *at += next,
                    Some(_) => return Err(MALFORMED),
                    None => return Ok(None),
                }
            },
        }
    }
}

const MALFORMED: FetchError = FetchError::NotHttp("its chunks are malformed");

/// The size of a chunk, hexadecimal, extensions apart (RFC 9112 §7.1).
fn size(line: &[u8]) -> Option<usize> {
    let line = std::str::from_utf8(line).ok().filter(|line| line.len() <= LONGEST_SIZE)?;
    let digits = line.split(';').next().unwrap_or_default().trim();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| usize::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte a call: every place is a place where a piece may end.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            (into[0], self.0) = (*first, rest);
            Ok(1)
        }
    }

    fn whole(bytes: &[u8]) -> Result<(u16, Vec<u8>), FetchError> {
        let both = [read(&mut Slow(bytes), 5000), read(&mut &bytes[..], 5000)];
        let [slow, fast] = both.map(|read| read.map(|whole| (whole.status, whole.bytes[whole.body..].to_vec())));
        assert_eq!(slow, fast, "{}", String::from_utf8_lossy(bytes));
        fast
    }

    #[test]
    fn bodies_end_where_they_say() {
        for (message, status, body) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", 200, "ab"),
            ("HTTP/1.1 200 OK\r\n\r\nto the end", 200, "to the end"),
            ("HTTP/1.0 404 No\r\nContent-Length: 0\r\n\r\n", 404, ""),
            ("HTTP/1.1 304 N\r\nContent-Length: 5\r\n\r\n", 304, ""),
            ("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n0\r\nA: b\r\n\r\nmore",
                200,
                "2;x=y\r\nab\r\n0\r\nA: b\r\n\r\n",
            ),
        ] {
            assert_eq!(whole(message.as_bytes()), Ok((status, body.as_bytes().to_vec())), "{message}");
        }
    }

    #[test]
    fn what_is_refused() {
        let ok = |fields: &str| format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n");
        for (message, why) in [
            (ok("Content-Length: 3") + "ab", "before it was whole"),
            (ok("Content-Length: 2\r\nContent-Length: 3") + "abc", "several lengths"),
            (ok("Content-Length: 2, 2") + "ab", "several lengths"),
            (ok("Content-Length: -1"), "several lengths"),
            (ok("Content-Length: 5\r\nTransfer-Encoding: chunked") + "0\r\n\r\n", "a length and a transfer coding"),
            (ok("Transfer-Encoding: gzip, chunked"), "transfer coding is not known"),
            (ok("Transfer-Encoding: chunked") + "2\r\nab", "before it was whole"),
            (ok("Transfer-Encoding: chunked") + "2\r\nabc\r\n0\r\n\r\n", "chunks"),
            (ok("Transfer-Encoding: chunked") + "+2\r\nab\r\n0\r\n\r\n", "chunks"),
            (ok("Transfer-Encoding: chunked") + "ffffffffffffffff\r\n", "chunks"),
            (ok("Transfer-Encoding: chunked") + &"1".repeat(1100), "chunks"),
            (ok("Content-Length: 99999999999999999999999") + &"a".repeat(6000), "longer than 5000"),
            (ok("A: b") + &"a".repeat(6000), "longer than 5000"),
            (ok("A: b\nC: d"), "without CR"),
            (ok("A : b"), "malformed"),
            (ok("A: b\r\n folded"), "malformed"),
            (ok("A: \x1b[2J"), "malformed"),
            (ok(&"A: b\r\n".repeat(300)), "too many"),
            (ok(&format!("A: {}", "b".repeat(80 << 10))), "too long"),
            ("HTTP/1.1 200 OK\r\nA: b".to_owned(), "before it was whole"),
            ("HTTP/1.1 999 Odd\r\n\r\n".to_owned(), "status"),
            ("HTTP/2 200\r\n\r\n".to_owned(), "malformed"),
            ("SSH-2.0-OpenSSH\r\n".to_owned(), "no head"),
        ] {
            let told = whole(message.as_bytes()).unwrap_err().to_string();
            assert!(told.contains(why), "{:?}: {told}", &message[..message.len().min(80)]);
        }
    }
}
