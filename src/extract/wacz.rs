//! WACZ packages: a zip of WARC files, an index of them, a list of pages, and digests of all.

use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read};

use serde_json::Value;
use zip::ZipArchive;

use super::warc::{self, Plain, Record};
use super::{ExtractError, Extracted, PackageSignature, signature};
use crate::digest::Digest;
use crate::path::ArchivePath;

/// All members together, decompressed, in bytes.
const LARGEST: u64 = 512 << 20;
const MOST_MEMBERS: usize = 10_000;
const PACKAGE: &str = "datapackage.json";
const PACKAGE_DIGEST: &str = "datapackage-digest.json";

type Members = BTreeMap<String, Vec<u8>>;

pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let members = members(bytes)?;
    let signature = verify_package(&members)?;
    let warcs: Vec<(&str, Plain)> = members
        .iter()
        .filter(|(name, _)| name.starts_with("archive/") && (name.ends_with(".warc") || name.ends_with(".warc.gz")))
        .map(|(name, bytes)| Ok((name.as_str(), warc::plain(bytes)?)))
        .collect::<Result<_, ExtractError>>()?;
    let records: Vec<(&str, Vec<Record<'_>>)> =
        warcs.iter().map(|(name, plain)| Ok((*name, warc::records(plain)?))).collect::<Result<_, ExtractError>>()?;
    for (name, index) in members.iter().filter(|(name, _)| name.starts_with("indexes/")) {
        verify_index(name, index, &warcs, &records)?;
    }
    let pages = page_list(&members)?;
    let all: Vec<Record<'_>> = records.into_iter().flat_map(|(_, records)| records).collect();
    let found = warc::pages(&all, |url| pages.as_ref().is_none_or(|pages| pages.contains(url)))?;
    Ok(Extracted { signature: Some(signature), ..found })
}

/// All members in memory. Nothing is written anywhere, but a package with such names was made to be written somewhere.
fn members(bytes: &[u8]) -> Result<Members, ExtractError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong("the zip", error.to_string()))?;
    if zip.len() > MOST_MEMBERS {
        return Err(wrong("the zip", format!("more than {MOST_MEMBERS} members")));
    }
    let (mut members, mut keys, mut left) = (Members::new(), HashSet::new(), LARGEST);
    for index in 0..zip.len() {
        let mut member = zip.by_index(index).map_err(|error| wrong("a member", error.to_string()))?;
        let name = member.name().map_err(|error| wrong("a member", error.to_string()))?.into_owned();
        // A folder.
        if name.ends_with('/') {
            continue;
        }
        let path: ArchivePath = name.parse().map_err(|why: crate::path::PathError| wrong(&name, why.to_string()))?;
        if name.contains(':') {
            return Err(wrong(&name, "the path has a colon: a drive, or a stream, on Windows"));
        }
        if !keys.insert(path.collision_key().into_owned()) {
            return Err(wrong(&name, "two members have this name, or some file system takes their names for one"));
        }
        let mut content = Vec::new();
        let read = (&mut member).take(left + 1).read_to_end(&mut content);
        let size = content.len() as u64;
        left = left.checked_sub(size).ok_or(ExtractError::Bomb { what: "the package".to_owned(), limit: LARGEST })?;
        read.map_err(|error| wrong(&name, error.to_string()))?;
        members.insert(name, content);
    }
    Ok(members)
}

