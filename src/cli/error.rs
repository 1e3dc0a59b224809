//! What goes wrong in a command.

mod hint;

use super::keys::KeyOf;
use crate::ledger::{BaseError, LogError};
use crate::prove::{BundleError, ProveError};
use crate::seal::{CorrectionError, QuotationError, Refusal, SealError, TrustError, files};
use crate::store::{AgentError, GitError, KeyringError, KnownError, Mistake, SettingsError, StoreError};
use crate::trust::secret::SecretError;

/// Why a command could not work.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    #[error("{0}: {1}")]
    Secret(String, SecretError),
    #[error(transparent)]
    Agent(#[from] AgentError),
    #[error(transparent)]
    Quotation(#[from] QuotationError),
    #[error("{0} says no figure in '{1}'")]
    NoFigure(String, String),
    #[error("'{0}' cuts the figure '{1}'; quote all of it")]
    CutFigure(String, String),
    #[error(transparent)]
    Prove(#[from] ProveError),
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Witness(#[from] Box<crate::witness::WitnessError>),
    #[error(transparent)]
    Submission(#[from] crate::witness::SubmissionError),
    #[error("{0}: {1}")]
    Submit(String, crate::witness::SubmitError),
    #[error("cannot listen on {0}: {1}")]
    Listen(String, std::io::Error),
    #[error(transparent)]
    Attach(#[from] crate::witness::AttachError),
    #[error("the key name: {0}")]
    KeyName(#[from] crate::trust::key_name::KeyNameError),
    #[error("the key of the witness: {0}")]
    Vkey(#[from] crate::trust::vkey::VerifierKeyError),
    #[error("{0}: {1}")]
    Keys(&'static str, String),
    #[error("the log's key is handed over by itself, and {} is not the one that keys/policy names", .0.display())]
    NotHandedOver(std::path::PathBuf),
    #[error(transparent)]
    Correction(#[from] CorrectionError),
    #[error(transparent)]
    Trust(#[from] TrustError),
    #[error(transparent)]
    Git(#[from] GitError),
    #[error(transparent)]
    Base(#[from] BaseError),
    #[error(transparent)]
    Known(#[from] KnownError),
    #[error("this log does not extend the one that this machine accepted before, which {} holds", .0.display())]
    Contradicts(std::path::PathBuf),
    #[error("this machine knows an archive of the origin '{0}' already")]
    KnownOrigin(String, std::path::PathBuf),
    #[error("the base '{0}' has no archive in this folder")]
    Genesis(String),
    #[error("--trust {} lies in the work tree that is judged: whoever can edit the archive can edit these keys", .0.display())]
    TrustFromBranch(std::path::PathBuf),
    #[error("--trust {} lies in the bundle: whoever made the bundle could have made these keys", .0.display())]
    TrustFromBundle(std::path::PathBuf),
    #[error("--checkpoint {} lies in the work tree that is judged: its log would be compared with itself", .0.display())]
    CheckpointFromBranch(std::path::PathBuf),
    #[error("{} would be inside the archive in {}, and be published with it", .0.display(), .1.display())]
    KeyInArchive(std::path::PathBuf, std::path::PathBuf),
    #[error("{} is no checkpoint: {}", .0.display(), .1)]
    NoCheckpoint(std::path::PathBuf, crate::log::checkpoint::CheckpointError),
    #[error("no key to sign with: {1} is not there")]
    NoKey(KeyOf, String),
    #[error("{0}")]
    Usage(&'static str),
    #[error("{0} is not an OpenSSH public key that can seal")]
    PublicKey(String),
    #[error("{0} is not a path of an archive: {1}")]
    Path(String, crate::path::PathError),
    #[error("{0}: {1}")]
    Text(String, crate::text::TextError),
    #[error("no text can be read from {0}")]
    NoText(String),
    #[error("{0} superseded no other text")]
    NoOlder(String),
    #[error("no rule or kind of failure is called '{0}'")]
    NoRule(String),
    #[error("no finding is called '{0}'")]
    NoFinding(String),
    #[error("no manifest states {0}")]
    NotSealed(String),
    #[error("{0} {1}: its text is not here to be compared")]
    NotHere(String, &'static str),
    #[error("{0} is not as it was sealed")]
    NotAsSealed(String),
    #[error("the table cannot be used")]
    Table(Vec<Refusal>),
    #[error("{} not sealed; all others are", if files(.0) == "1 file" { "1 file was".to_owned() } else { files(.0) + " were" })]
    Partly(Vec<Refusal>),
    #[error("{} cannot be sealed; all others can", files(.0))]
    NotAll(Vec<Refusal>),
    #[error("{} not captured", match .0.len() { 1 => "1 address was".to_owned(), n => format!("{n} addresses were") })]
    NotCaptured(Vec<Refusal>),
    #[error(transparent)]
    Fetch(#[from] crate::net::FetchError),
    #[error("{} is there already, and is left as it is", .0.display())]
    Workflow(std::path::PathBuf, String),
    #[error("{} is in no git work tree, and git is told nothing", .0.display())]
    NoWorkTree(std::path::PathBuf),
    #[error("the clock cannot be used: it is before 1970")]
    Clock,
    #[error("there is no home folder to keep keys in")]
    NoHome,
    #[error(transparent)]
    Holdings(#[from] crate::holdings::HoldingsError),
    #[error("the page: {0}")]
    Page(#[from] crate::report::html::PageError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl CliError {
    /// Single files behind the error.
    pub(super) fn refusals(&self) -> &[Refusal] {
        match self {
            Self::Seal(SealError::Refused(refused))
            | Self::Table(refused)
            | Self::Partly(refused)
            | Self::NotAll(refused)
            | Self::NotCaptured(refused) => refused,
            _ => &[],
        }
    }

    /// The line of kzarchive.toml behind the error.
    pub(super) fn mistake(&self) -> Option<&Mistake> {
        match self {
            Self::Settings(SettingsError::Form(mistake))
            | Self::Seal(SealError::Settings(SettingsError::Form(mistake)))
            | Self::Base(BaseError::Settings(SettingsError::Form(mistake))) => Some(mistake),
            _ => None,
        }
    }
}
