//! WARC files, 1.0 and 1.1 (ISO 28500), plain or with one gzip member a record (annex D).

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use sha1::Digest as _;

use super::http::{self, Head};
use super::{ExtractError, Extracted, Extractor, charset};
use crate::digest::Digest;
use crate::text::{decode, normalise};

/// The largest file once its members are decompressed, in bytes.
const LARGEST: u64 = 512 << 20;
const MOST_RECORDS: usize = 100_000;

/// One record.
pub(super) struct Record<'a> {
    /// Where it begins in the decompressed file.
    pub(super) offset: u64,
    pub(super) head: Head<'a>,
    pub(super) block: &'a [u8],
}

/// A file's records in plain form, and where each gzip member begins: in the file, and decompressed.
pub(super) struct Plain {
    pub(super) bytes: Vec<u8>,
    pub(super) members: Vec<(u64, u64)>,
}

pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let plain = plain(bytes)?;
    pages(&records(&plain)?, |_| true)
}

pub(super) fn plain(bytes: &[u8]) -> Result<Plain, ExtractError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Plain { bytes: bytes.to_vec(), members: Vec::new() });
    }
    let (mut rest, mut out, mut members) = (bytes, Vec::new(), Vec::new());
    while !rest.is_empty() {
        let offset = out.len() as u64;
        members.push(((bytes.len() - rest.len()) as u64, offset));
        let mut member = flate2::bufread::GzDecoder::new(rest);
        let read = (&mut member).take(LARGEST + 1 - offset).read_to_end(&mut out);
        if out.len() as u64 > LARGEST {
            return Err(ExtractError::Bomb { what: "the WARC file".to_owned(), limit: LARGEST });
        }
        read.map_err(|error| wrong(offset, format!("its gzip member: {error}")))?;
        rest = member.into_inner();
    }
    Ok(Plain { bytes: out, members })
}

/// All records, their digests compared.
pub(super) fn records(plain: &Plain) -> Result<Vec<Record<'_>>, ExtractError> {
    let (bytes, mut at, mut found) = (&plain.bytes[..], 0usize, Vec::new());
    while at < bytes.len() {
        let offset = at as u64;
        let head = http::head(&bytes[at..]).ok_or_else(|| wrong(offset, "it has no head"))?;
        if !matches!(head.first, "WARC/1.0" | "WARC/1.1") {
            return Err(wrong(offset, "it does not begin with WARC/1.0 or WARC/1.1"));
        }
        let length = head.get("Content-Length").and_then(|length| length.parse::<usize>().ok());
        let length = length.ok_or_else(|| wrong(offset, "it has no Content-Length"))?;
        let end = length.checked_add(4).and_then(|end| head.rest.get(..end)).filter(|all| all.ends_with(b"\r\n\r\n"));
        let block =
            &end.ok_or_else(|| wrong(offset, "it is cut off, or its Content-Length is not its length"))?[..length];
        at = bytes.len() - head.rest.len() + length + 4;
        check(&head, "WARC-Block-Digest", &[block]).map_err(|why| wrong(offset, why))?;
        found.push(Record { offset, head, block });
        if found.len() > MOST_RECORDS {
            return Err(wrong(offset, format!("more than {MOST_RECORDS} records")));
        }
    }
    // One member over many records cannot be opened at a record, and other readers refuse it.
    let one_each = plain.members.is_empty()
        || plain.members.iter().map(|(_, start)| *start).eq(found.iter().map(|record| record.offset));
    if !one_each {
        return Err(wrong(0, "it is compressed, and not record by record"));
    }
    Ok(found)
}

