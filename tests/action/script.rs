//! What the script makes of its inputs and of the event, and how the program is called: a stub is in its place.

use super::runner::{Runner, git, project};
use crate::support::program::said;

#[test]
fn a_pull_request_is_compared_with_its_base() {
    let runner = Runner::new();
    let output = runner.run();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let base = &runner.variables["EVENT_BASE"];
    assert_eq!(runner.called(), ["-C", ".", "verify", "--format", "github", "--base", base]);
    assert_eq!(runner.read("output"), "exit-code=0\n");
}

#[test]
fn the_base_is_what_is_given_then_the_event_then_the_branch() {
    let mut runner = Runner::new();
    let base = |runner: &Runner| {
        assert_eq!(runner.run().status.code(), Some(0));
        runner.called().last().unwrap().clone()
    };
    let commit = runner.variables["EVENT_BASE"].clone();
    git(&runner.home.root, &["update-ref", "refs/remotes/origin/main", &commit]);
    runner.set("INPUT_BASE", "main");
    assert_eq!(base(&runner), "main");
    runner.set("INPUT_BASE", "");
    assert_eq!(base(&runner), commit);
    runner.set("EVENT_BASE", "");
    assert_eq!(base(&runner), "refs/remotes/origin/main");
    runner.set("INPUT_GENESIS", "true");
    assert_eq!(base(&runner), "--genesis");
}

#[test]
fn an_event_without_a_base_says_so() {
    let mut runner = Runner::new();
    runner.set("EVENT_BASE", &"0".repeat(40));
    let output = runner.run();
    assert!(said(&output).contains("::notice title=kzarchive::this event has no base"), "{}", said(&output));
    assert_eq!(runner.called(), ["-C", ".", "verify", "--format", "github"]);
}

#[test]
fn a_shallow_checkout_fails_with_the_fix() {
    let runner = Runner::new();
    runner.commit("more");
    let clone = runner.file("shallow");
    let origin = format!("file://{}", runner.home.root.display());
    git(runner.temp.path(), &["clone", "--quiet", "--depth=1", &origin, "shallow"]);
    let output = runner.run_in(&clone);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("fetch-depth: 0"), "{}", said(&output));
    assert_eq!(runner.called(), [""; 0]);
}

/// As `.github/workflows/ci.yml` has it: the workspace is a shallow checkout of what is trusted, and what is judged lies in it, whole.
#[test]
fn the_checkout_that_is_judged_is_the_one_that_is_asked() {
    let mut runner = Runner::new();
    runner.real();
    let base = runner.commit("more");
    runner.set("EVENT_BASE", &base);
    runner.set("INPUT_ARCHIVE", "judged");
    let (workspace, origin) = (runner.file("workspace"), format!("file://{}", runner.home.root.display()));
    git(runner.temp.path(), &["clone", "--quiet", "--depth=1", &origin, "workspace"]);
    git(&workspace, &["clone", "--quiet", &origin, "judged"]);
    let output = runner.run_in(&workspace);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    // What the branch puts in the place of its archive may not lead to the one that is trusted.
    let kz = workspace.join("judged/kz");
    std::os::unix::fs::symlink("..", &kz).unwrap();
    git(&workspace, &["fetch", "--quiet", "--unshallow"]);
    runner.set("INPUT_ARCHIVE", "judged/kz");
    let output = runner.run_in(&workspace);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("judged/kz is a symbolic link in a git work tree"), "{}", said(&output));
}

#[test]
fn what_is_no_revision_or_no_choice_is_refused() {
    let mut runner = Runner::new();
    runner.set("INPUT_ARCHIVE", "nowhere");
    runner.refused("the input 'archive' is no folder");
    runner.set("INPUT_ARCHIVE", "");
    runner.set("INPUT_BASE", "--genesis");
    runner.refused("the input 'base' is not a revision");
    runner.set("INPUT_BASE", "no-such-branch");
    runner.refused("the base is not in this checkout");
    runner.set("INPUT_BASE", "");
    runner.set("INPUT_FORMAT", "text");
    runner.refused("the input 'format'");
    runner.set("INPUT_FORMAT", "");
    runner.set("INPUT_DENY", "yes");
    runner.refused("the inputs 'deny' and 'genesis'");
    runner.set("INPUT_DENY", "");
    for version in ["1.0 --git https://example.org", "latest", "$(touch x)"] {
        runner.set("INPUT_VERSION", version);
        runner.refused("kzarchive could not be installed");
    }
}

