//! All faults of one command, and what must hold after each.

use std::process::{Command, Output};

use crate::support::program::{Home, said};
use crate::support::{Files, restore, snapshot};

/// A command and the state it starts from.
pub struct Case {
    pub name: &'static str,
    pub home: Home,
    pub arguments: Vec<String>,
    /// Finishes the work after a fault; the same command, unless that is done already.
    pub again: Vec<String>,
}

const SUMS: &str = "manifests/SHA256SUMS";

/// Something that goes wrong while a command runs, at its first, second, … place or measure.
pub trait Disturbance {
    fn name(&self) -> String;
    /// The last number that is tried.
    fn most(&self) -> usize;
    fn run(&self, command: &Command, number: usize) -> Ran;
    /// Makes all as it was before, so that the next run is undisturbed.
    fn over(&self) {}
}

/// What became of a run.
pub enum Ran {
    /// Nothing went wrong, and with higher numbers nothing will.
    Undisturbed,
    /// Something went wrong, or could have: what holds is judged.
    Disturbed(Output),
}

/// Whether a run that could write nothing says so. Verifying has its answer without a memory, and says what it could not keep.
pub fn felt(output: &Output) -> bool {
    !output.status.success() || said(output).contains("could not be remembered")
}

/// All kinds of faults of one test.
pub type Disturbances<'a> = [&'a dyn Disturbance];

pub struct State {
    archive: Files,
    config: Files,
    texts: Files,
}

impl State {
    /// The size of the largest file that an earlier state had not.
    pub fn largest_but(&self, before: &Self) -> usize {
        let folders = [(&self.archive, &before.archive), (&self.config, &before.config), (&self.texts, &before.texts)];
        let new = |(now, before): (&Files, &Files)| -> usize {
            let changed = now.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes));
            changed.map(|(_, bytes)| bytes.len()).max().unwrap_or(0)
        };
        folders.map(new).into_iter().max().unwrap_or(0)
    }
}

