//! `kzarchive diff`

use std::path::Path;

use super::show::{archive_path, own_keys};
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::diff::compare;
use crate::extract::Extractor;
use crate::ledger::{Ledger, ReadSealedError, State, Statements, read_log, read_manifests, read_sealed};
use crate::report::differences;
use crate::store::{Archive, StoreError, read_as, read_file};
use crate::text::{Charset, decode};

/// The largest file that is compared, in bytes.
const LARGEST: u64 = 64 << 20;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
A changed number, name or quotation mark is called substantive, a changed space cosmetic, anything else wording.

Examples:
  kzarchive diff archive/newer.txt
  kzarchive diff archive/statement.txt download.txt")]
pub(super) struct Args {
    /// The older text, sealed or not; given alone, a newer text, to be compared with the one it superseded
    #[arg(value_name = "OLDER")]
    older: String,
    /// The newer text
    #[arg(value_name = "NEWER")]
    newer: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let sealed = Sealed::read(context)?;
    let (older, newer) = match &args.newer {
        Some(newer) => (args.older.clone(), newer),
        None => (sealed.superseded_by(&args.older)?, &args.older),
    };
    let (older, newer) = (sealed.text(&older)?, sealed.text(newer)?);
    context.print(&differences(&compare(&older, &newer), context.paint()))?;
    Ok(Exit::Good)
}

/// What is sealed, if there is an archive: files are compared without one, too.
struct Sealed(Option<(Archive, Statements, Ledger)>);

impl Sealed {
    fn read(context: &Context) -> Result<Self, CliError> {
        let archive = match context.archive() {
            Err(CliError::Store(StoreError::NoArchive(_))) => return Ok(Self(None)),
            archive => archive?,
        };
        let origin = archive.settings()?.origin;
        let read = || {
            let (keys, entries) = (own_keys(&archive)?, read_log(&archive)?);
            Ok::<_, CliError>(read_manifests(&archive, Some(&origin), &entries, &keys))
        };
        let (mut statements, _) = steadily(context, &archive, read, Result::is_ok)?;
        let (ledger, _) = Ledger::of(&mut statements);
        Ok(Self(Some((archive, statements, ledger))))
    }

    fn superseded_by(&self, newer: &str) -> Result<String, CliError> {
        let none = || CliError::NoOlder(newer.to_owned());
        let (archive, statements, _) = self.0.as_ref().ok_or_else(none)?;
        let newer = archive_path(archive, newer)?;
        let older = statements.successions.iter().find(|(path, _)| *path == newer);
        Ok(older.ok_or_else(none)?.1.path.to_string())
    }

    /// A sealed text by its path, decoded as it was sealed; else a file.
    fn text(&self, name: &str) -> Result<String, CliError> {
        if let Some((archive, _, ledger)) = &self.0
            && let Ok(path) = archive_path(archive, name)
            && let Some(sealed) = ledger.get(&path)
        {
            let elsewhere = match sealed.state {
                _ if ledger.is_withdrawn(&path) => Some("was withdrawn"),
                State::Withheld | State::Committed => Some("is withheld"),
                State::Present => None,
            };
            if let Some(why) = elsewhere {
                return Err(CliError::NotHere(path.to_string(), why));
            }
            // Compared as the sealed text, a changed one would pass for it.
            let bytes = read_sealed(archive, sealed).map_err(|error| match error {
                ReadSealedError::TooLarge(limit) => StoreError::TooLarge { path: path.as_str().into(), limit }.into(),
                ReadSealedError::Longer | ReadSealedError::Altered => CliError::NotAsSealed(path.to_string()),
                ReadSealedError::Store(error) => error.into(),
            })?;
            // A text that another version derived is not compared with one that this version derives.
            let extractor = sealed.extractor.ok_or_else(|| CliError::NoText(path.to_string()))?;
            return readable(name, extractor, &bytes, sealed.charset);
        }
        let extractor = Extractor::for_media_type(Extractor::media_type(name));
        readable(name, extractor, &read_file(Path::new(name), LARGEST)?, None)
    }
}

/// What people read of a file: of a page its text, not its markup, sealed or not.
fn readable(name: &str, extractor: Extractor, bytes: &[u8], charset: Option<Charset>) -> Result<String, CliError> {
    match extractor {
        Extractor::Plain => {
            let decoded = decode(bytes, charset).map_err(|why| CliError::Text(name.to_owned(), why))?;
            Ok(decoded.text.into_owned())
        }
        extractor => {
            let (text, _) = read_as(extractor, bytes, charset).ok_or_else(|| CliError::NoText(name.to_owned()))?;
            Ok(text.into_owned())
        }
    }
}
