//! `kzarchive show` and `kzarchive log`

use std::path::Path;

use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::ledger::{Account, Believed, KeyFiles, Scope, State, read_log};
use crate::log::Entry;
use crate::manifest::{Manifest, authenticate};
use crate::path::ArchivePath;
use crate::report::clean;
use crate::store::{Archive, Cache, canonical, layout};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kzarchive show archive/tally.txt
  kzarchive show manifests/20220112T101500Z-3fa9c1d2.json")]
pub(super) struct Args {
    /// A document or a manifest, by its path in the archive; of a manifest the name is enough
    #[arg(value_name = "DOCUMENT|MANIFEST")]
    name: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kzarchive log
  kzarchive log --documents")]
pub(super) struct LogArgs {
    /// Also list the documents of each manifest
    #[arg(long)]
    documents: bool,
}

/// A path as a person gives it: relative to the archive, or a file on disk that lies in it.
pub(super) fn archive_path(archive: &Archive, given: &str) -> Result<ArchivePath, CliError> {
    let on_disk = canonical(Path::new(given)).ok();
    let root = canonical(archive.root()).ok();
    let inside = on_disk.zip(root).and_then(|(file, root)| Some(file.strip_prefix(root).ok()?.to_str()?.to_owned()));
    let text = inside.as_deref().unwrap_or(given);
    text.parse().map_err(|why| CliError::Path(given.to_owned(), why))
}

/// The archive's own keys.
pub(super) fn own_keys(archive: &Archive) -> Result<Believed, CliError> {
    KeyFiles::of_archive(archive)?.parse().map_err(|(path, why)| CliError::Keys(path, why))
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let cache = context.cache();
    let text = steadily(context, &archive, || document_or_manifest(&archive, args, cache.as_ref()), Result::is_ok)?;
    context.print(&clean(&text))?;
    Ok(Exit::Good)
}

fn document_or_manifest(archive: &Archive, args: &Args, cache: Option<&Cache>) -> Result<String, CliError> {
    let believed = own_keys(archive)?;
    let entries = read_log(archive)?;
    // A path as well, as `seal` and `verify` print it.
    let inside = archive_path(archive, &args.name).map(|path| path.to_string()).unwrap_or_else(|_| args.name.clone());
    let name = inside.strip_prefix("manifests/").unwrap_or(&inside);
    let name = name.trim_end_matches(".sig").trim_end_matches(".json");
    let by_name = entries.as_slice().iter().find(|entry| entry.name().to_string() == name);
    if let Some(entry) = by_name {
        let text = with_manifest(archive, entry, &believed, |manifest| manifest.into_bytes())?
            .map_err(crate::seal::SealError::Form)?;
        return Ok(String::from_utf8_lossy(&text).into_owned());
    }
    let path = archive_path(archive, &args.name)?;
    let origin = archive.settings()?.origin;
    let scope = Scope::Paths(std::slice::from_ref(&path));
    let Account { ledger, .. } = Account::read(archive, &origin, &entries, &believed, (scope, cache));
    let sealed = ledger.get(&path).ok_or_else(|| CliError::NotSealed(path.to_string()))?;
    let entry = entries.as_slice().get(sealed.manifest).ok_or_else(|| CliError::NotSealed(path.to_string()))?;
    let mut text = with_manifest(archive, entry, &believed, |manifest| {
        let document = manifest.documents.iter().find(|document| document.path == path);
        let json = serde_json::to_string_pretty(&document)?;
        let (at, by) = (manifest.sealed_at, clean(&manifest.sealed_by).into_owned());
        Ok::<_, serde_json::Error>(format!("sealed at {at} by {by}, in manifests/{}.json\n{json}\n", entry.name()))
    })??;
    let state = match sealed.state {
        state if ledger.is_withdrawn(&path) => match state {
            State::Present | State::Withheld => "withdrawn: the text was taken down, entry and digest stay",
            State::Committed => "withdrawn: the text was taken down, entry and commitment stay",
        },
        State::Present => "in the archive; `kzarchive verify` says whether it is unchanged",
        State::Withheld => "withheld: kept elsewhere, the digest is stated",
        State::Committed => "withheld: kept elsewhere, a salted commitment is stated",
    };
    text += &format!("{state}\n");
    if let Some(newer) = ledger.successor(&path) {
        text += &format!("superseded by {newer}\n");
    }
    Ok(text)
}

/// Reads one manifest after checking it, and does something with it.
fn with_manifest<T>(
    archive: &Archive,
    entry: &Entry,
    believed: &Believed,
    with: impl FnOnce(Manifest<'_>) -> T,
) -> Result<T, CliError> {
    let path = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
    let bytes = archive.read(&path, crate::manifest::MAX_BYTES as u64)?;
    let signature = archive.read(&format!("{path}.sig"), crate::trust::sshsig::MAX_BYTES as u64)?;
    let distrust = |detail: String| crate::seal::SealError::NotVerified { path: path.clone(), detail };
    let authentic = authenticate(&bytes, &signature, entry.digest(), entry.name().at(), &believed.allowed)
        .map_err(|error| distrust(error.to_string()))?;
    let manifest = authentic.read().map_err(|error| distrust(error.to_string()))?;
    Ok(with(manifest))
}

pub(super) fn log(context: &Context, args: &LogArgs) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let all_believed = |listed: &Result<(String, bool), CliError>| matches!(listed, Ok((_, true)));
    let (out, _) = steadily(context, &archive, || listed(&archive, args), all_believed)?;
    context.print(&clean(&out))?;
    Ok(Exit::Good)
}

/// A line a manifest, and whether all of them are believed.
fn listed(archive: &Archive, args: &LogArgs) -> Result<(String, bool), CliError> {
    let believed = own_keys(archive)?;
    let entries = read_log(archive)?;
    let (mut out, mut all_believed) = (String::new(), true);
    for (index, entry) in entries.as_slice().iter().enumerate() {
        let line = with_manifest(archive, entry, &believed, |manifest| {
            let mut line = format!(
                "{index:>5}  {}  {:<16} {}\n",
                entry.name(),
                manifest.sealed_by.to_string(),
                manifest.summary()
            );
            if args.documents {
                for document in &manifest.documents {
                    line += &format!("       {}\n", document.path);
                }
            }
            line
        });
        all_believed &= line.is_ok();
        out += &line.unwrap_or_else(|error| format!("{index:>5}  {}  not believed: {error}\n", entry.name()));
    }
    Ok((out, all_believed))
}
