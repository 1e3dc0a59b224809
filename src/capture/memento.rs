//! The same page in a web archive, found by way of its TimeGate (RFC 7089 §4). Asked only when a person says so: it tells a
//! third party what is being archived.

use url::Url;

use crate::net::{FetchError, Fetcher, address};

/// Why no copy was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MementoError {
    /// The request.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It answered, and named none.
    #[error("it answered with status {0} and named no copy")]
    None(u16),
}

/// The address of the newest copy that an archive names. `gate` is the beginning of a TimeGate's address, to which that of
/// the page is added, as in `https://web.archive.org/web/`. The copy itself is not fetched.
///
/// # Errors
/// See [`MementoError`].
pub fn memento(fetcher: &Fetcher, gate: &str, url: &Url) -> Result<Url, MementoError> {
    let exchange = fetcher.get(&address(&format!("{gate}{url}"))?, &[])?;
    let field = |name: &str| exchange.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    let named = match exchange.status {
        // A gate that is its own copy says so (RFC 7089 §4.2): it has a date.
        200 if field("memento-datetime").is_some() => match field("content-location") {
            Some((_, to)) => Some(to.clone()),
            None => Some(exchange.url.to_string()),
        },
        301..=303 | 307 | 308 => field("location").map(|(_, to)| to.clone()),
        _ => None,
    };
    let named = named.ok_or(MementoError::None(exchange.status))?;
    let copy = exchange.url.join(&named).map_err(|error| FetchError::Address(error.to_string()))?;
    Ok(address(copy.as_str())?)
}
