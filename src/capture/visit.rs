//! From an address to its page: each redirect is an exchange of its own, and is kept.

use std::time::Duration;

use url::Url;

use crate::net::{Exchange, FetchError, Fetcher, address};
use crate::timestamp::Timestamp;

/// An address that was followed to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    hops: Vec<Hop>,
}

/// One exchange, and when it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// By the clock of this machine.
    pub at: Timestamp,
    /// What was asked and answered.
    pub exchange: Exchange,
}

/// What a visit needs from outside, beside the network.
pub struct Turns<'a> {
    /// Most redirects that are followed.
    pub redirects: usize,
    /// Called before each request with its address: waits until the host may be asked again, and gives the time; an error
    /// where that is not to be waited for.
    pub turn: &'a dyn Fn(&Url) -> Result<Timestamp, VisitError>,
}

/// Why an address led nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitError {
    /// One of the requests. The address is that of the request, if a redirect led to it.
    #[error("{}{source}", .by_way_of.as_ref().map(|url| format!("redirected to {url}: ")).unwrap_or_default())]
    Fetch {
        /// Where a redirect led.
        by_way_of: Option<String>,
        /// Why it failed.
        source: FetchError,
    },
    /// A redirect to an address that is not fetched.
    #[error("redirected to an address that is not followed: {0}")]
    Location(FetchError),
    /// A redirect that says no place.
    #[error("the server redirects and does not say where to")]
    NoLocation,
    /// Redirects in a circle.
    #[error("redirected in a circle, back to {0}")]
    Circle(Url),
    /// The host asked for a longer pause than is waited for, and is not asked.
    #[error("not fetched: {host} asks for a pause of {seconds} seconds, and the longest allowed is {} (--max-wait)", .most.as_secs())]
    NotNow {
        /// Which host.
        host: String,
        /// For how many seconds it still wants to be left alone, rounded up.
        seconds: u64,
        /// How long is waited at most.
        most: Duration,
    },
    /// More redirects than are followed.
    #[error("redirected more than {0} times")]
    TooMany(usize),
}

impl Visit {
    /// The exchanges in their order; never none.
    pub fn hops(&self) -> &[Hop] {
        &self.hops
    }

    /// The last exchange: that of the page.
    pub fn last(&self) -> &Hop {
        // `visit` makes none without a hop.
        &self.hops[self.hops.len() - 1]
    }

    /// When the page was asked for.
    pub fn at(&self) -> Timestamp {
        self.last().at
    }
}

/// Follows an address to what is no redirect.
///
/// # Errors
/// See [`VisitError`]. A page that is not there is no error: its status says so.
pub fn visit(fetcher: &Fetcher, first: &Url, turns: &Turns<'_>) -> Result<Visit, VisitError> {
    let mut hops: Vec<Hop> = Vec::new();
    let mut url = first.clone();
    loop {
        let at = (turns.turn)(&url)?;
        let by_way_of = (!hops.is_empty()).then(|| url.to_string());
        let exchange = fetcher.get(&url, &[]).map_err(|source| VisitError::Fetch { by_way_of, source })?;
        let next = next(&exchange)?;
        hops.push(Hop { at, exchange });
        let Some(next) = next else { return Ok(Visit { hops }) };
        if hops.iter().any(|hop| hop.exchange.url == next) {
            return Err(VisitError::Circle(next));
        }
        if hops.len() > turns.redirects {
            return Err(VisitError::TooMany(turns.redirects));
        }
        url = next;
    }
}

/// Where a redirect leads (RFC 9110 §15.4). Each goes through the same gate as an address that a person wrote: a page must
/// not send this machine to a file, or to a neighbour.
fn next(exchange: &Exchange) -> Result<Option<Url>, VisitError> {
    if !matches!(exchange.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = exchange.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
    let (_, location) = location.ok_or(VisitError::NoLocation)?;
    let joined = exchange.url.join(location).map_err(|error| FetchError::Address(error.to_string()));
    joined.and_then(|url| address(url.as_str())).map(Some).map_err(VisitError::Location)
}
