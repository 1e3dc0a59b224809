//! One GET over HTTP or HTTPS, whose bytes are kept as they came.
//!
//! Against whom: the server, and whoever chose the address. A page may be endless, slow, or say two lengths; an address may
//! name a file, or a machine behind this one's firewall. What is read is bounded in bytes and time, and the name is looked up
//! once: the address that was judged is the one that is spoken to.

mod message;
mod place;
mod tls;
mod wire;

use std::io::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use url::{Host, ParseError, Position, Url};

use wire::Timed;

/// What one fetch may cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// From the look-up of the name to the last byte.
    pub time: Duration,
    /// Bytes of a response, its head included.
    pub bytes: u64,
}

/// Which machines may be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those of the public internet.
    Public,
    /// This one and its neighbours, too.
    Anywhere,
}

/// Fetches, always in the same way.
#[derive(Clone, Debug)]
pub struct Fetcher {
    agent: String,
    budget: Budget,
    reach: Reach,
    tls: Arc<ClientConfig>,
}

/// A request and its response, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The address that was asked for.
    pub url: Url,
    /// The machine that answered.
    pub peer: IpAddr,
    /// How the connection was secured; nothing for plain HTTP.
    pub secured: Option<Secured>,
    /// The request as it was sent.
    pub request: Vec<u8>,
    /// The response as it came: head, and body with its codings on.
    pub response: Vec<u8>,
    /// Where the body begins in it.
    pub body: usize,
    /// HTTP status.
    pub status: u16,
    /// Header fields in their order; bytes that are no UTF-8 are replaced.
    pub fields: Vec<(String, String)>,
}

/// What TLS said of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secured {
    /// The server's certificate, DER (RFC 5280).
    pub certificate: Vec<u8>,
    /// Such as `TLSv1_3`.
    pub version: String,
    /// Such as `TLS13_AES_256_GCM_SHA384`.
    pub suite: String,
}

/// How the refusal of a private machine ends.
pub const PRIVATE: &str = "which is not on the public internet";

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No address, or one that must not be sent.
    #[error("not an address that can be fetched: {0}")]
    Address(String),
    /// What people leave out.
    #[error("the address has no scheme; begin it with https://")]
    NoScheme,
    /// `file:`, `javascript:` and the like.
    #[error("only http: and https: are fetched, and this is {0}:")]
    Scheme(String),
    /// A password would be stored with the page.
    #[error("the address holds a name or a password, which would be archived with the page")]
    Credentials,
    /// The name is not known.
    #[error("{host} is not found: {why}")]
    Unknown {
        /// The name.
        host: String,
        /// In the system's words.
        why: String,
    },
    /// The name leads to a machine that is not on the public internet.
    #[error("{host} is {address}, {PRIVATE}")]
    Private {
        /// The name.
        host: String,
        /// The first of its addresses.
        address: IpAddr,
    },
    /// No connection, or it broke.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// TLS was not agreed on, or the certificate is not believed.
    #[error("the server could not prove to be the right one: {0}")]
    Tls(String),
    /// Too slow.
    #[error("it took more than {} seconds", .0.as_secs())]
    Time(Duration),
    /// More bytes than are taken.
    #[error("the response is longer than {0} bytes")]
    TooLong(u64),
    /// It ended early.
    #[error("the response ended before it was whole")]
    Cut,
    /// No HTTP/1.0 or 1.1 response, or one that can be read in two ways.
    #[error("not an HTTP response: {0}")]
    NotHttp(&'static str),
    /// Roots that were given to be believed, and cannot be read.
    #[error("the certificates: {0}")]
    Roots(String),
    /// The name of this program as it was given.
    #[error("a user agent is one line of ASCII")]
    Agent,
}

/// Reads an address from outside, as browsers do; its fragment, which is never sent, is dropped.
///
/// # Errors
/// Anything but a plain `http:` or `https:` address. White space and control characters inside are refused, not dropped: what
/// is stored must be what was written.
pub fn address(text: &str) -> Result<Url, FetchError> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(FetchError::Address("it has white space or control characters".to_owned()));
    }
    match Url::parse(text) {
        // `example.org:8080/x` counts as one of the scheme `example.org`.
        Ok(url) if url.scheme().contains('.') => Err(FetchError::NoScheme),
        Err(ParseError::RelativeUrlWithoutBase) => Err(FetchError::NoScheme),
        Err(error) => Err(FetchError::Address(error.to_string())),
        Ok(url) => checked(url),
    }
}

fn checked(mut url: Url) -> Result<Url, FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    url.set_fragment(None);
    Ok(url)
}

