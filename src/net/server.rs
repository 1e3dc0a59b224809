//! A small HTTP/1.1 server: one request a connection, few at once, each within limits of size and time.
//!
//! Against whom: anyone who can reach the port. A connection holds a worker for no longer than the limit, however slowly it
//! sends, and no more memory than the limit, whatever it announces.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// The longest head that is read, in bytes.
const MAX_HEAD: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;

/// What a request may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body: usize,
    /// How long a connection may last.
    pub time: Duration,
    /// How many connections are served at once.
    pub workers: usize,
}

/// A request, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Such as `POST`.
    pub method: String,
    /// The path as written, with its query.
    pub path: String,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A plain text.
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: body.into().into_bytes() }
    }
}

/// A server that listens already.
#[derive(Debug)]
pub struct Server(TcpListener);

impl Server {
    /// Listens at `HOST:PORT`; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is not one of this machine's, or is taken.
    pub fn bind(address: &str) -> io::Result<Self> {
        TcpListener::bind(address).map(Self)
    }

    /// Where it listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Serves until the process ends.
    pub fn serve(&self, limits: Limits, handle: &(dyn Fn(&Request) -> Reply + Sync)) {
        std::thread::scope(|scope| {
            for _ in 0..limits.workers {
                scope.spawn(|| {
                    loop {
                        match self.0.accept() {
                            // What goes wrong with one connection concerns nobody else.
                            Ok((stream, _)) => drop(connection(&stream, limits, handle)),
                            // Out of descriptors, say: it may pass.
                            Err(_) => std::thread::sleep(Duration::from_millis(100)),
                        }
                    }
                });
            }
        });
    }
}

fn connection(stream: &TcpStream, limits: Limits, handle: &dyn Fn(&Request) -> Reply) -> io::Result<()> {
    let mut wire = Wire { stream, until: Instant::now() + limits.time };
    let reply = match wire.request(limits.body)? {
        Ok(request) => handle(&request),
        Err(refused) => refused,
    };
    wire.reply(&reply)
}

struct Wire<'a> {
    stream: &'a TcpStream,
    until: Instant,
}

impl Wire<'_> {
    /// Reads some bytes; none at the end of the stream.
    fn read(&mut self, into: &mut Vec<u8>) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        // Anew for each read: the system's limit is for one read alone, and a byte a second would never reach it.
        self.stream.set_read_timeout(Some(left))?;
        let mut piece = [0; 8192];
        let read = self.stream.read(&mut piece)?;
        into.extend_from_slice(&piece[..read]);
        Ok(read)
    }

    /// Reads a request, or says why it is refused.
    fn request(&mut self, max_body: usize) -> io::Result<Result<Request, Reply>> {
        let mut bytes = Vec::new();
        let (head, at) = loop {
            match parse_head(&bytes) {
                Ok(Some(parsed)) => break parsed,
                Ok(None) if bytes.len() > MAX_HEAD => return Ok(Err(Reply::text(431, "the head is too long\n"))),
                Ok(None) => {}
                Err(reply) => return Ok(Err(reply)),
            }
            if self.read(&mut bytes)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        if head.length > max_body {
            return Ok(Err(Reply::text(413, "the body is too long\n")));
        }
        if head.waits {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let mut body = bytes.split_off(at);
        while body.len() < head.length {
            if self.read(&mut body)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        body.truncate(head.length);
        Ok(Ok(Request { method: head.method, path: head.path, body }))
    }

    fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        let Reply { status, content_type, body } = reply;
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} {}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
            reason(*status)
        );
        self.stream.set_write_timeout(Some(Duration::from_secs(5)))?;
        self.stream.write_all(&[head.as_bytes(), body].concat())?;
        self.stream.shutdown(Shutdown::Write)?;
        // To close with unread bytes resets the connection, and the answer may be lost with it.
        let mut rest = Vec::new();
        while self.read(&mut rest)? > 0 && rest.len() < 1 << 20 {}
        Ok(())
    }
}

