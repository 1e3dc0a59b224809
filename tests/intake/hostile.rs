//! Files that are made to exhaust a reader: a clear error within the limits, and the archive as before.

use std::io::Write;

use super::packages::{Parts, gzip, response, wacz, zip};
use super::refused;
use crate::support::program::{Home, said};

fn bomb(size: u64) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..size >> 20 {
        gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    gzip.finish().unwrap()
}

#[test]
fn nested_tags() {
    refused(
        "deep.html",
        format!("{}x{}", "<div>".repeat(10_000), "</div>".repeat(10_000)),
        "nested more than 512 deep",
    );
    refused("deeper.html", "<b>".repeat(2_000_000), "nested more than 512 deep");
}

/// Each paragraph opens all formatting again that was never closed: a page of a megabyte makes a tree of many gigabytes.
#[test]
fn a_page_that_grows_is_stopped_by_the_limits_of_the_worker() {
    let open: String = (0..5000).map(|number| format!("<b a={number}>")).collect();
    refused("grows.html", format!("<p>{open}{}", "</p><p>x".repeat(100_000)), "it may be built to do so");
}

#[test]
fn gzip_bombs() {
    refused("a.warc.gz", bomb(600 << 20), "once it is decompressed");
    let page = response("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &bomb(40 << 20));
    refused("b.warc", page, "http://example.org/ is larger than 32 MiB once it is decompressed");
}

#[test]
fn zip_bombs_and_names() {
    refused("bomb.wacz", zip(&[("archive/x.warc.gz", vec![0; 600 << 20])]), "the package is larger than 512 MiB");
    for (name, why) in [
        ("../../x", "the path has a part '.' or '..'"),
        ("/etc/passwd", "the path is absolute"),
        ("archive\\..\\x", "the path has a backslash"),
        ("C:/x", "the path has a colon"),
        (".git/hooks/x", "git's own folder"),
        ("a\u{1b}[2Jb", "control character"),
    ] {
        refused("names.wacz", zip(&[(name, Vec::new())]), why);
    }
    refused("twice.wacz", zip(&[("a", Vec::new()), ("A", Vec::new())]), "some file system takes their names for one");
    refused("no.wacz", "PK\x03\x04 and nothing", "not a readable WACZ package");
    refused("empty.wacz", zip(&[]), "datapackage.json: it is missing");
}

#[test]
fn packages_whose_parts_do_not_agree() {
    let warc = gzip(&response("Content-Type: text/html\r\n", b"<p>Of 164.</p>"));
    let whole = wacz(&warc, |_| {});
    let home = Home::new();
    assert!(home.seal(&[&home.text("whole.wacz", whole)]).output().unwrap().status.success());
    let changed = |change: &dyn Fn(&mut Parts)| wacz(&warc, change);
    let part = |parts: &Parts, name: &str| parts.iter().position(|(n, _)| n == name).unwrap();
    let other = changed(&|parts| {
        let at = part(parts, "archive/data.warc.gz");
        parts[at].1.push(0);
    });
    refused("other.wacz", other, "archive/data.warc.gz: its bytes are not those of its digest in datapackage.json");
    let more = changed(&|parts| parts.push(("archive/more.warc".to_owned(), Vec::new())));
    refused("more.wacz", more, "archive/more.warc: datapackage.json does not list it");
    let less = changed(&|parts| {
        let at = part(parts, "pages/pages.jsonl");
        parts.remove(at);
    });
    refused("less.wacz", less, "pages/pages.jsonl: datapackage.json lists it, and it is missing");
    let digest = changed(&|parts| {
        parts.push((
            "datapackage-digest.json".to_owned(),
            br#"{"path":"datapackage.json","hash":"sha256:00"}"#.to_vec(),
        ));
    });
    refused("digest.wacz", digest, "its bytes are not those of datapackage-digest.json");
}

#[test]
fn chunks_without_end() {
    let mut body = Vec::new();
    for _ in 0..1000 {
        body.extend_from_slice(b"3\r\nabc\r\n");
    }
    let head = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n";
    refused("a.warc", response(head, &body), "a chunk is cut off");
    body.extend_from_slice(b"ffffffffffffffff\r\nx");
    refused("b.warc", response(head, &body), "a chunk is cut off");
}

/// A PDF of these objects, numbered from 1, with its table; `more` stands in the trailer, where `XREF` is the table's place.
fn pdf(objects: &[&str], more: &str) -> String {
    let (mut out, mut table) = ("%PDF-1.4\n".to_owned(), String::new());
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (count, at) = (objects.len() + 1, out.len());
    let more = more.replace("XREF", &at.to_string());
    format!(
        "{out}xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {count}{more}>>\n\
         startxref\n{at}\n%%EOF\n"
    )
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const ONE_PAGE: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const DRAWS: &str = "BT /F 12 Tf (164 dead) Tj ET /X Do";

/// A page with a text, and what else it may draw.
fn drawn(form: &str, contents: &str, more: &str) -> String {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 6 0 R>>/XObject<</X 5 0 R>>>>>>";
    pdf(&[CATALOG, ONE_PAGE, page, contents, form, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"], more)
}

#[test]
fn pdfs_with_loops() {
    let stream = |head: &str, draws: &str| format!("<<{head}/Length {}>>stream\n{draws}\nendstream", draws.len());
    let form_head = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 6 0 R>>/XObject<</X 5 0 R>>>>";
    let (form, page) = (stream(form_head, "BT ET"), stream("", DRAWS));
    // The same file without a loop is read: what is refused below is refused for its loop.
    let home = Home::new();
    let whole = home.text("whole.pdf", drawn(&form, &page, ""));
    let done = home.seal(&[&whole]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));

    refused("draws-itself.pdf", drawn(&stream(form_head, DRAWS), &page, ""), "it may be built to do so");
    let kids = ["<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", "<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"];
    refused("pages.pdf", pdf(&[CATALOG, kids[0], kids[1]], ""), "no text layer");
    let own_length = "<</Length 4 0 R>>stream\nBT ET\nendstream";
    refused("length.pdf", drawn(&form, own_length, ""), "no text layer");
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    refused("deep.pdf", pdf(&[CATALOG, ONE_PAGE, &deep], ""), "no text layer");
    // A table that is its own predecessor ends; the file is read.
    let chain = home.text("chain.pdf", drawn(&form, &page, "/Prev XREF"));
    assert!(home.seal(&[&chain]).output().unwrap().status.success());
    refused("no.pdf", "not one", "it does not begin with %PDF-");
}

#[test]
fn a_terabyte_of_nothing() {
    for (name, words) in [("a.html", "it is larger than 256 MiB"), ("a.txt", "byte 0 is NUL")] {
        let home = Home::new();
        let path = home.text(name, "");
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        if file.set_len(1 << 40).is_err() {
            let _ = writeln!(std::io::stderr(), "SKIPPED: this file system has no sparse files of 1 TiB");
            return;
        }
        let done = home.seal(&[&path]).output().unwrap();
        assert_eq!(done.status.code(), Some(2));
        assert!(said(&done).contains(words), "{}", said(&done));
    }
}
