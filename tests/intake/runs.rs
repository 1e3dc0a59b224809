//! Large runs: a table, a file that cannot be sealed, what an interrupted run left.

use super::{documents, ends, sealed};
use crate::support::program::{Home, said, unknown_flags};
use crate::support::snapshot;

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let home = Home::new();
    let good: Vec<_> = (0..5).map(|i| home.text(&format!("{i}.txt"), format!("Of {i}.\n"))).collect();
    home.text("bad.txt", "a\0b");
    home.text("bad.html", "<p hidden>nothing shows</p>");
    let before = crate::support::snapshot(&home.root);
    let done = home.seal(&[&home.texts]).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(said(&done).contains("2 files cannot be sealed, and nothing was written"), "{}", said(&done));
    assert!(crate::support::snapshot(&home.root) == before);

    let done = home.seal(&[&home.texts]).arg("--keep-going").output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    let told = said(&done);
    for words in
        ["2 files were not sealed; all others are", "bad.txt: byte 1 is NUL", "bad.html: no text comes from it"]
    {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(documents(&home).len(), good.len());
    assert!(!home.root.join("archive/bad.txt").exists());
    ends(&home, &["verify"], 0);

    // Put right, the same command seals what is left.
    home.text("bad.txt", "a b");
    std::fs::remove_file(home.texts.join("bad.html")).unwrap();
    let done = home.seal(&[&home.texts]).arg("--keep-going").output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(documents(&home).len(), 1);
}

/// How many documents each manifest of the log states.
fn documents_of_manifests(home: &Home) -> Vec<usize> {
    let log = std::fs::read_to_string(home.root.join("manifests/SHA256SUMS")).unwrap();
    let names = log.lines().map(|line| line.split_once("  ").unwrap().1);
    let read = |name| serde_json::from_slice(&std::fs::read(home.root.join("manifests").join(name)).unwrap()).unwrap();
    let counts = names.map(|name| -> serde_json::Value { read(name) });
    counts.filter_map(|manifest| Some(manifest.get("documents")?.as_array()?.len())).collect()
}