impl Case {
    pub fn command(&self, arguments: &[String]) -> Command {
        self.home.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub fn state(&self) -> State {
        let [archive, config, texts] =
            [&self.home.root, &self.home.config, &self.home.texts].map(|folder| snapshot(folder));
        State { archive, config, texts }
    }

    pub fn restore(&self, state: &State) {
        restore(&self.home.root, &state.archive);
        restore(&self.home.config, &state.config);
        restore(&self.home.texts, &state.texts);
        // Private keys are refused when others can read them.
        for file in walkdir::WalkDir::new(&self.home.config).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        for folder in ["archive", "manifests", "keys"] {
            std::fs::create_dir_all(self.home.root.join(folder)).unwrap();
        }
    }

    fn verifies(&self) -> bool {
        let output = self.home.command(&["verify", "--no-memory", "--no-figures"]).output().unwrap();
        output.status.code() == Some(0)
    }
}

/// Disturbs the command in every way and at every number, and lets `judge` look at what was left; gives how many runs were
/// disturbed.
fn each(case: &Case, ways: &Disturbances<'_>, judge: impl Fn(&State, Option<i32>, &str)) -> usize {
    let before = case.state();
    let mut disturbed = 0;
    for way in ways {
        for number in 1..=way.most() {
            case.restore(&before);
            let ran = way.run(&case.command(&case.arguments), number);
            way.over();
            let Ran::Disturbed(output) = ran else { break };
            disturbed += 1;
            let what = format!("{}: {}: number {number}: {}", case.name, way.name(), said(&output));
            judge(&before, output.status.code(), &what);
        }
    }
    case.restore(&before);
    disturbed
}

fn lines(files: &Files) -> usize {
    files[SUMS].iter().filter(|byte| **byte == b'\n').count()
}

/// Sweeps a command that is done when the log has its line.
pub fn sweep(case: &Case, ways: &Disturbances<'_>) -> usize {
    let before = case.state();
    let good = case.command(&case.arguments).output().unwrap();
    assert!(good.status.success(), "{} works undisturbed: {}", case.name, said(&good));
    let counts = (lines(&before.archive), lines(&case.state().archive));
    case.restore(&before);
    each(case, ways, |before, code, what| holds(case, before, code, counts, what))
}

fn holds(case: &Case, before: &State, code: Option<i32>, (old, new): (usize, usize), what: &str) {
    let now = case.state();
    let log = now.archive.get(SUMS).unwrap_or_else(|| panic!("the log is there: {what}"));
    assert!(log.starts_with(&before.archive[SUMS]), "the old log is the beginning of the new one: {what}");
    let logged = lines(&now.archive);
    assert!(logged == old || logged == new, "the log is the old one or the new one: {what}");
    if code == Some(0) {
        assert_eq!(logged, new, "exit 0 says that it is done: {what}");
        assert!(case.verifies(), "exit 0 says that it holds: {what}");
    }
    // The next run finds its way from whatever was left.
    let again = case.command(if logged == new { &case.again } else { &case.arguments }).output().unwrap();
    let after = case.command(&["verify", "--no-memory", "--no-figures"].map(str::to_owned)).output().unwrap();
    assert!(case.verifies(), "the next run brings it in order: {what}\nthen: {}\nthen: {}", said(&again), said(&after));
    assert_eq!(
        lines(&case.state().archive),
        new,
        "nothing is sealed twice, and nothing lost: {what}\nthen: {}",
        said(&again)
    );
}

/// What the sweep would say of a command that ends like `case` and claims to have done what `honest` does.
pub fn claims(case: &Case, honest: &[String]) {
    let before = case.state();
    assert!(case.command(honest).output().unwrap().status.success());
    let counts = (lines(&before.archive), lines(&case.state().archive));
    case.restore(&before);
    let output = case.command(&case.arguments).output().unwrap();
    holds(case, &before, output.status.code(), counts, "planted");
}

/// The log's key is changed in the archive and on this machine; whatever fails, the same command ends it.
pub fn rotation(case: &Case, ways: &Disturbances<'_>) -> usize {
    each(case, ways, |before, _, what| {
        assert!(case.state().archive[SUMS].starts_with(&before.archive[SUMS]), "{what}");
        let again = case.command(&case.arguments).output().unwrap();
        assert!(again.status.success(), "the same command ends it: {what}\nthen: {}", said(&again));
        let text = case.home.text("after.txt", "After.\n");
        let sealed = case.home.seal(&[&text]).output().unwrap();
        assert!(sealed.status.success() && case.verifies(), "{what}\nthen: {}", said(&sealed));
    })
}

/// Two logs become one; whatever fails, the same command ends it, and theirs is the beginning.
pub fn rebase(case: &Case, ways: &Disturbances<'_>) -> usize {
    let before = case.state();
    let good = case.command(&case.arguments).output().unwrap();
    assert!(good.status.success() && case.verifies(), "{} works undisturbed: {}", case.name, said(&good));
    let new = case.state().archive[SUMS].clone();
    case.restore(&before);
    // It asks git. A close that is made to fail closes nothing, unlike one that the system fails: a pipe would stay open for ever.
    let is_close = |way: &&&dyn Disturbance| way.name().starts_with("close: ") && way.name() != "close: Kill";
    let ways: Vec<&dyn Disturbance> = ways.iter().filter(|way| !is_close(way)).copied().collect();
    each(case, &ways, |_, code, what| {
        if code == Some(0) {
            assert!(case.state().archive[SUMS] == new && case.verifies(), "exit 0 says that it is done: {what}");
        }
        let again = case.command(&case.again).output().unwrap();
        assert!(again.status.success(), "the same command ends it: {what}\nthen: {}", said(&again));
        assert!(case.state().archive[SUMS] == new && case.verifies(), "{what}\nthen: {}", said(&again));
    })
}

/// What a machine remembers of an archive is what it was or what it becomes, whatever fails, and never nothing.
pub fn memory(case: &Case, ways: &Disturbances<'_>) -> usize {
    let known = |state: &State| -> Files {
        let files = state.config.clone().into_iter();
        files.filter(|(path, _)| path.contains("known") && path.ends_with(".toml")).collect()
    };
    let before = case.state();
    let good = case.command(&case.arguments).output().unwrap();
    assert!(good.status.success(), "{} works undisturbed: {}", case.name, said(&good));
    let (old, new) = (known(&before), known(&case.state()));
    assert!(old != new && old.len() == 1 && new.len() == 1, "there is something to remember");
    case.restore(&before);
    each(case, ways, |before, _, what| {
        let now = case.state();
        assert!(now.archive == before.archive, "verifying writes nothing: {what}");
        assert!(known(&now) == old || known(&now) == new, "the old or the new: {what}");
        let again = case.command(&case.again).output().unwrap();
        assert!(again.status.success() && !said(&again).contains("first contact"), "{what}\nthen: {}", said(&again));
        assert!(known(&case.state()) == new, "{what}");
    })
}