impl Fetcher {
    /// One that calls itself `agent`, and believes servers by Mozilla's roots and by those of `roots`, PEM (RFC 7468).
    ///
    /// # Errors
    /// [`FetchError::Agent`], [`FetchError::Roots`].
    pub fn new(agent: &str, budget: Budget, reach: Reach, roots: &[u8]) -> Result<Self, FetchError> {
        if agent.is_empty() || !agent.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(FetchError::Agent);
        }
        Ok(Self { agent: agent.to_owned(), budget, reach, tls: tls::config(roots)? })
    }

    /// Fetches one address. Follows no redirect, keeps no cookie, asks no proxy. Any status is an answer.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub fn get(&self, url: &Url, more: &[(&str, &str)]) -> Result<Exchange, FetchError> {
        let url = checked(url.clone())?;
        let until = Instant::now() + self.budget.time;
        let places = place::find(&url, self.reach, until).map_err(|error| self.told(error))?;
        let stream = Timed::connect(&places, until).map_err(|error| self.told(error.into()))?;
        let peer = stream.peer().map_err(|error| self.told(error.into()))?;
        let request = self.request(&url, more);
        let (response, secured) = match url.scheme() {
            "https" => tls::ask(&self.tls, &url, stream, &request, self.budget.bytes),
            _ => ask(stream, &request, self.budget.bytes).map(|response| (response, None)),
        }
        .map_err(|error| self.told(error))?;
        let message::Whole { bytes, body, status, fields } = response;
        Ok(Exchange { url, peer, secured, request, response: bytes, body, status, fields })
    }

    fn request(&self, url: &Url, more: &[(&str, &str)]) -> Vec<u8> {
        // Ports that go without saying go unsaid; an IPv6 address keeps its brackets.
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let mut request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {}\r\n\
             Accept: text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5\r\n\
             Accept-Encoding: gzip\r\n",
            self.agent
        );
        for (name, value) in more {
            request += &format!("{name}: {value}\r\n");
        }
        request += "Connection: close\r\n\r\n";
        request.into_bytes()
    }

    /// A wait that ran out is told with how long it was.
    fn told(&self, error: FetchError) -> FetchError {
        match error {
            FetchError::Time(_) => FetchError::Time(self.budget.time),
            error => error,
        }
    }
}

fn ask(mut stream: Timed, request: &[u8], most: u64) -> Result<message::Whole, FetchError> {
    stream.write_all(request)?;
    message::read(&mut stream, most)
}

impl From<std::io::Error> for FetchError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            // A socket's time limit is reported as either.
            std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => Self::Time(Duration::ZERO),
            std::io::ErrorKind::UnexpectedEof => Self::Cut,
            _ => Self::Connection(error.to_string()),
        }
    }
}

/// The host of an address that was checked.
fn host(url: &Url) -> Result<Host<&str>, FetchError> {
    url.host().ok_or_else(|| FetchError::Address("it names no host".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_not_fetched() {
        for (text, why) in [
            ("file:///etc/passwd", "file:"),
            ("javascript:alert(1)", "javascript:"),
            ("ftp://example.org/", "ftp:"),
            ("example.org", "begin it with https://"),
            ("example.org:8080/a", "begin it with https://"),
            ("http://", "empty host"),
            ("http://a:b@example.org/", "a password"),
            ("http://a@example.org/", "a name"),
            ("http://example.org/a\r\nX: y", "white space"),
            (" http://example.org/", "white space"),
        ] {
            let told = address(text).unwrap_err().to_string();
            assert!(told.contains(why), "{text:?}: {told}");
        }
        assert_eq!(address("http://Пример.қаз:80/Қ?а=1#b").unwrap().as_str(), {
            "http://xn--e1afmkfd.xn--80ao21a/%D2%9A?%D0%B0=1"
        });
    }

    #[test]
    fn a_request_says_what_is_wanted_and_no_more() {
        let budget = Budget { time: Duration::from_secs(1), bytes: 1 };
        let fetcher = Fetcher::new("test/1", budget, Reach::Public, b"").unwrap();
        let url = address("http://[2001:db8::1]:8080/a%20b?c#d").unwrap();
        let request = String::from_utf8(fetcher.request(&url, &[("Accept-Datetime", "now")])).unwrap();
        assert!(request.starts_with("GET /a%20b?c HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\nUser-Agent: test/1\r\n"));
        assert!(request.ends_with("Accept-Encoding: gzip\r\nAccept-Datetime: now\r\nConnection: close\r\n\r\n"));
        for agent in ["", "a\r\nX: y", "ä"] {
            assert_eq!(Fetcher::new(agent, budget, Reach::Public, b"").unwrap_err(), FetchError::Agent);
        }
    }
}
