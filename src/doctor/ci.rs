//! Continuous integration: a change is verified before it is merged, by what was there before it.
//!
//! Files of hosts are read as text, not as what the host would make of them: this finds what people get wrong, not what
//! somebody hides.

use super::{Said, Surroundings, error, ok, warning};
use crate::store::{read_file, walk};

/// Where hosts look, and what each of them needs for a checkout with history.
const FILES: [(&str, &str); 5] = [
    (".gitlab-ci.yml", "GIT_DEPTH: \"0\""),
    (".circleci/config.yml", ""),
    (".woodpecker.yml", ""),
    ("Jenkinsfile", ""),
    ("azure-pipelines.yml", "fetchDepth: 0"),
];
const WORKFLOWS: (&str, &str) = (".github/workflows", "fetch-depth: 0");
const LIMIT: u64 = 1 << 20;

pub(super) fn check(around: &Surroundings<'_>) -> Vec<Said> {
    let Ok(repository) = &around.repository else { return Vec::new() };
    let (folder, full) = WORKFLOWS;
    let workflows = walk(repository.top(), folder).map(|entry| (entry.shown().to_owned(), full));
    let others = FILES.iter().map(|(file, full)| ((*file).to_owned(), *full));
    // A repository that holds the Action itself calls it by its folder.
    let read = |file: &str| read_file(&repository.top().join(file), LIMIT).ok();
    let own_action = read("action.yml").is_some_and(|bytes| String::from_utf8_lossy(&bytes).contains("kzarchive"));
    let mut found = false;
    let mut said = Vec::new();
    for (file, full) in workflows.chain(others) {
        let Some(bytes) = read(&file) else { continue };
        let text = without_comments(&String::from_utf8_lossy(&bytes));
        let text = if own_action { text.replace("uses: ./\n", "uses: ./kzarchive@here\n") } else { text };
        if text.contains("kzarchive") {
            found = true;
            said.extend(judge(&file, &text, full));
        }
    }
    match (found, said.is_empty()) {
        (false, _) => vec![warning(
            "no file of a host's CI names kzarchive: nobody verifies a change before it is merged",
            "`kzarchive init --ci github`, or `--ci gitlab`",
        )],
        (true, true) => vec![ok("CI verifies changes by what was there before them")],
        (true, false) => said,
    }
}

/// What is wrong in one file.
fn judge(file: &str, text: &str, full: &str) -> Vec<Said> {
    let mut said = Vec::new();
    let mut wrong = |is: bool, say: fn(String, String) -> Said, what: &str, next: &str| {
        if is {
            said.push(say(format!("{file} {what}"), next.to_owned()));
        }
    };
    let action = text.lines().any(|line| line.contains("uses:") && line.contains("/kzarchive@"));
    wrong(
        !action && !text.contains("--base"),
        error,
        "runs kzarchive without --base: a branch is judged by the keys that it brings itself",
        "give `verify` --base and the revision of the target branch; docs/ci.md has examples",
    );
    wrong(
        trusts_the_branch(text),
        error,
        "believes keys from the checkout with --trust: whoever writes the branch writes them",
        "leave --trust out beside --base, or name a folder that the branch cannot write",
    );
    wrong(
        text.contains("--genesis") || text.contains("genesis: true"),
        warning,
        "has --genesis: a base without an archive is accepted every time",
        "that is for the one change that brings the archive in; take it out after it",
    );
    wrong(
        !full.is_empty() && !text.contains(full) && !text.contains(&full.replace('"', "")),
        warning,
        "may make a shallow checkout, which has no base to compare with",
        &format!("add `{full}` to the checkout"),
    );
    wrong(
        text.contains("pull_request_target") && !text.contains("contents: read"),
        warning,
        "runs for pull_request_target, and may write to the repository while it reads a stranger's files",
        "add `permissions: contents: read`, and let no step run what the pull request brings",
    );
    wrong(
        ["continue-on-error: true", "allow_failure: true", "|| true"].iter().any(|word| text.contains(word)),
        warning,
        "goes on behind a failure",
        "let a failed `kzarchive verify` fail the job",
    );
    said
}

/// True if keys are believed from a relative path, or from one below the folder of the checkout.
fn trusts_the_branch(text: &str) -> bool {
    let places = text
        .split("--trust")
        .skip(1)
        .filter_map(|after| after.trim_start_matches(['=', ' ', '"', '\'']).split([' ', '\n', '"', '\'']).next());
    places.into_iter().any(|place| {
        let checkout =
            ["GITHUB_WORKSPACE", "github.workspace", "CI_PROJECT_DIR"].iter().any(|word| place.contains(word));
        checkout || !place.is_empty() && !place.starts_with(['/', '~', '$'])
    })
}

/// The lines without what stands behind a `#`, as YAML and Groovy's neighbours have it.
fn without_comments(text: &str) -> String {
    let line = |line: &str| match line.find(" #").filter(|_| !line.trim_start().starts_with('#')) {
        Some(at) => line[..at].to_owned(),
        None if line.trim_start().starts_with(['#']) || line.trim_start().starts_with("//") => String::new(),
        None => line.to_owned(),
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "fetch-depth: 0\nrun: kzarchive -C '.' verify --base \"$BASE\" --format github\n";

    fn said(text: &str) -> Vec<String> {
        judge("x.yml", &without_comments(text), WORKFLOWS.1).into_iter().map(|said| said.found).collect()
    }

    #[test]
    fn what_init_writes_is_right() {
        assert_eq!(said(GOOD), Vec::<String>::new());
        let github = include_str!("../cli/ci/github.yml");
        assert_eq!(said(github), Vec::<String>::new());
        let gitlab = judge("x", &without_comments(include_str!("../cli/ci/gitlab.yml")), FILES[0].1);
        assert!(gitlab.is_empty());
    }

    #[test]
    fn each_mistake_is_told() {
        for (text, word) in [
            ("fetch-depth: 0\nrun: kzarchive verify\n".to_owned(), "without --base"),
            ("fetch-depth: 0\nrun: kzarchive verify # --base x\n".to_owned(), "without --base"),
            (GOOD.replace("--format github", "--trust keys"), "with --trust"),
            (GOOD.replace("--format github", "--trust=./keys"), "with --trust"),
            (GOOD.replace("--format github", "--trust \"$GITHUB_WORKSPACE/keys\""), "with --trust"),
            (GOOD.replace("--format github", "--genesis"), "--genesis"),
            (GOOD.replace("fetch-depth: 0", ""), "shallow"),
            (format!("on: pull_request_target\n{GOOD}"), "pull_request_target"),
            (format!("{GOOD}continue-on-error: true\n"), "behind a failure"),
        ] {
            let said = said(&text);
            assert!(said.len() == 1 && said[0].contains(word), "{text}: {said:?}");
        }
        assert_eq!(said(&GOOD.replace("--format github", "--trust /etc/keys")), Vec::<String>::new());
        let target = format!("on: pull_request_target\npermissions:\n  contents: read\n{GOOD}");
        assert_eq!(said(&target), Vec::<String>::new());
        assert_eq!(said("fetch-depth: 0\nuses: OWNER/kzarchive@0123\n"), Vec::<String>::new());
    }
}
