//! What to do next, by what went wrong.

use std::borrow::Cow;

use super::CliError;
use crate::cli::keys::KeyOf;
use crate::ledger::{BaseError, LogError};
use crate::log::entries::EntryProblem;
use crate::net::NetError;
use crate::path::shell_quoted;
use crate::prove::ProveError;
use crate::report::{clean_line, nearest};
use crate::seal::{CorrectionError, QuotationError, Refusal, SealError, TrustError};
use crate::store::{AgentError, GitError, KeyringError, KnownError, SettingsError, StoreError};
use crate::trust::secret::SecretError;
use crate::witness::{Refused, SubmitError, WitnessError};

impl CliError {
    /// What to do next, where there is something to say.
    pub(in crate::cli) fn hint(&self) -> Option<String> {
        let of = [places, keys, trusted, git, statements, named, witnesses];
        of.iter().find_map(|of| of(self)).map(Cow::into_owned)
    }
}

/// An archive, its parts, and where output goes.
fn places(error: &CliError) -> Option<Cow<'static, str>> {
    let text = match error {
        CliError::Store(StoreError::NoArchive(_))
        | CliError::Settings(SettingsError::Store(StoreError::NoArchive(_))) => {
            "`kzarchive init --origin NAME` makes one; -C DIR names another folder"
        }
        CliError::Store(StoreError::PartOfArchive(_)) => {
            "name a place beside archive/, manifests/ and keys/, or elsewhere"
        }
        CliError::Store(StoreError::NotReplaced(_)) => "name a file that is not there yet, or a regular one",
        CliError::Store(StoreError::ArchiveAbove { above, .. }) => {
            return Some(format!("name it, if it is meant: -C {}", shown(above)).into());
        }
        CliError::Seal(SealError::Store(StoreError::AlreadyAnArchive(_))) => "`kzarchive seal` adds texts to it",
        CliError::Seal(SealError::Store(StoreError::Locked(_))) => "wait until it has ended, then try again",
        CliError::Workflow(_, text) => return Some(format!("add this to it by hand:\n\n{text}").into()),
        CliError::NoWorkTree(_) => "`git init` makes one; then run `kzarchive init --merge-driver` there",
        CliError::KnownOrigin(_, memory) => {
            return Some(format!(
                "two archives under one origin contradict each other: choose another origin, or clone the archive that is there; if \
                 that one is given up for good, remove {}",
                shown(memory)
            ).into());
        }
        _ => return None,
    };
    Some(text.into())
}

/// Keys, and who may seal with them.
fn keys(error: &CliError) -> Option<Cow<'static, str>> {
    let text = match error {
        CliError::Seal(SealError::NotAllowed(_)) => "name another key with --key, or let an archivist add this one",
        CliError::Seal(SealError::OtherLogKey) => {
            "name the archive's log key with --log-key or KZARCHIVE_LOG_KEY; if `kzarchive key rotate-log` was \
             interrupted, run it again"
        }
        CliError::NotHandedOver(_) => "name the key that signs the log now, with --log-key or KZARCHIVE_LOG_KEY",
        CliError::Trust(TrustError::NoSuchSigner(_)) => "`kzarchive key show` lists who may seal",
        CliError::Keyring(KeyringError::Exposed { path, .. }) => {
            return Some(format!("if nobody else has used it: chmod 600 {}", pasted(path)).into());
        }
        CliError::Keyring(KeyringError::Unlisted { path, .. }) => {
            return Some(format!("let yourself into it: chmod u+rwx {}", pasted(path)).into());
        }
        CliError::KeyInArchive(..) => "name a place outside of it that nobody else can read",
        // Whoever is here has an archive: `init` would refuse to make another.
        CliError::NoKey(KeyOf::Archivist, _) => {
            "copy your key to this place, or name it with --key FILE; who has none makes one (`kzarchive key new FILE`), and \
             somebody who may seal adds it: `kzarchive key add NAME FILE.pub`"
        }
        CliError::NoKey(KeyOf::Log, _) => {
            "the archive's log has one key, which every machine that seals needs: copy it here from one that has it, or name it \
             with --log-key FILE; to verify, none is needed"
        }
        CliError::NoKey(KeyOf::Witness, _) => "`kzarchive witness new NAME` makes one; name another with --key FILE",
        CliError::Secret(_, SecretError::Encrypted) => {
            "run it on a terminal, or put the passphrase into KZARCHIVE_PASSPHRASE"
        }
        CliError::Keyring(KeyringError::KeyType(_)) => {
            "a key of another type cannot seal: `kzarchive key new FILE` makes one that can; of a hardware key (-t ed25519-sk), \
             which ssh-agent holds, name the .pub file"
        }
        CliError::Agent(AgentError::NoSuchKey(_)) => {
            "`ssh-add -l` lists the keys that the agent holds; `ssh-add FILE` adds one"
        }
        CliError::Seal(SealError::Principal(_)) => "write it as one word, such as a.b. or a-b",
        CliError::PublicKey(_) => {
            "it is the file that ends in .pub: Ed25519, of `kzarchive key new`, `ssh-keygen -t ed25519` or -t ed25519-sk"
        }
        _ => return None,
    };
    Some(text.into())
}

