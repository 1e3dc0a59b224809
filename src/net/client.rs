//! One POST.

use std::time::Duration;

/// How long an answer may take, from the look-up of the name to the last byte.
const TIME: Duration = Duration::from_secs(30);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, as written.
    pub content_type: Option<String>,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Why nothing came back. Whoever asked names the address.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// Another scheme than `http`.
    #[error("not an http:// address")]
    Scheme,
    /// No connection, no answer in time, or one that is not HTTP.
    #[error("{0}")]
    Transport(String),
    /// A body longer than was asked for.
    #[error("the answer is too long")]
    TooLong,
}

/// Sends a body, and reads the answer of at most `limit` bytes. Follows no redirect, and asks no proxy.
///
/// # Errors
/// See [`NetError`]. Any HTTP status is an answer.
pub fn post(url: &str, body: &[u8], limit: usize) -> Result<Response, NetError> {
    if !url.starts_with("http://") {
        return Err(NetError::Scheme);
    }
    let transport = |error: ureq::Error| match error {
        ureq::Error::BodyExceedsLimit(_) => NetError::TooLong,
        error => NetError::Transport(error.to_string()),
    };
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(TIME))
        .build();
    let mut response =
        ureq::Agent::new_with_config(config).post(url).content_type("text/plain").send(body).map_err(transport)?;
    let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(limit as u64).read_to_vec().map_err(transport)?;
    Ok(Response { status, content_type, body })
}