#[test]
fn many_texts_fill_their_manifests_and_leave_nothing_where_one_is_refused() {
    let home = Home::new();
    let bad = home.text("300.txt", "a\0b");
    for i in (0..600).filter(|i| *i != 300) {
        home.text(&format!("{i:03}.txt"), format!("Of {i}.\n"));
    }
    let before = snapshot(&home.root);
    // Two manifests are laid out by the time that this one is refused.
    let done = home.seal(&[&home.texts]).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    assert!(snapshot(&home.root) == before, "what was staged is gone");
    std::fs::remove_file(bad).unwrap();

    let some: Vec<_> = (0..600).step_by(2).filter(|i| *i != 300).collect();
    let some: Vec<_> = some.iter().map(|i| home.texts.join(format!("{i:03}.txt"))).collect();
    let some: Vec<_> = some.iter().map(|file| file.as_path()).collect();
    assert!(home.seal(&some).output().unwrap().status.success());
    assert_eq!(documents_of_manifests(&home), [256, 43]);
    // Every second one is sealed already: the others fill their manifests all the same, in the order of their names.
    let done = home.seal(&[&home.texts]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(documents_of_manifests(&home), [256, 43, 256, 44]);
    let last: Vec<_> = documents(&home).iter().map(|document| document["path"].as_str().unwrap().to_owned()).collect();
    assert!(last.is_sorted() && last.last().unwrap() == "archive/599.txt", "{last:?}");
    assert!(said(&done).contains("archive/000.txt is sealed already") && said(&done).contains("and 559 more"));
    ends(&home, &["verify", "--no-figures"], 0);
}

#[test]
fn of_files_of_which_the_same_is_said_each_has_its_own_time_and_what_its_sidecar_adds() {
    let home = Home::new();
    for (number, minute) in (0..4).zip([5, 7, 7, 9]) {
        let file = home.text(&format!("{number}.txt"), format!("Of {number}.\n"));
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(60 * minute);
        std::fs::File::open(file).unwrap().set_modified(at).unwrap();
    }
    home.text("2.txt.meta.toml", "original_publisher = \"Agency\"\n");
    let mut flags = unknown_flags();
    let at = flags.iter().position(|flag| flag == "--retrieved-at").unwrap();
    flags[at + 1] = "mtime".to_owned();
    let done = home.command(&["seal"]).args(flags).arg(&home.texts).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let told = documents(&home);
    let told = told.iter().map(|one| (&one["retrieval"]["retrieved_at"], &one["source"]["original_publisher"]));
    let time = |minute: u32| serde_json::Value::from(format!("1970-01-01T00:{minute:02}:00Z"));
    let none = serde_json::Value::Null;
    let expected = [(time(5), none.clone()), (time(7), none.clone()), (time(7), "Agency".into()), (time(9), none)];
    assert_eq!(told.map(|(at, by)| (at.clone(), by.clone())).collect::<Vec<_>>(), expected);
}

#[test]
fn of_two_files_for_one_path_the_second_is_not_sealed_in_silence() {
    let home = Home::new();
    let files = [home.text("a/x.txt", "A.\n"), home.text("b/x.txt", "B.\n"), home.text("c.txt", "C.\n")];
    let files: Vec<_> = files.iter().map(|file| file.as_path()).collect();
    let done = home.seal(&files).arg("--keep-going").output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(said(&done).contains("would be sealed as archive/x.txt, too"), "{}", said(&done));
    assert_eq!(documents(&home).len(), 2);
}

#[test]
fn the_template_is_a_table_of_all_fields() {
    let home = Home::new();
    let template = home.command(&["seal", "--table-template"]).output().unwrap();
    assert!(template.status.success());
    let mut table = String::from_utf8(template.stdout).unwrap();
    assert_eq!(table.lines().count(), 1);
    home.text("a.txt", "A.\n");
    let columns: Vec<_> = table.trim().split(',').map(str::to_owned).collect();
    let optional = [
        "final_url",
        "tool",
        "http_status",
        "charset",
        "memento_url",
        "original_publisher",
        "published_as_printed",
        "media_type",
    ];
    let cell = |column: &String| match column.as_str() {
        "path" => "a.txt",
        column if optional.contains(&column) => "",
        _ => "unknown",
    };
    table += &columns.iter().map(cell).collect::<Vec<_>>().join(",");
    let file = home.text("table.csv", table + "\n");
    let done = home.command(&["seal", "--table", file.to_str().unwrap()]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(documents(&home)[0]["path"], "archive/a.txt");
}

#[test]
fn tables_in_json_lines() {
    let home = Home::new();
    home.text("a.txt", "A.\n");
    home.text("b.txt", "B.\n");
    let unknown: String =
        unknown_flags().chunks(2).map(|f| format!(",\"{}\":\"unknown\"", f[0][2..].replace('-', "_"))).collect();
    let row = |path: &str| format!("{{\"path\":\"{path}\",\"http_status\":200,\"tool\":null{unknown}}}\n");
    let seal = |table: String| {
        let file = home.text("table.jsonl", table);
        home.command(&["seal", "--table", file.to_str().unwrap()]).output().unwrap()
    };
    let wrong =
        ["{\"path\":1}\n", "{\"path\":\"none.txt\"}\n", "[]\n", "{\"titel\":\"x\"}\n", "{\"path\":[]}\n", "{}\n"];
    let done = seal(format!("{}\n{}{}", row("a.txt"), wrong.concat(), row("a.txt")));
    assert_eq!(done.status.code(), Some(2));
    for line in 3..=9 {
        assert!(said(&done).contains(&format!("line {line}: ")), "line {line}: {}", said(&done));
    }
    let done = seal("{\"path\":\"a.txt\",\"title\":\"A\",\"title\":\"B\"}\n".to_owned());
    assert!(said(&done).contains("line 1: 'title' is there more than once"), "{}", said(&done));
    let done = seal(row("a.txt") + &row("b.txt"));
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(documents(&home).len(), 2);
    assert_eq!(documents(&home)[1]["retrieval"]["http_status"], 200);
}

#[test]
fn of_much_that_an_interrupted_run_left_some_is_named_and_all_is_removed() {
    let home = Home::new();
    for number in 0..23 {
        std::fs::write(home.root.join(format!("manifests/.kzarchive-tmp-{number:02}")), "{").unwrap();
    }
    let done = home.seal(&[&home.text("a.txt", "A.\n")]).output().unwrap();
    let told = said(&done);
    assert!(done.status.success() && told.contains("and 3 more\n"), "{told}");
    assert_eq!(told.matches("left by an interrupted run").count(), 20, "{told}");
    let files = std::fs::read_dir(home.root.join("manifests")).unwrap().count();
    assert_eq!(files, 2 * 2 + 2, "two manifests with their signatures, log and checkpoint");
    ends(&home, &["verify"], 0);
}

/// One process reads many files. One that dies takes only its own file with it.
#[test]
fn a_file_that_kills_its_reader_harms_no_other() {
    let home = Home::new();
    let open: String = (0..5000).map(|number| format!("<b a={number}>")).collect();
    for number in 0..40 {
        home.text(&format!("{number:02}.html"), format!("<p>The police said that {number} people were detained.</p>"));
    }
    home.text("07a.html", format!("<p>{open}{}", "</p><p>x".repeat(100_000)));
    let done = home.seal(&[&home.texts]).arg("--keep-going").output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(said(&done).matches("it may be built to do so").count(), 1, "{}", said(&done));
    assert_eq!(documents(&home).len(), 40);
    ends(&home, &["verify", "--deep"], 0);
}

/// What a run would say, a dry run says: who trusts it should not be surprised.
#[test]
fn a_dry_run_says_what_the_run_says() {
    let home = Home::new();
    let known = home.text("known.txt", "Known.\n");
    sealed(&home, &[&known]);
    home.text("good.txt", "Good.\n");
    home.text("page.html", super::pages::PAGE);
    home.text("empty.txt", "");
    let before = crate::support::snapshot(&home.root);
    let told = |more: &[&str]| {
        let done = home.seal(&[&home.texts]).arg("--keep-going").args(more).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{}", said(&done));
        String::from_utf8(done.stderr).unwrap()
    };
    let dry = told(&["--dry-run"]);
    assert!(crate::support::snapshot(&home.root) == before, "nothing is written");
    let real = told(&[]);
    for line in ["note: archive/page.html: 1 line with digits", "empty.txt: the file is empty"] {
        assert!(dry.contains(line) && real.contains(line), "{dry}{real}");
    }
    assert!(dry.contains("note: archive/known.txt is sealed already\n"), "{dry}");
    assert!(dry.contains("error: 1 file cannot be sealed; all others can\n"), "{dry}");
}
