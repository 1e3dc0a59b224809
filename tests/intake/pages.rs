//! HTML: the bytes stay, the text is derived from them, and what the page says of itself is kept as its own words.

use serde_json::{Value, json};

use super::{documents, ends, run, sealed};
use crate::support::program::{Home, said, unknown_flags};

pub const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>At least 225 killed | Example</title>
<link rel="canonical" href="https://example.org/tally">
<meta property="og:site_name" content="Example Monitor"><meta name="author" content="A. B.">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"At least 225 killed",
"datePublished":"2022-01-13"}</script></head><body>
<nav><a href="/">Home</a> <a href="/about">About</a></nav>
<article><h1>At least 225 killed</h1>
<p>The ministry said that 164 people were killed in the city over the week, and that more may yet be found there.</p>
<p>Over 9,900 people were detained, according to the police, who gave no other details about that number.</p></article>
<aside><p>In numbers: 26 dead.</p></aside><footer>Imprint</footer></body></html>
"#;

pub const TEXT: &str = "At least 225 killed\n\n\
The ministry said that 164 people were killed in the city over the week, and that more may yet be found there.\n\n\
Over 9,900 people were detained, according to the police, who gave no other details about that number.\n";

fn digest(text: &str) -> String {
    kzarchive::digest::Digest::of(text.as_bytes()).to_string()
}

#[test]
fn the_main_text_is_sealed_beside_the_bytes_and_all_that_shows() {
    let home = Home::new();
    let file = home.text("page.html", PAGE);
    let done = home.seal(&[&file]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("archive/page.html: 1 line with digits are shown and not in its main text"));
    let document = &documents(&home)[0];
    assert_eq!(document["sha256"], digest(PAGE));
    assert_eq!(document["media_type"], "text/html");
    let text = &document["text"];
    assert_eq!(text["extractor"], kzarchive::extract::Extractor::Html.name());
    assert_eq!(text["sha256"], digest(TEXT));
    let shown = format!("Home About\n\n{TEXT}\nIn numbers: 26 dead.\n\nImprint\n");
    assert_eq!(text["visible"], digest(&shown));
    assert_eq!(std::fs::read_to_string(home.root.join("archive/page.html")).unwrap(), PAGE);
    ends(&home, &["verify", "--deep"], 0);
}

#[test]
fn what_the_page_says_of_itself_comes_last_and_is_told_apart() {
    let home = Home::new();
    let file = home.text("page.html", PAGE);
    home.text("page.html.meta.toml", "title = \"From the sidecar\"\noperator = \"n.k.\"\n");
    home.text("table.csv", "path,title,method,licence\npage.html,From the table,browser,CC0-1.0\n");
    let table = home.texts.join("table.csv");
    let flags = ["--retrieved-at", "2022-01-14", "--author", "unknown", "--table", table.to_str().unwrap()];
    let done = home.command(&["seal"]).args(flags).arg(&file).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let document = &documents(&home)[0];
    let (source, retrieval) = (&document["source"], &document["retrieval"]);
    assert_eq!((&source["title"], &retrieval["method"]), (&json!("From the sidecar"), &json!("browser")));
    assert_eq!((&source["author"], &source["publisher"]), (&json!("unknown"), &json!("Example Monitor")));
    assert_eq!((&source["published_at"], &source["language"]), (&json!("2022-01-13"), &json!("en")));
    assert_eq!(retrieval["url"], "https://example.org/tally");
    assert_eq!(
        document["origins"],
        json!({
            "sidecar": ["operator", "title"],
            "table": ["method", "licence"],
            "document": ["url", "publisher", "published_at", "language"],
        })
    );
}