/// What an archive is judged by.
fn trusted(error: &CliError) -> Option<Cow<'static, str>> {
    let text = match error {
        CliError::NoCheckpoint(..) => "it is a copy of manifests/checkpoint as it was earlier, kept elsewhere",
        CliError::Contradicts(_) => {
            "nothing was sealed: the archive was put back to an older state, or is another one (`kzarchive verify` says \
             more); if that is on purpose, on another branch say: --no-memory"
        }
        CliError::Genesis(_) => "if the archive begins with this branch, say so with --genesis",
        CliError::TrustFromBranch(_) => "name a copy that was kept elsewhere, or judge by a revision with --base",
        CliError::TrustFromBundle(_) => {
            "name keys that you have from elsewhere: from the archive itself, or from its people"
        }
        CliError::CheckpointFromBranch(_) => {
            "name a copy that was kept elsewhere earlier, or judge by a revision with --base"
        }
        CliError::Known(KnownError::Form { .. }) => {
            "move the file away only if you know how it came to that: then this is a first contact again"
        }
        _ => return None,
    };
    Some(text.into())
}

/// Git: commits under test, and a log that it could not merge.
fn git(error: &CliError) -> Option<Cow<'static, str>> {
    let text = match error {
        CliError::Log(LogError::Form(error)) | CliError::Seal(SealError::Log(LogError::Form(error)))
            if error.problem == EntryProblem::Unmerged =>
        {
            "`kzarchive rebase` puts one log behind the other and signs the checkpoint"
        }
        CliError::Git(GitError::Shallow(_)) | CliError::Base(BaseError::Git(GitError::Shallow(_))) => {
            "`git fetch --unshallow` gets the rest; in GitHub's actions/checkout: `fetch-depth: 0`"
        }
        CliError::Git(GitError::NoCommit(_)) => "`git fetch origin` may get it",
        CliError::Git(GitError::Ambiguous { .. }) => {
            "write the one you mean in full, such as refs/remotes/origin/main, or a commit's whole name; \
             a tag or branch that nobody of yours made is a finding of its own"
        }
        CliError::Git(GitError::Submodule(_)) => {
            "verify it in a clone of its own repository, whose base nobody else chooses"
        }
        CliError::Git(GitError::Link(_)) => {
            "name the archive's folder itself; where a change put this link in its place, the change hides what it did to the archive"
        }
        CliError::Git(GitError::Object(_) | GitError::Failed(_))
        | CliError::Base(BaseError::Git(GitError::Object(_) | GitError::Failed(_))) => {
            "`git fsck` says what is wrong with the repository"
        }
        CliError::Git(GitError::Name(_)) => "give the folder a name in UTF-8, with `git mv`, and commit that",
        CliError::Git(GitError::NoRepository(_)) => {
            "commits are read from a git work tree; where there is none, leave --base out"
        }
        _ => return None,
    };
    Some(text.into())
}

