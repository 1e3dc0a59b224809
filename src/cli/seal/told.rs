//! What is said of a run: what was sealed, and beside it what somebody may not have meant.

use std::path::PathBuf;

use super::{CliError, Context, SHOWN};
use crate::path::shell_quoted;
use crate::seal::Sealing;
use crate::store::{Archive, Repository, canonical, is_there, layout};

/// What was sealed, and what was not, a line each.
pub(in crate::cli) fn summary<M>(sealing: &Sealing<M>, names: &[crate::log::ManifestName]) -> String {
    let mut out = String::new();
    for path in &sealing.already.first {
        out += &format!("unchanged  {path} is sealed already\n");
    }
    for path in &sealing.withdrawn.first {
        out += &format!("withdrawn  {path} was taken down, and is not sealed again\n");
    }
    for path in &sealing.sealed.first {
        out += &format!("sealed     {path}\n");
    }
    let listed = [&sealing.already, &sealing.withdrawn, &sealing.sealed];
    let more = listed.map(|listed| listed.count - listed.first.len()).iter().sum::<usize>();
    if more > 0 {
        out += &format!("           and {more} more\n");
    }
    for name in names.iter().take(SHOWN) {
        out += &format!("manifest   manifests/{name}.json\n");
    }
    out
}

/// Says what a run that only shows has to show of texts that get into no manifest.
pub(super) fn unchanged<M>(context: &Context, sealing: &Sealing<M>) {
    for path in &sealing.already.first {
        context.note(&format!("{path} is sealed already"));
    }
    for path in &sealing.withdrawn.first {
        context.note(&format!("{path} was taken down, and is not sealed again"));
    }
    let listed = [&sealing.already, &sealing.withdrawn];
    if let more @ 1.. = listed.map(|listed| listed.count - listed.first.len()).iter().sum::<usize>() {
        context.note(&format!("and {more} more, of which no manifest is made"));
    }
}

/// Says all that somebody may not have meant, or not have known.
pub(super) fn beside<M>(context: &Context, archive: &Archive, sealing: &Sealing<M>) -> Result<(), CliError> {
    again(context, sealing);
    exposed(context, archive, &sealing.kept_outside)?;
    differing(context, sealing);
    for (path, lines) in sealing.left_out.iter().take(SHOWN) {
        let lines = if *lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        context
            .note(&format!("{path}: {lines} with digits are shown and not in its main text; no figure is read there"));
    }
    for (path, signature) in sealing.signatures.iter().take(SHOWN) {
        context.note(&format!("{path}: {signature}"));
    }
    Ok(())
}

/// Says which texts were withdrawn, and are sealed and published by this run under another path.
fn again<M>(context: &Context, sealing: &Sealing<M>) {
    for (path, before) in sealing.again.iter().take(SHOWN) {
        context.note(&format!(
            "{path}: these bytes were withdrawn as {before}, and are published again so; if that is not meant: kzarchive withdraw {}",
            shell_quoted(path.as_str())
        ));
    }
    if let more @ 1.. = sealing.again.len().saturating_sub(SHOWN) {
        context.note(&format!("and so of {more} more"));
    }
}

/// Says which texts that are withheld, and which salts, lie where they would be published with the archive.
///
/// The danger: `git add -A` takes them along, and the text is out, or with the salt a guess at it can be checked.
fn exposed(context: &Context, archive: &Archive, texts: &[PathBuf]) -> Result<(), CliError> {
    if texts.is_empty() {
        return Ok(());
    }
    let root = canonical(archive.root())?;
    let repository = context.repository(&root).ok();
    let around = repository.as_ref().map_or(&*root, Repository::top);
    let mut exposed = Vec::new();
    for text in texts.iter().filter(|text| text.starts_with(around)) {
        let mut salt = text.clone().into_os_string();
        salt.push(layout::SALT);
        let salt = PathBuf::from(salt);
        exposed.push(text.to_string_lossy().into_owned());
        if is_there(&salt)? {
            exposed.push(salt.to_string_lossy().into_owned());
        }
    }
    // What git cannot say counts as not ignored.
    let ignored = repository.as_ref().and_then(|repository| repository.ignored(&exposed).ok()).unwrap_or_default();
    exposed.retain(|file| !ignored.contains(file));
    let (place, next) = match repository {
        Some(_) => ("the git work tree: git add takes it along", "move it out, or name it in .gitignore"),
        None => ("the archive's folder, and goes with it wherever that is copied", "move it out"),
    };
    for file in exposed.iter().take(SHOWN) {
        context.note(&format!("{file} is to be kept back, and lies in {place}; {next}"));
    }
    if let more @ 1.. = exposed.len().saturating_sub(SHOWN) {
        context.note(&format!("and so do {more} more"));
    }
    Ok(())
}

/// Says where other metadata were given than are sealed, and what states them.
fn differing<M>(context: &Context, sealing: &Sealing<M>) {
    let Some((first, _)) = sealing.differing.first() else { return };
    for (path, fields) in sealing.differing.iter().take(SHOWN) {
        context.note(&format!("{path}: not as given now is what was sealed as {}; it stays", fields.join(", ")));
    }
    if let more @ 1.. = sealing.differing.len().saturating_sub(SHOWN) {
        context.note(&format!("and so of {more} more"));
    }
    context.note(&format!(
        "what is sealed is never changed; a copy with other metadata takes its place under a path of its own: \
         kzarchive supersede {} FILE --into DIR, with all metadata",
        shell_quoted(first.as_str())
    ));
}
