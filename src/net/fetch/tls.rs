//! Exchanges over TLS 1.2 and 1.3.

use std::io::Write as _;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};
use url::{Host, Url};

use super::wire::Timed;
use super::{FetchError, Secured, host, message};

/// Believes Mozilla's roots, and those that are given as PEM.
pub(super) fn config(roots: &[u8]) -> Result<Arc<ClientConfig>, FetchError> {
    let wrong = |error: &dyn ToString| FetchError::Roots(error.to_string());
    let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let before = store.len();
    for certificate in CertificateDer::pem_slice_iter(roots) {
        store.add(certificate.map_err(|error| wrong(&error))?).map_err(|error| wrong(&error))?;
    }
    if !roots.is_empty() && store.len() == before {
        return Err(wrong(&"there is none in PEM form"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = builder.map_err(|error| wrong(&error))?.with_root_certificates(store).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Sends a request and reads the response.
pub(super) fn ask(
    config: &Arc<ClientConfig>,
    url: &Url,
    mut stream: Timed,
    request: &[u8],
    most: u64,
) -> Result<(message::Whole, Option<Secured>), FetchError> {
    let name = match host(url)? {
        Host::Domain(name) => {
            ServerName::try_from(name.to_owned()).map_err(|error| FetchError::Address(error.to_string()))?
        }
        Host::Ipv4(ip) => ServerName::from(std::net::IpAddr::from(ip)),
        Host::Ipv6(ip) => ServerName::from(std::net::IpAddr::from(ip)),
    };
    let mut tls = ClientConnection::new(config.clone(), name).map_err(|error| FetchError::Tls(error.to_string()))?;
    // The whole handshake first: nothing is sent to a server that is not believed.
    while tls.is_handshaking() {
        tls.complete_io(&mut stream).map_err(of_tls)?;
    }
    let secured = secured(&tls);
    let mut wire = Stream::new(&mut tls, &mut stream);
    wire.write_all(request).map_err(of_tls)?;
    // An end without TLS's own farewell comes as an error: someone on the way may have cut it (RFC 9112 §9.8).
    let whole = message::read(&mut wire, most)?;
    Ok((whole, secured))
}

fn secured(tls: &ClientConnection) -> Option<Secured> {
    let certificate = tls.peer_certificates()?.first()?.to_vec();
    let version = format!("{:?}", tls.protocol_version()?);
    let suite = format!("{:?}", tls.negotiated_cipher_suite()?.suite());
    Some(Secured { certificate, version, suite })
}

/// rustls hands its own errors on as I/O errors.
fn of_tls(error: std::io::Error) -> FetchError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(error) => FetchError::Tls(error.to_string()),
        None => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_that_cannot_be_read_are_told() {
        for bad in [b"not PEM".as_slice(), b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(matches!(config(bad), Err(FetchError::Roots(_))));
        }
    }
}