#[test]
fn names_from_outside_stay_text() {
    let mut runner = Runner::new();
    let pwned = runner.file("pwned");
    let hostile = format!("$(touch {0});`touch {0}`'\"; touch {0} #", pwned.display());
    for name in [
        "INPUT_BASE",
        "INPUT_ARCHIVE",
        "INPUT_FORMAT",
        "INPUT_VERSION",
        "INPUT_DENY",
        "GITHUB_BASE_REF",
        "GITHUB_HEAD_REF",
    ] {
        let before = runner.variables.insert(name, hostile.clone());
        runner.run();
        assert!(!pwned.exists(), "{name} was run");
        runner.set(name, &before.unwrap_or_default());
    }
    std::fs::create_dir_all(runner.home.root.join(&hostile)).unwrap();
    runner.set("INPUT_ARCHIVE", &hostile);
    runner.run();
    assert_eq!(runner.called()[1], hostile);
}

#[test]
fn the_exit_code_decides_and_deny_only_about_figures() {
    let mut runner = Runner::new();
    for (deny, code, ends) in
        [("true", 3, 3), ("false", 3, 0), ("true", 1, 1), ("false", 1, 1), ("false", 2, 2), ("true", 0, 0)]
    {
        runner.set("INPUT_DENY", deny);
        runner.stub(code, "");
        let _ = std::fs::remove_file(runner.file("output"));
        assert_eq!(runner.run().status.code(), Some(ends), "deny {deny}, code {code}");
        assert_eq!(runner.read("output"), format!("exit-code={code}\n"));
    }
}

#[test]
fn other_formats_go_to_a_file() {
    let mut runner = Runner::new();
    for format in ["sarif", "json", "junit"] {
        runner.set("INPUT_FORMAT", format);
        let _ = std::fs::remove_file(runner.file("output"));
        let output = runner.run();
        assert!(!said(&output).contains("report"), "a report in the log could hold commands: {}", said(&output));
        let report = runner.file(&format!("kzarchive-report.{format}"));
        assert_eq!(runner.read("output"), format!("report={}\nexit-code=0\n", report.display()));
        assert_eq!(std::fs::read_to_string(report).unwrap(), "report\n");
    }
}

#[test]
fn what_the_program_says_beside_its_report_is_no_command() {
    let runner = Runner::new();
    runner.stub(0, "note: a ##[add-mask]x\n  ::error::y\n");
    let text = said(&runner.run());
    assert!(text.contains("note: a ## [add-mask]x") && text.contains(": :error::y"), "{text}");
    assert!(!text.contains("##[") && !text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
}

#[test]
fn nothing_that_is_built_starts_in_the_checkout() {
    let mut runner = Runner::new();
    let where_to = runner.file("cargo-was-in");
    runner.program("cargo", &format!("pwd >>'{}'; echo \"$*\" >>'{0}'; exit 1", where_to.display()));
    for version in ["", "0.1.0"] {
        runner.set("INPUT_VERSION", version);
        runner.refused("kzarchive could not be installed");
    }
    let lines = runner.read("cargo-was-in");
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!((lines[0], lines[2]), (project().to_str().unwrap(), runner.file("kzarchive").to_str().unwrap()));
    assert!(lines[1].contains("build --quiet --release --locked"), "{}", lines[1]);
    assert!(lines[3].contains("install --quiet --locked --version =0.1.0"), "{}", lines[3]);
}

#[test]
fn no_script_of_the_action_holds_a_value_from_outside() {
    let action = std::fs::read_to_string(project().join("action.yml")).unwrap();
    let scripts: Vec<&str> = action.lines().filter(|line| line.trim_start().starts_with("run:")).collect();
    assert_eq!(scripts, ["      run: '\"$GITHUB_ACTION_PATH/scripts/action\"'"]);
    let (inputs, rest) = action.split_once("\nruns:").unwrap();
    let inputs = inputs.split_once("\ninputs:\n").unwrap().1.split_once("\noutputs:").unwrap().0;
    let names = inputs.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names.map(|line| line.trim().trim_end_matches(':')).collect();
    assert_eq!(names, ["base", "archive", "format", "deny", "genesis", "version"]);
    for name in names {
        let passed = format!("INPUT_{}: ${{{{ inputs.{name} }}}}", name.to_uppercase());
        assert!(rest.contains(&passed), "{passed}");
    }
}
