//! What figures came to is remembered: the next run says the same, to the byte; what changed is read anew; integrity never rests
//! on it.
//!
//! Whether a run believed the file is told by a lie in it: the number of figures, one higher, with the digests put right.

#![allow(clippy::unwrap_used)]

mod support;

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use kzarchive::digest::Digest;
use kzarchive::store::{Cache, Kept};
use kzarchive::verify::{CheckName, Figures, Progress, Request, Told, Verdict, verify};
use support::program::{Home, said};
use support::{Made, ORIGIN, folder, small, unknown};

/// Bytes before what was found: of the key and of the rest's digest.
const DIGESTS: usize = 64;

/// Says one figure more than was read.
fn lie(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    // The count of all figures is the first number; below 128 it is one byte.
    assert!(bytes[DIGESTS] < 127);
    bytes[DIGESTS] += 1;
    let digest = Digest::of(&bytes[DIGESTS..]);
    bytes[32..DIGESTS].copy_from_slice(digest.as_bytes());
    std::fs::write(path, bytes).unwrap();
}

/// An archive, a cache, and the file in it.
struct Scene {
    made: Made,
    _dir: tempfile::TempDir,
    cache: Cache,
    file: PathBuf,
    honest: u64,
}

impl Scene {
    fn new() -> Self {
        let made = small();
        made.seal("open.txt", "At least 12 people were killed in Osh.\n");
        let dir = folder();
        let cache = Cache::under(dir.path());
        let file = cache.path(ORIGIN, Kept::AllFindings);
        let mut scene = Self { made, _dir: dir, cache, file, honest: 0 };
        scene.honest = scene.read();
        scene
    }

    fn verdict(&self) -> Verdict {
        let request = Request { figures: Figures::Read, remembered: Some(&self.cache), ..Request::default() };
        verify(&self.made.archive(), &request)
    }

    /// How many figures a run says there are.
    fn read(&self) -> u64 {
        self.verdict().figures.unwrap().read
    }
}

#[test]
fn a_second_run_says_what_the_first_said_in_every_format() {
    let made = small();
    made.seal(
        "open.txt",
        "OSH, 3 May 2021.\n\nAt least 12 people were killed in Osh.\n\nSome 30 people were injured in Osh.\n",
    );
    made.seal("later.txt", "OSH, 9 May 2021.\n\nThe ministry in Osh had reported 12 deaths on 3 May 2021 (a figure that it has since withdrawn).\n");
    let page = "<html><head><title>Osh</title></head><body><article><p>In Osh at least 40 people were detained on 4 May 2021.</p>\
                <p>The ministry said on Monday that it had no other number to give for the town of Osh.</p></article></body></html>";
    made.seal("page.html", page);
    let wide: Vec<u8> = "At least 7 people were killed in Naryn — 8 were injured.\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    made.seal("wide-too.txt", [b"\xff\xfe".as_slice(), &wide].concat());
    let config = folder();
    let run = |arguments: &[&str]| {
        let mut command = support::program::kzarchive();
        command.env("KZARCHIVE_CONFIG", config.path()).arg("-C").arg(&made.root).args(arguments);
        let output = command.output().unwrap();
        (output.status.code(), said(&output))
    };
    // The second one knows the log, and says so.
    run(&["verify", "--no-figures"]);
    let mut seen = std::collections::BTreeSet::new();
    for format in [
        ["verify", "--format", "text"].as_slice(),
        &["verify", "--quiet"],
        &["verify", "--findings", "1"],
        &["verify", "--findings", "all"],
        &["verify", "--format", "json"],
        &["verify", "--format", "sarif"],
        &["verify", "--format", "junit"],
        &["verify", "--format", "github"],
        &["verify", "--deep"],
    ] {
        let fresh = run(&[format, &["--no-cache"]].concat());
        assert_eq!(fresh.0, Some(0), "{}", fresh.1);
        let _ = std::fs::remove_dir_all(config.path().join("kzarchive/figures"));
        let first = run(format);
        let second = run(format);
        assert_eq!(first, fresh, "{format:?}");
        assert_eq!(second, fresh, "{format:?}");
        let files: Vec<_> =
            std::fs::read_dir(config.path().join("kzarchive/figures")).unwrap().map(Result::unwrap).collect();
        assert_eq!(files.len(), 1, "{format:?}");
        lie(&files[0].path());
        let third = run(format);
        seen.insert(third != fresh);
        let silent = format.contains(&"--quiet") || format.contains(&"sarif");
        assert_eq!(third != fresh, !silent, "{format:?}: whether it was remembered: {}", third.1);
    }
    assert_eq!(seen.len(), 2);
}