/// The texts of all pages one after the other; `is_page` tells addresses of pages from those of their parts.
pub(super) fn pages(records: &[Record<'_>], is_page: impl Fn(&str) -> bool) -> Result<Extracted, ExtractError> {
    let (mut pages, mut redirects, mut tool) = (Vec::new(), HashMap::new(), None);
    for record in records {
        let wrong = |why: String| wrong(record.offset, why);
        let url = record.head.get("WARC-Target-URI").map(|url| url.trim_matches(['<', '>']).to_owned());
        match (record.head.get("WARC-Type"), url) {
            (Some("warcinfo"), _) => tool = tool.or_else(|| software(record.block)),
            (Some("response"), Some(url)) if url.starts_with("http") => {
                let http = http::head(record.block).ok_or_else(|| wrong("its response has no head".to_owned()))?;
                let status = http.first.split(' ').nth(1).unwrap_or_default().to_owned();
                let body = body(record, &http, &url)?;
                match (http.get("Location"), status.as_bytes()) {
                    (Some(to), [b'3', ..]) => drop(redirects.insert(joined_to(&url, to), url)),
                    _ if status == "200" && is_page(&url) => {
                        pages.extend(page(
                            &record.head,
                            url,
                            &status,
                            http.get("Content-Type"),
                            http.fields.clone(),
                            body,
                        )?);
                    }
                    _ => {}
                }
            }
            (Some("resource"), Some(url)) if is_page(&url) => {
                check(&record.head, "WARC-Payload-Digest", &[record.block]).map_err(wrong)?;
                let media_type = record.head.get("Content-Type");
                pages.extend(page(&record.head, url, "", media_type, Vec::new(), record.block.to_vec())?);
            }
            _ => {}
        }
    }
    joined(pages, &redirects, tool)
}

/// The payload of a response without its codings.
fn body(record: &Record<'_>, http: &Head<'_>, url: &str) -> Result<Vec<u8>, ExtractError> {
    let wrong = |why: String| wrong(record.offset, why);
    let chunked = http.get("Transfer-Encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    let entity = if chunked { http::without_chunks(http.rest).map_err(wrong)? } else { http.rest.to_vec() };
    // The standard has it over the entity; widespread writers have it over the body as it was sent.
    check(&record.head, "WARC-Payload-Digest", &[&entity, http.rest]).map_err(wrong)?;
    http::without_codings(entity, http.get("Content-Encoding").unwrap_or_default(), &format!("the page {url}"))
}

fn page(
    record: &Head<'_>,
    url: String,
    status: &str,
    media_type: Option<&str>,
    http_headers: Vec<(String, String)>,
    body: Vec<u8>,
) -> Result<Option<Extracted>, ExtractError> {
    let media_type = media_type.unwrap_or_default();
    let text = match Extractor::for_media_type(media_type) {
        Extractor::Plain if media_type.starts_with("text/plain") => plain_text(&body, media_type),
        Extractor::Html => super::html::extract(&body, charset::of_media_type(media_type)),
        Extractor::Pdf => super::pdf::extract(&body),
        _ => return Ok(None),
    };
    let mut page = text?;
    page.payload = Some(Digest::of(&body));
    let mut say = |key: &str, value: &str| {
        if !value.is_empty() {
            page.own.insert(key.to_owned(), value.to_owned());
        }
    };
    // What the record says of the retrieval stands above what the page says of itself.
    say("url", &url);
    say("http_status", status);
    say("retrieved_at", record.get("WARC-Date").unwrap_or_default());
    page.http_headers = http_headers;
    Ok(Some(page))
}

fn plain_text(body: &[u8], media_type: &str) -> Result<Extracted, ExtractError> {
    let decoded = decode(body, charset::of_media_type(media_type))?;
    let text = normalise(&decoded.text)?;
    Ok(Extracted::plain(text, decoded.charset, decoded.basis))
}

fn joined(
    pages: Vec<Extracted>,
    redirects: &HashMap<String, String>,
    tool: Option<String>,
) -> Result<Extracted, ExtractError> {
    let many = pages.len() > 1;
    // Once for all: a text that grows by a page is copied as often as there are pages.
    let texts: Vec<&str> = pages.iter().map(|page| &*page.text).collect();
    let text = normalise(&texts.join("\n"))?;
    let left_out = pages.iter().fold(0u32, |sum, page| sum.saturating_add(page.left_out));
    let first = pages.into_iter().next().ok_or(ExtractError::NoText)?;
    let mut all = Extracted { text, left_out, ..first };
    if many {
        // What one of them says is not said of all.
        (all.own, all.http_headers, all.visible) = (BTreeMap::new(), Vec::new(), None);
        all.payload = None;
    } else if let Some(last) = all.own.get("url").cloned() {
        let mut way = vec![&last];
        // As many as browsers follow. Records can lead in a circle, too: then the way begins where it closes.
        while let Some(before) = redirects.get(way[0]).filter(|before| way.len() <= 20 && !way.contains(before)) {
            way.insert(0, before);
        }
        if let [first, between @ .., _] = &way[..] {
            all.own.insert("url".to_owned(), (*first).clone());
            all.own.insert("final_url".to_owned(), last.clone());
            all.redirects = between.iter().map(|url| (*url).clone()).collect();
        }
    }
    all.own.insert("method".to_owned(), "warc-import".to_owned());
    all.own.extend(tool.map(|tool| ("tool".to_owned(), tool)));
    Ok(all)
}

/// Where a `Location` leads, which may be relative to the page that has it.
fn joined_to(url: &str, location: &str) -> String {
    let to = url::Url::parse(url).and_then(|base| base.join(location));
    to.map_or_else(|_| location.to_owned(), |to| to.to_string())
}

/// The program named by a `warcinfo` record.
fn software(block: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(block).ok()?;
    text.lines().find_map(|line| line.strip_prefix("software:")).map(|value| value.trim().to_owned())
}

/// Compares a digest that a record states, `sha1:BASE32` or `sha256:` in base32 or hex, with those that it may mean.
fn check(head: &Head<'_>, name: &str, candidates: &[&[u8]]) -> Result<(), String> {
    let Some((algorithm, stated)) = head.get(name).and_then(|value| value.split_once(':')) else { return Ok(()) };
    let digest = |bytes: &[u8]| match algorithm.to_ascii_lowercase().as_str() {
        "sha1" => Some(sha1::Sha1::digest(bytes).to_vec()),
        "sha256" | "sha-256" => Some(sha2::Sha256::digest(bytes).to_vec()),
        _ => None,
    };
    let said = |digest: &[u8]| {
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        stated.eq_ignore_ascii_case(&hex) || stated.trim_end_matches('=').eq_ignore_ascii_case(&base32(digest))
    };
    match candidates.iter().map(|bytes| digest(bytes)).collect::<Option<Vec<_>>>() {
        // MD5 and what else there is: not compared, and nothing is claimed by it.
        None => Ok(()),
        Some(digests) if digests.iter().any(|digest| said(digest)) => Ok(()),
        Some(_) => Err(format!("its bytes are not those of its {name}")),
    }
}

/// RFC 4648 §6, without padding.
fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let letter = |index: usize| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[index] as char;
    (0..bytes.len() * 8)
        .step_by(5)
        .map(|start| letter((start..start + 5).fold(0, |sum, at| sum * 2 + usize::from(bit(at)))))
        .collect()
}

fn wrong(offset: u64, why: impl Into<String>) -> ExtractError {
    ExtractError::Warc { offset, why: why.into() }
}