struct Head {
    method: String,
    path: String,
    length: usize,
    /// The client waits for a word before it sends the body.
    waits: bool,
}

/// Parses a head, and says where it ends; `None` while it is not whole.
fn parse_head(bytes: &[u8]) -> Result<Option<(Head, usize)>, Reply> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let bad = || Reply::text(400, "not an HTTP request\n");
    let httparse::Status::Complete(at) = parsed.parse(bytes).map_err(|_| bad())? else { return Ok(None) };
    let value = |name: &str| {
        let mut found = parsed.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        (found.next().map(|header| header.value), found.next().is_some())
    };
    let length = match (value("content-length"), value("transfer-encoding")) {
        (_, (Some(_), _)) => return Err(Reply::text(411, "a body needs a Content-Length\n")),
        // Two lengths: whoever stands before this server may believe the other one.
        ((_, true), _) => return Err(bad()),
        ((None, _), _) => 0,
        ((Some(length), _), _) => match std::str::from_utf8(length).ok().map(str::trim) {
            Some(digits) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                digits.parse().unwrap_or(usize::MAX)
            }
            _ => return Err(bad()),
        },
    };
    let waits = value("expect").0.is_some_and(|expect| expect.eq_ignore_ascii_case(b"100-continue"));
    let (method, path) = (parsed.method.unwrap_or_default().to_owned(), parsed.path.unwrap_or_default().to_owned());
    Ok(Some((Head { method, path, length, waits }, at)))
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        422 => "Unprocessable Entity",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { body: 100, time: Duration::from_secs(30), workers: 2 };

    /// A server that says what it was asked; the test's end ends it.
    fn echo(limits: Limits) -> SocketAddr {
        let server = Server::bind("127.0.0.1:0").unwrap();
        let address = server.address().unwrap();
        std::thread::spawn(move || {
            server.serve(limits, &|request| {
                let body = String::from_utf8_lossy(&request.body);
                Reply::text(200, format!("{} {} {body}", request.method, request.path))
            });
        });
        address
    }

    fn ask(address: SocketAddr, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    }

    #[test]
    fn a_request_is_answered() {
        let at = echo(LIMITS);
        let answer = ask(at, b"POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nPOST /a?b hi"), "{answer}");
        assert!(ask(at, b"GET / HTTP/1.1\r\n\r\n").ends_with("GET / "));
        let waits = ask(at, b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n!");
        assert!(waits.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"), "{waits}");
    }

    #[test]
    fn every_refusal_fires() {
        let at = echo(LIMITS);
        let long = [b"GET / HTTP/1.1\r\nA: ".as_slice(), &[b'a'; MAX_HEAD]].concat();
        for (request, status) in [
            (b"\x16\x03\x01\r\n\r\n".as_slice(), 400),
            (b"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n!", 400),
            (b"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n!", 400),
            (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n!", 400),
            (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
            (b"POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n", 413),
            (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
            (&long, 431),
        ] {
            let answer = ask(at, request);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {answer:?}");
        }
    }

    #[test]
    fn slow_senders_hold_no_worker_for_long() {
        let at = echo(Limits { time: Duration::from_millis(300), ..LIMITS });
        let mut slow: Vec<_> = (0..LIMITS.workers).map(|_| TcpStream::connect(at).unwrap()).collect();
        for stream in &mut slow {
            stream.write_all(b"POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\na").unwrap();
        }
        let asked = std::thread::spawn(move || ask(at, b"GET / HTTP/1.1\r\n\r\n"));
        // A byte now and then keeps no connection open.
        for _ in 0..8 {
            std::thread::sleep(Duration::from_millis(100));
            for stream in &mut slow {
                let _ = stream.write_all(b"a");
            }
        }
        assert!(asked.join().unwrap().starts_with("HTTP/1.1 200 OK"));
    }
}
