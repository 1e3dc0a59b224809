//! What goes wrong in a command, and what to do next.

use super::keys::KeyOf;
use crate::ledger::{BaseError, LogError};
use crate::log::entries::EntryProblem;
use crate::net::NetError;
use crate::path::shell_quoted;
use crate::prove::{BundleError, ProveError};
use crate::report::{clean_line, nearest};
use crate::seal::{CorrectionError, QuotationError, Refusal, SealError, TrustError, files};
use crate::store::{AgentError, GitError, KeyringError, KnownError, Mistake, SettingsError, StoreError};
use crate::trust::secret::SecretError;
use crate::witness::{Refused, SubmitError, WitnessError};

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
    /// What to do next, where there is something to say.
    pub(super) fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Store(StoreError::NoArchive(_)) | Self::Settings(SettingsError::Store(StoreError::NoArchive(_))) => {
                "`kzarchive init --origin NAME` makes one; -C DIR names another folder"
            }
            Self::Store(StoreError::PartOfArchive(_)) => {
                "name a place beside archive/, manifests/ and keys/, or elsewhere"
            }
            Self::Store(StoreError::NotReplaced(_)) => "name a file that is not there yet, or a regular one",
            Self::Store(StoreError::ArchiveAbove { above, .. }) => {
                return Some(format!("name it, if it is meant: -C {}", shown(above)));
            }
            Self::Seal(SealError::Store(StoreError::AlreadyAnArchive(_))) => "`kzarchive seal` adds texts to it",
            Self::Seal(SealError::Store(StoreError::Locked(_))) => "wait until it has ended, then try again",
            Self::Log(LogError::Form(error)) | Self::Seal(SealError::Log(LogError::Form(error)))
                if error.problem == EntryProblem::Unmerged =>
            {
                "`kzarchive rebase` puts one log behind the other and signs the checkpoint"
            }
            Self::Seal(SealError::NotVerified { .. }) => "`kzarchive verify` lists all that does not hold",
            Self::Seal(SealError::NotAllowed(_)) => "name another key with --key, or let an archivist add this one",
            Self::Seal(SealError::OtherLogKey) => {
                "name the archive's log key with --log-key or KZARCHIVE_LOG_KEY; if `kzarchive key rotate-log` was \
                 interrupted, run it again"
            }
            Self::NotHandedOver(_) => "name the key that signs the log now, with --log-key or KZARCHIVE_LOG_KEY",
            Self::Trust(TrustError::NoSuchSigner(_)) => "`kzarchive key show` lists who may seal",
            Self::NotCaptured(refused) if refused.iter().any(Refusal::is_silence) => {
                "each flag takes a value or the word `unknown`, and holds for all addresses"
            }
            Self::Seal(SealError::Refused(refused)) | Self::Partly(refused) | Self::NotAll(refused)
                if refused.iter().any(Refusal::is_silence) =>
            {
                "each flag takes a value or the word `unknown`; FILE.meta.toml or --table hold them for many files"
            }
            Self::NotCaptured(refused) if refused.iter().any(|one| one.why.ends_with(crate::net::PRIVATE)) => {
                "an address of your own network is fetched with --allow-private"
            }
            Self::Keyring(KeyringError::Exposed { path, .. }) => {
                return Some(format!("if nobody else has used it: chmod 600 {}", pasted(path)));
            }
            Self::Keyring(KeyringError::Unlisted { path, .. }) => {
                return Some(format!("let yourself into it: chmod u+rwx {}", pasted(path)));
            }
            Self::KeyInArchive(..) => "name a place outside of it that nobody else can read",
            Self::NoCheckpoint(..) => "it is a copy of manifests/checkpoint as it was earlier, kept elsewhere",
            // Whoever is here has an archive: `init` would refuse to make another.
            Self::NoKey(KeyOf::Archivist, _) => {
                "copy your key to this place, or name it with --key FILE; who has none makes one (`kzarchive key new FILE`), and \
                 somebody who may seal adds it: `kzarchive key add NAME FILE.pub`"
            }
            Self::NoKey(KeyOf::Log, _) => {
                "the archive's log has one key, which every machine that seals needs: copy it here from one that has it, or name it \
                 with --log-key FILE; to verify, none is needed"
            }
            Self::NoKey(KeyOf::Witness, _) => "`kzarchive witness new NAME` makes one; name another with --key FILE",
            Self::Secret(_, SecretError::Encrypted) => {
                "run it on a terminal, or put the passphrase into KZARCHIVE_PASSPHRASE"
            }
            Self::Keyring(KeyringError::KeyType(_)) => {
                "a key of another type cannot seal: `kzarchive key new FILE` makes one that can; of a hardware key (-t ed25519-sk), \
                 which ssh-agent holds, name the .pub file"
            }
            Self::Agent(AgentError::NoSuchKey(_)) => {
                "`ssh-add -l` lists the keys that the agent holds; `ssh-add FILE` adds one"
            }
            Self::Workflow(_, text) => return Some(format!("add this to it by hand:\n\n{text}")),
            Self::Git(GitError::Shallow(_)) | Self::Base(BaseError::Git(GitError::Shallow(_))) => {
                "`git fetch --unshallow` gets the rest; in GitHub's actions/checkout: `fetch-depth: 0`"
            }
            Self::Git(GitError::NoCommit(_)) => "`git fetch origin` may get it",
            Self::Git(GitError::Ambiguous { .. }) => {
                "write the one you mean in full, such as refs/remotes/origin/main, or a commit's whole name; \
                 a tag or branch that nobody of yours made is a finding of its own"
            }
            Self::Git(GitError::Submodule(_)) => {
                "verify it in a clone of its own repository, whose base nobody else chooses"
            }
            Self::Git(GitError::Link(_)) => {
                "name the archive's folder itself; where a change put this link in its place, the change hides what it did to the archive"
            }
            Self::Git(GitError::Object(_) | GitError::Failed(_))
            | Self::Base(BaseError::Git(GitError::Object(_) | GitError::Failed(_))) => {
                "`git fsck` says what is wrong with the repository"
            }
            Self::Git(GitError::Name(_)) => "give the folder a name in UTF-8, with `git mv`, and commit that",
            Self::Git(GitError::NoRepository(_)) => {
                "commits are read from a git work tree; where there is none, leave --base out"
            }
            Self::NoWorkTree(_) => "`git init` makes one; then run `kzarchive init --merge-driver` there",
            Self::Seal(SealError::Principal(_)) => "write it as one word, such as a.b. or a-b",
            Self::Correction(CorrectionError::NotSealed(_)) | Self::Quotation(QuotationError::NotSealed(_)) => {
                "`kzarchive log --documents` lists what is sealed"
            }
            Self::NoFigure(path, _) => {
                return Some(format!(
                    "quote the figure itself; `kzarchive figures {}` lists those that are read",
                    clean_line(&shell_quoted(path))
                ));
            }
            Self::Correction(CorrectionError::Itself(_)) => {
                "give the newer text a path of its own with --into DIR, or another name"
            }
            Self::Correction(CorrectionError::NewerSealed { .. }) => {
                "what a text supersedes is stated when it is sealed: give a copy of it a path of its own with --into DIR, or \
                 take the older text down with `kzarchive withdraw`"
            }
            Self::PublicKey(_) => {
                "it is the file that ends in .pub: Ed25519, of `kzarchive key new`, `ssh-keygen -t ed25519` or -t ed25519-sk"
            }
            Self::Contradicts(_) => {
                "nothing was sealed: the archive was put back to an older state, or is another one (`kzarchive verify` says \
                 more); if that is on purpose, on another branch say: --no-memory"
            }
            Self::KnownOrigin(_, memory) => {
                return Some(format!(
                    "two archives under one origin contradict each other: choose another origin, or clone the archive that is there; if \
                     that one is given up for good, remove {}",
                    shown(memory)
                ));
            }
            Self::Genesis(_) => "if the archive begins with this branch, say so with --genesis",
            Self::TrustFromBranch(_) => "name a copy that was kept elsewhere, or judge by a revision with --base",
            Self::TrustFromBundle(_) => {
                "name keys that you have from elsewhere: from the archive itself, or from its people"
            }
            Self::CheckpointFromBranch(_) => {
                "name a copy that was kept elsewhere earlier, or judge by a revision with --base"
            }
            Self::Known(KnownError::Form { .. }) => {
                "move the file away only if you know how it came to that: then this is a first contact again"
            }
            Self::Witness(error) => match **error {
                WitnessError::Refused(Refused::UnknownOrigin) => "name a policy with a `log` line for it, with --trust",
                WitnessError::OtherLog => "`kzarchive verify` says what is wrong with the archive",
                _ => return None,
            },
            Self::Submit(_, SubmitError::NoKnownKey(_)) => {
                "keys/policy names the witnesses that are known; --vkey names one more"
            }
            Self::Submit(_, SubmitError::Net(NetError::Scheme)) => {
                "there is no TLS in here, and nothing secret in a request: kzarchive witness request >ask; \
                 curl --data-binary @ask URL/add-checkpoint >answer; kzarchive witness add answer"
            }
            Self::NoText(_) => {
                "a PDF, a page or a crawl is compared by the text in it: this one has none, is damaged, or was sealed by another \
                 version of kzarchive"
            }
            Self::NoOlder(_) => "name two texts to compare: kzarchive diff OLDER NEWER",
            Self::NoRule(name) => return Some(meant(name)),
            Self::NoFinding(_) => "`kzarchive verify` prints the name of each finding of the sealed texts",
            Self::NotSealed(_) | Self::Prove(ProveError::NotSealed(_)) => {
                "`kzarchive log --documents` lists what is sealed"
            }
            Self::Prove(ProveError::Withdrawn(_)) => "`kzarchive show` prints what is stated of it; that stays",
            Self::NotHere(..) => "a copy of it outside of the archive is compared as it is: name that one",
            Self::NotAsSealed(_) => {
                "`kzarchive verify` says what changed; a copy of it outside of the archive is compared as it is"
            }
            _ => return None,
        };
        Some(text.to_owned())
    }

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

/// A path, in help: that may have several lines, and none of them is a file's name.
fn shown(path: &std::path::Path) -> String {
    clean_line(&path.to_string_lossy()).into_owned()
}

/// The same in a command that people paste.
fn pasted(path: &std::path::Path) -> String {
    clean_line(&shell_quoted(&path.to_string_lossy())).into_owned()
}

/// The rule or kind whose name is most like this one, and where the others are listed.
fn meant(name: &str) -> String {
    let known = crate::ledger::Kind::ALL.into_iter().map(crate::ledger::Kind::name);
    match nearest(name, known.chain(crate::figures::rules().map(|rule| rule.name))) {
        Some(known) => format!("did you mean '{known}'? `kzarchive explain` lists all of them"),
        None => "`kzarchive explain` lists all of them".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_spelled_wrong_is_guessed_and_nonsense_is_not() {
        assert!(meant("unatributed-own-voice").starts_with("did you mean 'unattributed-own-voice'?"));
        assert!(meant("alterd").starts_with("did you mean 'altered'?"));
        assert!(!meant("zzz").contains("did you mean"));
    }
}
