//! Large runs: a table, a file that cannot be sealed, a run that is taken up again.

use super::{documents, ends};
use crate::support::program::{Home, said, unknown_flags};

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
    let done = seal(row("a.txt") + &row("b.txt"));
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(documents(&home).len(), 2);
    assert_eq!(documents(&home)[1]["retrieval"]["http_status"], 200);
}
