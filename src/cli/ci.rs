//! `kzarchive init --ci`: the file by which a host of repositories verifies every change.

use std::path::{Path, PathBuf};

use super::{CliError, Context};
use crate::store::{Archive, Durability, Existing, canonical, is_there, make_folder, write};

/// Whose continuous integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Host {
    /// GitHub Actions: .github/workflows/kzarchive.yml
    Github,
    /// GitLab CI: .gitlab-ci.yml
    Gitlab,
}

impl Host {
    fn template(self) -> &'static str {
        match self {
            Self::Github => include_str!("ci/github.yml"),
            Self::Gitlab => include_str!("ci/gitlab.yml"),
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/kzarchive.yml",
            Self::Gitlab => ".gitlab-ci.yml",
        }
    }
}

/// Writes the host's file into the repository around the archive, or into the archive's folder where there is none.
///
/// # Errors
/// A file that is there already: it is somebody's, and is left alone.
pub(super) fn write_workflow(context: &Context, archive: &Archive, host: Host) -> Result<PathBuf, CliError> {
    let inside = context.folder_in_repository(archive)?;
    let text = text(host, inside.trim_end_matches('/'))?;
    let root = canonical(archive.root())?;
    let repository = root.ancestors().nth(Path::new(&inside).components().count()).unwrap_or(&root);
    let file = repository.join(host.file());
    if is_there(&file)? {
        return Err(CliError::Workflow(file, text));
    }
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    write(&file, text.as_bytes(), Existing::Refuse, Durability::Now)?;
    Ok(file)
}

/// The file's text for an archive in a folder of the repository; `folder` may be empty.
fn text(host: Host, folder: &str) -> Result<String, CliError> {
    let folder = if folder.is_empty() { "." } else { folder };
    // It stands between quotes in a line of shell in YAML: a quote in the name would end them.
    if !folder.chars().all(|c| c.is_alphanumeric() || "-_./ ".contains(c)) || folder.starts_with('-') {
        return Err(CliError::Usage("the archive's folder has characters in its name that no workflow should quote"));
    }
    Ok(host.template().replace("VERSION", env!("CARGO_PKG_VERSION")).replace("FOLDER", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_cannot_end_its_quotes() {
        assert!(text(Host::Github, "").unwrap().contains("kzarchive -C '.' verify --base \"$BASE\""));
        assert!(text(Host::Gitlab, "my archive/kz").unwrap().contains("kzarchive -C 'my archive/kz' verify"));
        for folder in ["a'b", "a\nb", "$(x)", "-x", "a`b", "a\"b"] {
            assert!(text(Host::Github, folder).is_err(), "{folder:?}");
        }
    }

    #[test]
    fn templates_say_the_version_and_hold_no_value_in_a_script() {
        for host in [Host::Github, Host::Gitlab] {
            let text = text(host, "x").unwrap();
            assert!(
                text.contains(concat!("'=", env!("CARGO_PKG_VERSION"), "'")) && !text.contains("VERSION"),
                "{text}"
            );
            let scripts = text.lines().filter(|line| line.trim_start().starts_with("run:"));
            assert!(scripts.into_iter().all(|line| !line.contains("${{")), "{text}");
        }
    }
}