#[test]
fn what_is_remembered_counts_only_for_the_same_archive() {
    type Change = fn(&Made);
    let rows: [(&str, Change); 4] = [
        ("a text more", |made| made.seal("more.txt", "At least 13 people were killed in Naryn.\n")),
        ("a text more without figures", |made| made.seal("more.txt", "Nothing is known.\n")),
        ("a figure withdrawn", |made| {
            made.rescind(("archive/open.txt", "12 people"), ("archive/denial.txt", "the figure of 160 an error"));
        }),
        ("a text kept elsewhere", |made| {
            let reason = "a name".to_owned();
            let how = kzarchive::seal::WithholdAs::Digest { reason };
            made.seal_as("held.txt", b"I saw 4 of them.\n", unknown(), Some(&how));
        }),
    ];
    for (what, change) in rows {
        let scene = Scene::new();
        lie(&scene.file);
        assert_eq!(scene.read(), scene.honest + 1, "{what}: the lie is believed, or this test shows nothing");
        change(&scene.made);
        let fresh = verify(&scene.made.archive(), &Request { figures: Figures::Read, ..Request::default() });
        let now = scene.verdict();
        // A text that is kept elsewhere has no figures that are read: nothing that they are made of is another.
        let same = what == "a text kept elsewhere";
        assert_eq!(now.figures == fresh.figures, !same, "{what}");
        assert_eq!(scene.read() == fresh.figures.unwrap().read, !same, "{what}: it was written anew");
    }
}

#[test]
fn an_answer_and_a_level_are_seen_at_once() {
    let home = Home::new();
    let text = home.text("toll.txt", "OSH, 3 May 2021.\n\nAt least 12 people were killed in Osh.\n");
    assert!(home.seal(&[&text]).status().unwrap().success());
    let run = |arguments: &[&str]| {
        let output = home.command(arguments).output().unwrap();
        (output.status.code(), said(&output))
    };
    run(&["verify", "--no-figures"]);
    let (code, open) = run(&["verify"]);
    assert!(code == Some(0) && open.contains("1 to answer"), "{open}");
    assert_eq!(run(&["verify"]).1, open);
    let settings = home.root.join("kzarchive.toml");
    let mut text = std::fs::read_to_string(&settings).unwrap();
    text += "[lint]\nunattributed-own-voice = \"deny\"\n";
    std::fs::write(&settings, text).unwrap();
    assert_eq!(run(&["seal", "--settings"]).0, Some(0));
    let (code, denied) = run(&["verify"]);
    assert!(code == Some(3) && denied.contains("1 denied by kzarchive.toml"), "{denied}");
    assert_eq!(run(&["verify"]), (Some(3), denied.clone()), "remembered, it is denied as well");
    let name = denied.split("kzarchive review ").nth(1).unwrap()[..12].to_owned();
    assert_eq!(run(&["review", &name, "--verdict", "ok", "--reason", "counted"]).0, Some(0));
    let (code, answered) = run(&["verify"]);
    assert!(code == Some(0) && answered.contains("; 1 answered"), "{answered}");
    assert_eq!(run(&["verify"]), (Some(0), answered));
}

#[test]
fn each_extent_has_a_file_and_a_number_of_its_own() {
    let scene = Scene::new();
    let told = |told| {
        let request =
            Request { figures: Figures::Read, remembered: Some(&scene.cache), findings: told, ..Request::default() };
        let verdict = verify(&scene.made.archive(), &request);
        (verdict.figures.unwrap().read - scene.honest, verdict.findings.len())
    };
    let all = told(Told::All).1;
    assert!(all > 1);
    assert_eq!(told(Told::First(1)), (0, 1));
    lie(&scene.cache.path(ORIGIN, Kept::FirstFindings));
    assert_eq!(told(Told::First(1)), (1, 1), "believed");
    assert_eq!(told(Told::All), (0, all));
    assert_eq!(told(Told::First(2)), (0, 2), "another number is another question");
}

