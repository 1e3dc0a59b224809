//! A visit as a WARC/1.1 file (ISO 28500:2017), one gzip member a record.
//!
//! For each exchange a `response`, its `request`, and a `metadata` record with what the bytes do not say: the certificate by
//! which the server was believed, and whence it was come to.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use url::Url;

use super::{Hop, Visit};
use crate::digest::Digest;
use crate::timestamp::Timestamp;

/// The longest part of a file's name that comes from the address.
const LONGEST_NAME: usize = 60;

/// Where a capture lies below its folder: `example.org/report-20260112T101500Z-3fa9c1d2.warc.gz`. The digits are those of the
/// whole address, whose query may be all that parts two pages.
pub fn place(url: &Url, at: Timestamp) -> String {
    let plain = |text: &str, also: &[char]| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || also.contains(&c) { c } else { '-' }).collect()
    };
    let host = plain(url.host_str().unwrap_or("unknown"), &['.']);
    let name = plain(url.path(), &[]);
    let name: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    let name = name.join("-");
    let name = match name.get(name.len().saturating_sub(LONGEST_NAME)..).unwrap_or_default() {
        "" => "index",
        // The end of an address says most about a page.
        end => end.trim_start_matches('-'),
    };
    let digest = Digest::of(url.as_str().as_bytes()).to_string();
    format!("{}/{name}-{}-{}.warc.gz", host.trim_matches('.'), at.compact(), &digest[..8])
}

/// Writes a visit down. `name` is the file's own, `tool` this program's, `random` gives 16 random bytes a call.
pub fn warc(visit: &Visit, name: &str, tool: &str, random: &dyn Fn() -> [u8; 16]) -> Vec<u8> {
    let mut file = Vec::new();
    let info = id(random);
    let about = format!(
        "software: {tool}\r\nformat: WARC File Format 1.1\r\n\
         conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    );
    let head = format!(
        "WARC-Type: warcinfo\r\nWARC-Record-ID: {info}\r\nWARC-Date: {}\r\nWARC-Filename: {name}\r\n\
         Content-Type: application/warc-fields\r\n",
        visit.hops()[0].at
    );
    record(&mut file, &head, about.as_bytes());
    let mut before: Option<&Hop> = None;
    for hop in visit.hops() {
        exchange(&mut file, hop, before, &info, random);
        before = Some(hop);
    }
    file
}

fn exchange(file: &mut Vec<u8>, hop: &Hop, before: Option<&Hop>, info: &str, random: &dyn Fn() -> [u8; 16]) {
    let (at, exchange) = (hop.at, &hop.exchange);
    let (response, url, peer) = (id(random), &exchange.url, exchange.peer);
    let common = |kind: &str, id: &str| {
        format!(
            "WARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Date: {at}\r\nWARC-Target-URI: {url}\r\n\
             WARC-Warcinfo-ID: {info}\r\n"
        )
    };
    // Over the body as it was sent: so do the writers that are widespread, and `warcio check` reads it so.
    let payload = Digest::of(&exchange.response[exchange.body..]);
    let head = common("response", &response)
        + &format!(
            "WARC-IP-Address: {peer}\r\nWARC-Payload-Digest: sha256:{payload}\r\n\
             Content-Type: application/http;msgtype=response\r\n"
        );
    record(file, &head, &exchange.response);
    let head = common("request", &id(random))
        + &format!(
            "WARC-IP-Address: {peer}\r\nWARC-Concurrent-To: {response}\r\n\
             Content-Type: application/http;msgtype=request\r\n"
        );
    record(file, &head, &exchange.request);
    let mut fields = String::new();
    if let Some(before) = before {
        fields += &format!("via: {}\r\n", before.exchange.url);
    }
    if let Some(secured) = &exchange.secured {
        let certificate = Digest::of(&secured.certificate);
        fields += &format!("tls-certificate-sha256: {certificate}\r\n");
        fields += &format!("tls-version: {}\r\ntls-cipher-suite: {}\r\n", secured.version, secured.suite);
    }
    if !fields.is_empty() {
        let head = common("metadata", &id(random))
            + &format!("WARC-Refers-To: {response}\r\nContent-Type: application/warc-fields\r\n");
        record(file, &head, fields.as_bytes());
    }
}

fn record(file: &mut Vec<u8>, fields: &str, block: &[u8]) {
    let head = format!(
        "WARC/1.1\r\n{fields}WARC-Block-Digest: sha256:{}\r\nContent-Length: {}\r\n\r\n",
        Digest::of(block),
        block.len()
    );
    let mut gzip = GzEncoder::new(file, Compression::default());
    // Into memory: it cannot fail.
    let _ = gzip.write_all(&[head.as_bytes(), block, b"\r\n\r\n"].concat()).and_then(|()| gzip.finish().map(drop));
}

/// A random UUID, version 4 (RFC 9562 §5.4), as a record's name.
fn id(random: &dyn Fn() -> [u8; 16]) -> String {
    let mut bytes = random();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("<urn:uuid:{}-{}-{}-{}-{}>", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::address;

    #[test]
    fn places_are_paths_of_an_archive_whatever_the_address() {
        let at = Timestamp::from_unix(1_641_982_500).unwrap();
        let place = |url: &str| super::place(&address(url).unwrap(), at);
        assert!(place("https://example.org/2022/report.html").starts_with("example.org/2022-report-html-2022"));
        assert!(place("https://example.org/").starts_with("example.org/index-2022"));
        assert_ne!(place("https://example.org/?id=1"), place("https://example.org/?id=2"));
        let long = format!("https://example.org/{}/end", "a/".repeat(500));
        for url in
            ["http://[::1]:8080/..%2f..%2f.git", "https://пример.қаз/%00%0a", "http://a../", "http://.git/x", &long]
        {
            let place = place(url);
            assert!(place.parse::<crate::path::ArchivePath>().is_ok(), "{url}: {place}");
            assert!(place.len() < 180, "{place}");
        }
        assert!(place(&long).contains("-end-2022"));
    }

    #[test]
    fn records_have_the_names_of_random_uuids() {
        assert_eq!(id(&|| [0xff; 16]), "<urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff>");
    }
}