/// Compares the digests of `datapackage.json` (WACZ 1.1.1 §5.2.1), and its own where `datapackage-digest.json` states it; tells
/// what the signature there says.
fn verify_package(members: &Members) -> Result<PackageSignature, ExtractError> {
    let package = members.get(PACKAGE).ok_or_else(|| wrong(PACKAGE, "it is missing"))?;
    let mut signature = PackageSignature::Absent;
    if let Some(digest) = members.get(PACKAGE_DIGEST) {
        let (stated, own) = (json(PACKAGE_DIGEST, digest)?, format!("sha256:{}", Digest::of(package)));
        if stated["hash"].as_str() != Some(&own) {
            return Err(wrong(PACKAGE, "its bytes are not those of datapackage-digest.json"));
        }
        signature = signature::judge(&stated, &own);
    }
    let mut listed = HashSet::new();
    for resource in json(PACKAGE, package)?["resources"].as_array().into_iter().flatten() {
        let path = resource["path"].as_str().ok_or_else(|| wrong(PACKAGE, "a resource has no path"))?;
        let bytes = members.get(path).ok_or_else(|| wrong(path, "datapackage.json lists it, and it is missing"))?;
        if resource["hash"].as_str() != Some(&*format!("sha256:{}", Digest::of(bytes))) {
            return Err(wrong(path, "its bytes are not those of its digest in datapackage.json"));
        }
        listed.insert(path.to_owned());
    }
    match members.keys().find(|name| !listed.contains(*name) && *name != PACKAGE && *name != PACKAGE_DIGEST) {
        Some(name) => Err(wrong(name, "datapackage.json does not list it")),
        None => Ok(signature),
    }
}

/// Every line of a CDXJ index names a record that is there, with its digest.
fn verify_index(
    name: &str,
    index: &[u8],
    warcs: &[(&str, Plain)],
    records: &[(&str, Vec<Record<'_>>)],
) -> Result<(), ExtractError> {
    let index = match name {
        name if name.ends_with(".cdx.gz") || name.ends_with(".cdxj.gz") => warc::plain(index)?.bytes,
        name if name.ends_with(".cdx") || name.ends_with(".cdxj") => index.to_vec(),
        _ => return Ok(()),
    };
    for line in String::from_utf8_lossy(&index).lines().filter(|line| !line.is_empty() && !line.starts_with('!')) {
        let entry = line.find('{').map(|at| json(name, &line.as_bytes()[at..])).transpose()?;
        let entry = entry.ok_or_else(|| wrong(name, "a line has no JSON"))?;
        let number = |key: &str| entry[key].as_u64().or_else(|| entry[key].as_str()?.parse().ok());
        let file = entry["filename"].as_str().map(|file| format!("archive/{}", file.trim_start_matches("archive/")));
        let at = file.as_deref().and_then(|file| warcs.iter().position(|(name, _)| *name == file));
        let found = at.zip(number("offset")).and_then(|(at, offset)| {
            let members = &warcs[at].1.members;
            let plain = match members.is_empty() {
                true => offset,
                false => members.iter().find(|(stored, _)| *stored == offset)?.1,
            };
            records[at].1.iter().find(|record| record.offset == plain)
        });
        let record = found.ok_or_else(|| wrong(name, "a line names a record that is not there"))?;
        let stated = record.head.get("WARC-Payload-Digest");
        let same =
            |digest: &str| stated.is_none_or(|stated| stated == digest || stated.ends_with(&format!(":{digest}")));
        if !entry["digest"].as_str().is_none_or(same) {
            return Err(wrong(name, "a line has another digest than its record"));
        }
    }
    Ok(())
}

/// Addresses of pages (WACZ 1.1.1 §5.1.3); nothing if the package lists none.
fn page_list(members: &Members) -> Result<Option<HashSet<String>>, ExtractError> {
    const PAGES: &str = "pages/pages.jsonl";
    let Some(list) = members.get(PAGES) else { return Ok(None) };
    let mut pages = HashSet::new();
    for line in list.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        pages.extend(json(PAGES, line)?["url"].as_str().map(str::to_owned));
    }
    Ok((!pages.is_empty()).then_some(pages))
}

fn json(member: &str, bytes: &[u8]) -> Result<Value, ExtractError> {
    serde_json::from_slice(bytes).map_err(|error| wrong(member, error.to_string()))
}

fn wrong(member: &str, why: impl Into<String>) -> ExtractError {
    ExtractError::Wacz { member: member.to_owned(), why: why.into() }
}