#[test]
fn a_file_that_is_not_as_it_was_written_is_passed_over_and_written_anew() {
    let scene = Scene::new();
    let written = std::fs::read(&scene.file).unwrap();
    let ours = |what: &str| {
        assert_eq!(scene.read(), scene.honest, "{what}");
        assert!(std::fs::read(&scene.file).unwrap() == written, "{what}: it was not written anew");
    };
    for at in (0..DIGESTS).step_by(5).chain((DIGESTS..written.len()).step_by(29)) {
        let mut flipped = written.clone();
        flipped[at] ^= 1;
        std::fs::write(&scene.file, flipped).unwrap();
        ours(&format!("byte {at}"));
    }
    for length in [0, 1, 31, 63, 64, 65, written.len() / 2, written.len() - 1] {
        std::fs::write(&scene.file, &written[..length]).unwrap();
        ours(&format!("cut at {length}"));
    }
    std::fs::write(&scene.file, [&written[..], b"\0"].concat()).unwrap();
    ours("longer");
    // With digests that fit: nobody's accident.
    for rest in [
        b"".as_slice(),
        b"\xff",
        &[0; 200],
        &[0xff; 200],
        &written[DIGESTS + 1..],
        &[&written[DIGESTS..], b"\0"].concat(),
    ] {
        std::fs::write(&scene.file, [&written[..32], Digest::of(rest).as_bytes(), rest].concat()).unwrap();
        ours(&format!("{} other bytes", rest.len()));
    }
    let other = Scene::new();
    std::fs::copy(&other.file, &scene.file).unwrap();
    ours("another archive's");
}