#[test]
fn what_is_kept_back_does_not_come_out_by_its_own_title() {
    let home = Home::new();
    let file = home.text("page.html", PAGE);
    let done = home.command(&["seal", "--withhold", "a witness"]).arg(&file).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(said(&done).contains("--title"), "{}", said(&done));
    let done = home.seal(&[&file]).args(["--withhold", "a witness"]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert!(documents(&home)[0].get("origins").is_none());
}

#[test]
fn figures_are_read_in_the_main_text_and_say_so() {
    let home = Home::new();
    sealed(&home, &[&home.text("page.html", PAGE)]);
    let figures = ends(&home, &["figures", "--format", "jsonl"], 0);
    let figures: Vec<serde_json::Value> = figures.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(figures.len(), 3, "{figures:?}");
    for figure in &figures {
        let span = |key: &str| figure[key].as_u64().unwrap() as usize;
        assert_eq!(figure["of"], "text");
        assert_eq!(TEXT[span("start")..span("end")], *figure["text"].as_str().unwrap());
    }
    // Not sealed, it reads the same.
    let file = home.texts.join("page.html");
    let loose = ends(&home, &["figures", "--format", "jsonl", file.to_str().unwrap()], 0);
    assert_eq!(loose.lines().count(), 3);
    // Findings, too, show lines of the text.
    let verdict = ends(&home, &["verify", "--format", "json"], 0);
    let verdict: serde_json::Value = serde_json::from_str(&verdict).unwrap();
    assert!(verdict["findings"].as_array().unwrap().iter().all(|finding| finding["of"] == "text"), "{verdict}");
    assert!(!ends(&home, &["verify"], 0).contains("<p>"));
    // Derived anew, the text has the same ones.
    let deep = ends(&home, &["verify", "--deep", "--format", "json"], 0);
    let deep: serde_json::Value = serde_json::from_str(&deep).unwrap();
    assert!(deep["figures"]["read"] == 3 && deep["figures"] == verdict["figures"], "{deep}");
    assert_eq!(deep["findings"], verdict["findings"]);
    // Plain text has nothing to say.
    sealed(&home, &[&home.text("plain.txt", TEXT)]);
    let figures = ends(&home, &["figures", "--format", "jsonl"], 0);
    assert_eq!(figures.lines().filter(|line| line.contains("\"of\"")).count(), 3);
}

#[test]
fn a_changed_page_is_altered_unless_its_bytes_come_back() {
    let home = Home::new();
    sealed(&home, &[&home.text("page.html", PAGE)]);
    let stored = home.root.join("archive/page.html");
    let told = |from: &str, to: &str| {
        std::fs::write(&stored, PAGE.replace(from, to)).unwrap();
        ends(&home, &["verify"], 1)
    };
    let text = told("164", "168");
    assert!(
        text.contains("line 3 changed of its text; figures there now: `168`") || text.contains("of its text"),
        "{text}"
    );
    // What no word of the text has can say something else all the same.
    for to in
        ["<footer class=x>", "<iframe src='https://example.org/'></iframe><footer>", "<img alt='26 dead'><footer>"]
    {
        let markup = told("<footer>", to);
        assert!(markup.contains("error[altered]: its text is the sealed one"), "{markup}");
        assert!(markup.contains("put the sealed text back"), "{markup}");
    }
    let windows = told("\n", "\r\n");
    assert!(windows.contains("error[re-encoded]") && windows.contains("line endings are CRLF"), "{windows}");
}

#[test]
fn what_a_page_shows_beside_its_main_text_is_altered_too() {
    let home = Home::new();
    sealed(&home, &[&home.text("page.html", PAGE)]);
    let stored = home.root.join("archive/page.html");
    for (from, to) in [("26 dead", "62 dead"), ("Imprint", "Imprint of another"), ("<aside>", "<aside hidden>")] {
        std::fs::write(&stored, PAGE.replace(from, to)).unwrap();
        let told = ends(&home, &["verify"], 1);
        assert!(told.contains("error[altered]") && told.contains("--> archive/page.html\n"), "{told}");
        assert!(told.contains("its main text is the sealed one; what changed stands outside of it"), "{told}");
    }
}

#[test]
fn words_of_the_text_are_quoted_in_a_rescission() {
    let home = Home::new();
    sealed(&home, &[&home.text("page.html", PAGE), &home.text("b.txt", "The ministry withdrew the 164.\n")]);

    let arguments = [
        "rescind",
        "archive/page.html",
        "164 people",
        "--evidence",
        "archive/b.txt",
        "withdrew the 164",
        "--withdrawn-by",
        "Ministry",
        "--reason",
        "an error",
    ];
    let done = home.command(&arguments).output().unwrap();
    if !done.status.success() {
        panic!("{}", said(&done));
    }
    ends(&home, &["verify"], 0);
}

/// The crate that finds main texts may drop a heading or a box. The first is put back, the second told.
#[test]
fn recall_on_pages_of_many_shapes() {
    let lines: Vec<String> = (0..8)
        .map(|i| {
            format!("Paragraph {i}: officials told reporters, at some length, that {} people were counted.", 100 + i)
        })
        .collect();
    let paragraphs: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
    let items: String = (0..6).map(|i| format!("<li>Region {i}: {} dead</li>", i * 7 + 3)).collect();
    let rows: String = (0..5).map(|i| format!("<tr><td>City {i}</td><td>{}</td></tr>", i * 11 + 4)).collect();
    let (mut wanted, mut found) = (0, 0);
    for body in [
        format!("<main><article><h1>Of 225</h1>{paragraphs}</article></main>"),
        format!("<div class=content><h1>Of 225</h1>{paragraphs}<ul>{items}</ul></div>"),
        format!("<article><h1>Of 225</h1>{paragraphs}<table>{rows}</table></article>"),
        format!("<table><tr><td><font>{}</font></td></tr></table>", lines.join("<br><br>")),
        format!("<div id=c>{}</div>", lines.iter().map(|line| format!("<div>{line}</div>")).collect::<String>()),
        format!("<article>{paragraphs}<figure><img src=a><figcaption>When 26 died.</figcaption></figure></article>"),
        format!("<article>{paragraphs}<blockquote><p>We saw 17 bodies.</p></blockquote></article>"),
        "<div><h1>Statement</h1><p>Police say 19 officers died.</p></div>".to_owned(),
    ] {
        let page = format!("<title>T</title><nav><a href=/>Home 1</a></nav>{body}<footer>(c) 2022</footer>");
        let extracted =
            kzarchive::extract::extract(kzarchive::extract::Extractor::Html, page.as_bytes(), None).unwrap();
        let words = [
            &lines[..],
            &[
                "Of 225",
                "City 3\t37",
                "Region 5: 38 dead",
                "When 26 died.",
                "We saw 17 bodies.",
                "Police say 19 officers died.",
            ]
            .map(str::to_owned),
        ]
        .concat();
        for line in words.iter().filter(|line| page.replace("</td><td>", "\t").contains(*line)) {
            wanted += 1;
            found += usize::from(extracted.text.contains(&**line));
        }
        assert!(!extracted.text.contains("Home 1"), "{}", extracted.text);
    }
    assert!(wanted > 60 && found == wanted, "{found} of {wanted} lines");
}

#[test]
fn a_text_that_another_version_derived_is_told_as_not_checked() {
    use crate::support::{Made, forge};
    use kzarchive::verify::{CheckName, Depth, Figures, Outcome, Request, verify};

    let made = Made::new();
    made.seal("a.txt", "Of 17.\n");
    made.seal("page.html", PAGE);
    let path = made.root.join(forge::manifest_path(&made.root, 2));
    let manifest = std::fs::read_to_string(path).unwrap();
    let own = kzarchive::extract::Extractor::Html.name();
    assert!(manifest.contains(own));
    forge::replace(&made.root, 2, manifest.replace(own, "html/9").as_bytes(), &made.hands);
    let outcome = |depth, check| {
        let request = Request { depth, figures: Figures::Read, ..Request::default() };
        let verdict = verify(&made.archive(), &request);
        assert!(verdict.failures.is_empty(), "{:?}", verdict.failures);
        let found = verdict.checks.iter().find(|c| c.check == check).unwrap().outcome.clone();
        (found, verdict.verified())
    };
    let not = "of 1 text, what derived it is not in this version";
    let (documents, verified) = outcome(Depth::Texts, CheckName::Documents);
    assert!(matches!(&documents, Outcome::NotChecked(why) if why.ends_with(not)), "{documents:?}");
    assert!(!verified);
    let (figures, _) = outcome(Depth::Bytes, CheckName::Figures);
    assert!(matches!(&figures, Outcome::NotChecked(why) if why.ends_with(not)), "{figures:?}");
    let (documents, verified) = outcome(Depth::Bytes, CheckName::Documents);
    assert!(matches!(documents, Outcome::Passed(_)) && verified);
}

#[test]
fn words_that_are_quoted_of_a_text_of_another_version_are_told_as_not_compared() {
    use crate::support::{Made, forge};
    use kzarchive::verify::{CheckName, Outcome, Request, verify};

    let made = Made::new();
    made.seal("a.txt", "The figure of 225 was withdrawn.\n");
    made.seal("page.html", PAGE);
    made.rescind(("archive/page.html", "At least 225 killed"), ("archive/a.txt", "was withdrawn"));
    let documents = || {
        let verdict = verify(&made.archive(), &Request::default());
        assert!(verdict.failures.is_empty(), "{:?}", verdict.failures);
        (verdict.checks.iter().find(|c| c.check == CheckName::Documents).unwrap().outcome.clone(), verdict.verified())
    };
    assert!(matches!(documents(), (Outcome::Passed(_), true)));
    let manifest = std::fs::read_to_string(made.root.join(forge::manifest_path(&made.root, 2))).unwrap();
    let other = manifest.replace(kzarchive::extract::Extractor::Html.name(), "html/9");
    forge::replace(&made.root, 2, other.as_bytes(), &made.hands);
    let (documents, verified) = documents();
    let not = "; 1 quotation not compared: the text is too large, or none comes from it here";
    assert!(matches!(&documents, Outcome::NotChecked(why) if why.ends_with(not)) && !verified, "{documents:?}");
}

#[test]
fn figures_of_a_text_that_cannot_be_read_are_told_as_not_checked() {
    use crate::support::{Made, forge};
    use kzarchive::verify::{CheckName, Figures, Outcome, Request, verify};

    let made = Made::new();
    made.seal("a.txt", "Of 17.\n");
    let path = made.root.join(forge::manifest_path(&made.root, 1));
    let manifest = std::fs::read_to_string(path).unwrap();
    let (plain, pdf) = (kzarchive::extract::Extractor::Plain.name(), kzarchive::extract::Extractor::Pdf.name());
    forge::replace(&made.root, 1, manifest.replace(plain, pdf).as_bytes(), &made.hands);
    let figures = |figures| {
        let verdict = verify(&made.archive(), &Request { figures, ..Request::default() });
        assert!(verdict.failures.is_empty() && verdict.documents.intact == 1, "{:?}", verdict.failures);
        verdict.checks.into_iter().find(|check| check.check == CheckName::Figures).unwrap().outcome
    };
    let outcome = figures(Figures::Read);
    assert!(matches!(&outcome, Outcome::NotChecked(why) if why.ends_with("; 1 text could not be read")), "{outcome:?}");
    assert_eq!(figures(Figures::Skip), Outcome::NotChecked("not asked for".to_owned()));
}

#[test]
fn figures_of_a_language_that_is_not_read_are_told_as_not_checked() {
    let home = Home::new();
    let seal = |name: &str, language: &str| {
        let flags: Vec<String> = unknown_flags();
        let at = flags.iter().position(|flag| flag == "--language").unwrap();
        let text = home.text(name, "Reportedly 40 people were killed.\n");
        let mut command = home.command(&["seal"]);
        command.args(&flags[..at]).args(["--language", language]).args(&flags[at + 2..]).arg(text);
        assert!(command.status().unwrap().success());
    };
    let figures = || {
        let output = home.command(&["verify", "--format", "json"]).output().unwrap();
        let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = verdict["checks"].as_array().unwrap().clone();
        checks.into_iter().find(|check| check["check"] == "figures").unwrap()
    };
    seal("b.txt", "en-GB");
    assert_eq!(figures()["outcome"], "passed");
    seal("c.txt", "ru");
    seal("d.txt", "kk-Cyrl");
    let told = figures();
    assert_eq!(told["outcome"], "not-checked");
    assert!(told["why"].as_str().unwrap().ends_with("; 2 texts in kk-Cyrl, ru not read, only English is"), "{told}");
}

#[test]
fn a_text_of_unknown_language_in_other_letters_or_words_is_told_as_not_checked() {
    let (kazakh, russian) = ("10 қаңтар 2022. Алматыда 164 адам қаза тапты.\n", "Погибли 164 человека.\n");
    let french = "Les autorités ont fait état de 164 morts. Ce chiffre a été retiré par la suite.\n";
    let mixed = "The ministry in Алматы said that 164 people were killed.\n";
    let home = Home::new();
    let files = [("kk.txt", kazakh), ("mixed.txt", mixed)].map(|(name, text)| home.text(name, text));
    sealed(&home, &files.each_ref());
    let why = |told: &str| {
        // Read, and then remembered.
        for _ in 0..2 {
            let verdict: Value = serde_json::from_slice(&run(&home, &["verify", "--format", "json"]).stdout).unwrap();
            let checks = verdict["checks"].as_array().unwrap();
            let figures = checks.iter().find(|check| check["check"] == "figures").unwrap();
            assert_eq!(figures["outcome"], "not-checked");
            assert!(figures["why"].as_str().unwrap().ends_with(told), "{figures}");
        }
    };
    why("1 figure read, none needs an answer; 1 text of unknown language not read, not English by letters and words");
    sealed(&home, &[&home.text("ru.txt", russian), &home.text("fr.txt", french)]);
    why("; 3 texts of unknown language not read, not English by letters and words");

    let told = ends(&home, &["figures"], 0);
    let note = ": not read: of unknown language, and not English by letters and words\n";
    let named = told.lines().find(|line| line.starts_with("note: archive/")).unwrap_or_default();
    assert!(["kk", "ru", "fr"].iter().all(|name| named.contains(name)) && !named.contains("mixed"), "{told}");
    assert!(told.contains(note) && told.contains("archive/mixed.txt\n"), "{told}");
    let told = ends(&home, &["figures", files[0].to_str().unwrap()], 0);
    assert!(told.contains("kk.txt: not read: of unknown language") && !told.contains("no figures in"), "{told}");
}