/// What was to be sealed: texts, and statements on them.
fn statements(error: &CliError) -> Option<Cow<'static, str>> {
    let text = match error {
        CliError::Seal(SealError::NotVerified { .. }) => "`kzarchive verify` lists all that does not hold",
        CliError::NotCaptured(refused) if refused.iter().any(Refusal::is_silence) => {
            "each flag takes a value or the word `unknown`, and holds for all addresses"
        }
        CliError::Seal(SealError::Refused(refused)) | CliError::Partly(refused) | CliError::NotAll(refused)
            if refused.iter().any(Refusal::is_silence) =>
        {
            "each flag takes a value or the word `unknown`; FILE.meta.toml or --table hold them for many files"
        }
        CliError::NotCaptured(refused) if refused.iter().any(|one| one.why.ends_with(crate::net::PRIVATE)) => {
            "an address of your own network is fetched with --allow-private"
        }
        CliError::Correction(CorrectionError::NotSealed(_)) | CliError::Quotation(QuotationError::NotSealed(_)) => {
            "`kzarchive log --documents` lists what is sealed"
        }
        CliError::NoFigure(path, _) => {
            return Some(
                format!(
                    "quote the figure itself; `kzarchive figures {}` lists those that are read",
                    clean_line(&shell_quoted(path))
                )
                .into(),
            );
        }
        CliError::Correction(CorrectionError::Itself(_)) => {
            "give the newer text a path of its own with --into DIR, or another name"
        }
        CliError::Correction(CorrectionError::NewerSealed { .. }) => {
            "what a text supersedes is stated when it is sealed: give a copy of it a path of its own with --into DIR, or \
             take the older text down with `kzarchive withdraw`"
        }
        _ => return None,
    };
    Some(text.into())
}

/// Texts, rules and findings that were named.
fn named(error: &CliError) -> Option<Cow<'static, str>> {
    let text = match error {
        CliError::NoText(_) => {
            "a PDF, a page or a crawl is compared by the text in it: this one has none, is damaged, or was sealed by another \
             version of kzarchive"
        }
        CliError::NoOlder(_) => "name two texts to compare: kzarchive diff OLDER NEWER",
        CliError::NoRule(name) => return Some(meant(name).into()),
        CliError::NoFinding(_) => "`kzarchive verify` prints the name of each finding of the sealed texts",
        CliError::NotSealed(_) | CliError::Prove(ProveError::NotSealed(_)) => {
            "`kzarchive log --documents` lists what is sealed"
        }
        CliError::Prove(ProveError::Withdrawn(_)) => "`kzarchive show` prints what is stated of it; that stays",
        CliError::NotHere(..) => "a copy of it outside of the archive is compared as it is: name that one",
        CliError::NotAsSealed(_) => {
            "`kzarchive verify` says what changed; a copy of it outside of the archive is compared as it is"
        }
        _ => return None,
    };
    Some(text.into())
}

/// Witnesses.
fn witnesses(error: &CliError) -> Option<Cow<'static, str>> {
    let text = match error {
        CliError::Witness(error) => match **error {
            WitnessError::Refused(Refused::UnknownOrigin) => "name a policy with a `log` line for it, with --trust",
            WitnessError::OtherLog => "`kzarchive verify` says what is wrong with the archive",
            _ => return None,
        },
        CliError::Submit(_, SubmitError::NoKnownKey(_)) => {
            "keys/policy names the witnesses that are known; --vkey names one more"
        }
        CliError::Submit(_, SubmitError::Net(NetError::Scheme)) => {
            "there is no TLS in here, and nothing secret in a request: kzarchive witness request >ask; \
             curl --data-binary @ask URL/add-checkpoint >answer; kzarchive witness add answer"
        }
        _ => return None,
    };
    Some(text.into())
}

/// A path, in help: that may have several lines, and none of them is a file's name.
fn shown(path: &std::path::Path) -> String {
    clean_line(&path.to_string_lossy()).into_owned()
}

/// A path in a command that people paste, quoted for the shell.
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