#[test]
fn a_file_that_others_may_write_or_that_is_none_is_passed_over() {
    let scene = Scene::new();
    let aside = scene.file.with_extension("aside");
    std::fs::copy(&scene.file, &aside).unwrap();
    lie(&aside);
    std::fs::copy(&aside, &scene.file).unwrap();
    assert_eq!(scene.read(), scene.honest + 1, "the lie is believed, or this test shows nothing");
    std::fs::set_permissions(&scene.file, std::fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(scene.read(), scene.honest);
    std::fs::remove_file(&scene.file).unwrap();
    symlink(&aside, &scene.file).unwrap();
    assert_eq!(scene.read(), scene.honest);
    assert!(std::fs::symlink_metadata(&scene.file).unwrap().is_file(), "the link was replaced, and not followed");
    std::fs::remove_file(&scene.file).unwrap();
    std::fs::create_dir(&scene.file).unwrap();
    assert_eq!(scene.read(), scene.honest);
}

#[test]
fn an_edit_is_found_whatever_is_remembered() {
    let scene = Scene::new();
    lie(&scene.file);
    let remembered = std::fs::read(&scene.file).unwrap();
    let text = scene.made.root.join("archive/open.txt");
    let sealed = std::fs::read(&text).unwrap();
    let edited = String::from_utf8(sealed.clone()).unwrap().replace("12", "13");
    let fresh = || verify(&scene.made.archive(), &Request { figures: Figures::Read, ..Request::default() });
    type Change<'a> = &'a dyn Fn();
    let rows: [(&str, Change<'_>); 3] = [
        ("edited", &|| std::fs::write(&text, &edited).unwrap()),
        ("gone", &|| std::fs::remove_file(&text).unwrap()),
        ("beside one that is not sealed", &|| {
            std::fs::write(&text, &sealed).unwrap();
            std::fs::write(scene.made.root.join("archive/more.txt"), "12 people were killed.\n").unwrap();
        }),
    ];
    for (what, change) in rows {
        std::fs::write(&scene.file, &remembered).unwrap();
        change();
        let (now, fresh) = (scene.verdict(), fresh());
        assert!(!now.failures.is_empty(), "{what}");
        assert_eq!(now.failures, fresh.failures, "{what}");
        assert_eq!((now.documents, now.checks.len()), (fresh.documents, fresh.checks.len()), "{what}");
        // Of what is still there as it was sealed, figures are told as a run without memory tells them. A file beside the sealed
        // ones has none that are read.
        let lied = u64::from(what == "beside one that is not sealed");
        assert_eq!(now.figures.unwrap().read, fresh.figures.unwrap().read + lied, "{what}");
    }
    std::fs::remove_file(scene.made.root.join("archive/more.txt")).unwrap();
    // Nothing was remembered of an archive with an edited text in it.
    std::fs::write(&scene.file, &remembered).unwrap();
    std::fs::write(&text, &edited).unwrap();
    scene.verdict();
    assert_eq!(std::fs::read(&scene.file).unwrap(), remembered);
    std::fs::write(&text, &sealed).unwrap();
    assert_eq!(scene.read(), scene.honest + 1, "and what was remembered before counts again");
}

#[test]
fn a_text_that_could_not_be_read_is_tried_again() {
    let scene = Scene::new();
    std::fs::remove_file(&scene.file).unwrap();
    // Above the size of texts whose figures are read.
    scene.made.seal("large.txt", vec![b'a'; (64 << 20) + 1]);
    let verdict = scene.verdict();
    assert!(
        verdict.failures.is_empty()
            && verdict.checks.iter().any(|check| format!("{check:?}").contains("1 text could not be read"))
    );
    assert!(!scene.file.exists());
}

#[test]
fn lines_of_a_text_that_changes_meanwhile_are_not_remembered() {
    let scene = Scene::new();
    let text = scene.made.root.join("archive/open.txt");
    let sealed = std::fs::read(&text).unwrap();
    std::fs::remove_file(&scene.file).unwrap();
    // All texts were looked at when the figures' turn comes.
    let meddle = |progress: Progress| {
        if progress == Progress::Stage(CheckName::Figures) {
            std::fs::write(&text, "At least 13 people were killed in Osh.\n").unwrap();
        }
    };
    let request =
        Request { figures: Figures::Read, remembered: Some(&scene.cache), progress: &meddle, ..Request::default() };
    let verdict = verify(&scene.made.archive(), &request);
    assert!(verdict.failures.is_empty() && verdict.findings.iter().any(|finding| finding.excerpts.is_empty()));
    assert!(!scene.file.exists());
    std::fs::write(&text, sealed).unwrap();
    assert!(scene.verdict().findings.iter().all(|finding| !finding.excerpts.is_empty()));
    assert!(scene.file.exists());
}

#[test]
fn where_nothing_is_to_be_remembered_nothing_is() {
    let home = Home::new();
    let text = home.text("toll.txt", "At least 12 people were killed in Osh.\n");
    assert!(home.seal(&[&text]).status().unwrap().success());
    let elsewhere = home.texts.join("cache");
    let kept = |folder: &Path| folder.join("kzarchive/figures").exists();
    let run = |arguments: &[&str], name: &str, cache: &Path| {
        let output = home.command(arguments).env(name, cache).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    };
    run(&["verify", "--no-cache"], "KZARCHIVE_CACHE", &elsewhere);
    run(&["verify", "--no-memory"], "KZARCHIVE_CACHE", &elsewhere);
    run(&["verify", "--no-figures"], "KZARCHIVE_CACHE", &elsewhere);
    run(&["verify"], "KZARCHIVE_CACHE", Path::new("off"));
    assert!(!kept(&elsewhere) && !kept(&home.config));
    let first = run(&["verify"], "KZARCHIVE_CACHE", &elsewhere);
    assert!(kept(&elsewhere) && !kept(&home.config));
    let file = Cache::under(&elsewhere).path(ORIGIN, Kept::FirstFindings);
    lie(&file);
    let lied = std::fs::read(&file).unwrap();
    assert!(run(&["verify"], "KZARCHIVE_CACHE", &elsewhere).contains("figures: 2 read"));
    assert_eq!(run(&["verify", "--no-cache"], "KZARCHIVE_CACHE", &elsewhere), first);
    assert_eq!(std::fs::read(&file).unwrap(), lied, "nor is it replaced");
    let alone = run(&["verify", "--no-memory"], "KZARCHIVE_CACHE", &elsewhere);
    assert!(alone.contains("figures: 1 read"), "{alone}");

    // Without a word on where: the system's folder for caches.
    let mut command = home.command(&["verify"]);
    command.env_remove("KZARCHIVE_CONFIG").env("HOME", &home.texts).env("XDG_CACHE_HOME", home.texts.join("xdg"));
    assert_eq!(command.env_remove("XDG_CONFIG_HOME").output().unwrap().status.code(), Some(0));
    assert!(kept(&home.texts.join("xdg")));

    // A folder that cannot be made is no trouble.
    std::fs::write(home.texts.join("file"), "").unwrap();
    assert_eq!(run(&["verify"], "KZARCHIVE_CACHE", &home.texts.join("file")), first);
}

#[test]
fn a_base_judges_without_what_is_remembered() {
    let home = Home::new();
    let text = home.text("toll.txt", "At least 12 people were killed in Osh.\n");
    assert!(home.seal(&[&text]).status().unwrap().success());
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.arg("-C").arg(&home.root).args(["-c", "user.name=a", "-c", "user.email=a@a.example"]).args(arguments);
        assert!(command.output().unwrap().status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "base"]);
    let read = |arguments: &[&str]| {
        let output = home.command(arguments).output().unwrap();
        said(&output).split("figures: ").nth(1).unwrap()[..6].to_owned()
    };
    assert_eq!(read(&["verify"]), "1 read");
    lie(&Cache::under(&home.config).path(ORIGIN, Kept::FirstFindings));
    assert_eq!(read(&["verify"]), "2 read", "the lie is believed, or this test shows nothing");
    assert_eq!(read(&["verify", "--base", "HEAD"]), "1 read");
}
