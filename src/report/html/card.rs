//! The provenance card of a document: what was sealed of it, and how to check that by hand.

use super::links::Links;
use super::words::{Html, bdi};
use crate::holdings::Holding;
use crate::log::ManifestName;
use crate::manifest::{Basis, Content, Known, Method, Str};
use crate::path::shell_quoted;

/// A line of the card.
pub(super) struct Row {
    pub name: &'static str,
    pub value: Html,
}

/// All that was sealed of a document, in the order in which a person asks for it.
pub(super) fn rows(holding: &Holding<'_>, links: &Links) -> Vec<Row> {
    let (document, place) = (holding.document, &holding.place);
    let (source, retrieval) = (&document.source, &document.retrieval);
    let mut rows = Vec::new();
    let mut add = |name, value: Option<Html>| rows.extend(value.map(|value| Row { name, value }));
    let some = |value: &Option<Str<'_>>| value.as_ref().map(|value| bdi(value));
    add("Published by", Some(known(&source.publisher)));
    add("First published by", some(&source.original_publisher));
    add("Author", Some(known(&source.author)));
    add("Published", Some(known(&source.published_at)));
    add("Date as printed", some(&source.published_as_printed));
    add("Language", Some(known(&source.language)));
    add("Terms", Some(known(&source.licence)));
    // An address is written out and is no link: to follow it would tell its server who reads this.
    add("Address", Some(known(&retrieval.url)));
    add("Led on to", some(&retrieval.final_url));
    add("Copy in a web archive", some(&retrieval.memento_url));
    add("Retrieved", Some(retrieved(holding)));
    add("Retrieved by", Some(known(&retrieval.operator)));
    add("Retrieved with", some(&retrieval.tool));
    let by = format!("{}, by ", place.sealed_at);
    add("Sealed", Some(Html(by + &bdi(place.sealed_by).0)));
    add("Sealed with", Some(bdi(place.tool)));
    let position = format!("entry {} of the log, <code>manifests/{}</code>", place.index, place.manifest);
    add("Position in the log", Some(Html(position)));
    add("Media type", Some(bdi(&document.media_type)));
    match document.content() {
        Some(Content::Present { size, sha256, text }) | Some(Content::Withheld { size, sha256, text, .. }) => {
            add("Size", Some(Html(super::words::count(usize::try_from(size).unwrap_or(usize::MAX), "byte"))));
            add("SHA-256 of the bytes", Some(code(&sha256.to_string())));
            add("SHA-256 of the text", Some(code(&text.sha256.to_string())));
            let charset = format!("{}, profile {}", text.charset.as_ref() as &str, text.profile.as_ref() as &str);
            add("Charset", Some(bdi(&charset)));
        }
        Some(Content::Committed { commitment, .. }) => add("Salted commitment", Some(code(&commitment.to_string()))),
        None => {}
    }
    let to = |path: &crate::path::ArchivePath| match links.document(path.as_str()) {
        Some(href) => Html(format!("<a href=\"{href}\">{}</a>", bdi(path.as_str()))),
        None => bdi(path.as_str()),
    };
    add("Takes the place of", holding.older.as_ref().map(|(path, _)| to(path)));
    add("Superseded by", holding.successor.map(to));
    rows
}

fn known(value: &Known<Str<'_>>) -> Html {
    match value {
        Known::Value(value) => bdi(value),
        Known::Unknown => unknown(),
    }
}

fn unknown() -> Html {
    Html("<span class=\"unknown\">unknown</span>".to_owned())
}

fn code(text: &str) -> Html {
    Html(format!("<code>{text}</code>"))
}

fn retrieved(holding: &Holding<'_>) -> Html {
    let retrieval = &holding.document.retrieval;
    let how = match retrieval.method.value() {
        Some(Method::Http) => ", fetched by a program",
        Some(Method::Browser) => ", saved from a browser",
        Some(Method::WarcImport) => ", from a web archive file",
        Some(Method::Received) => ", handed over",
        Some(Method::Paste) => ", copied and pasted",
        Some(Method::Ocr) => ", read by a machine from a picture",
        _ => "",
    };
    let known = match retrieval.retrieved_at_basis {
        Basis::Observed => " (observed by the program)",
        Basis::Declared => " (as somebody says)",
        Basis::Mtime => " (the file’s time of last change)",
        _ => "",
    };
    match retrieval.retrieved_at.value() {
        Some(at) => Html(format!("{at}{known}{how}")),
        None => Html(format!("{}{how}", unknown())),
    }
}

/// Commands that check the document without this program. Each word of outside is quoted for a shell, and then escaped.
pub(super) fn commands(holding: &Holding<'_>) -> Html {
    let manifest = format!("manifests/{}", holding.place.manifest);
    let mut lines = Vec::new();
    if let Some(Content::Present { sha256, .. }) = holding.document.content() {
        lines.push(format!("sha256sum -- {}", shell_quoted(holding.document.path.as_str())));
        lines.push(format!("# {sha256}"));
    }
    lines.push(format!("grep -F {} manifests/SHA256SUMS", shell_quoted(&holding.place.manifest)));
    lines.push("(cd manifests && sha256sum --quiet -c SHA256SUMS)".to_owned());
    let then = ManifestName::from_file_name(&holding.place.manifest).map(|name| name.verify_time());
    lines.push(format!(
        "ssh-keygen -Y verify -f keys/allowed_signers -I {} -n kzarchive-manifest{} -s {manifest}.sig < {manifest}",
        shell_quoted(holding.place.sealed_by),
        then.map_or_else(|_| String::new(), |then| format!(" -O verify-time={then}")),
    ));
    let mut out = String::new();
    for line in lines {
        super::words::escape(&line, &mut out);
        out.push('\n');
    }
    Html(out)
}
