//! One document: its card, its text with figures marked, each figure with all that is said of it, and its versions.

use askama::Template;

use super::card::{Row, commands, rows};
use super::judged::Judged;
use super::links::Links;
use super::marked;
use super::versions::{Versions, versions};
use super::words::{Html, bdi, class, relation, standing, struck, titled, value};
use crate::figures::{Figure, rules};
use crate::holdings::{Body, Holding};
use crate::manifest::Content;
use crate::report::figures::{date, name};

#[derive(Template)]
#[template(path = "document.html")]
struct Document {
    number: usize,
    title: Html,
    path: Html,
    state: &'static str,
    why_no_text: Option<Html>,
    rows: Vec<Row>,
    commands: Html,
    text: Option<Html>,
    language: String,
    figures: Vec<View>,
    versions: Option<Versions>,
}

/// A figure, opened.
struct View {
    id: String,
    value: Html,
    measure: String,
    struck: bool,
    class: &'static str,
    standing: &'static str,
    source: Option<Html>,
    source_place: Option<String>,
    date: String,
    sentence: Html,
    place: String,
    rule: &'static str,
    rule_says: &'static str,
    related: Vec<Related>,
    answer: Option<Html>,
    finding: Option<String>,
}

struct Related {
    relation: &'static str,
    path: Html,
    href: Option<String>,
    place: String,
}

/// The HTML of one document.
pub(super) fn document(holding: &Holding<'_>, links: &Links, judged: &Judged) -> askama::Result<String> {
    let document = holding.document;
    let number = links.number(document.path.as_str()).unwrap_or(0);
    let shown = match &holding.body {
        Body::Text(shown) => Some(shown),
        _ => None,
    };
    let views = shown.map(|shown| {
        let view = |figure| View::of(figure, number, marked::sentence(shown, figure), links, judged);
        holding.figures.iter().map(view).collect()
    });
    Document {
        number,
        title: title(holding),
        path: bdi(document.path.as_str()),
        state: state(holding),
        why_no_text: why_no_text(holding),
        rows: rows(holding, links),
        commands: commands(holding),
        text: shown.map(|shown| marked::text(shown, &holding.figures, number)),
        language: language(document.source.language.value().map(|tag| &**tag)),
        figures: views.unwrap_or_default(),
        versions: versions(holding),
    }
    .render()
}

/// A tag for screen readers and hyphenation; nothing that is not a tag.
fn language(tag: Option<&str>) -> String {
    let is_tag =
        |tag: &&str| !tag.is_empty() && tag.len() < 36 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    tag.filter(is_tag).unwrap_or("und").to_owned()
}

/// The title, or the file's name where nobody knows one.
pub(super) fn title(holding: &Holding<'_>) -> Html {
    let document = holding.document;
    document.source.title.value().map_or_else(|| bdi(document.path.file_name()), |title| bdi(title))
}

/// What became of it, in two words.
pub(super) fn state(holding: &Holding<'_>) -> &'static str {
    match (&holding.body, holding.successor) {
        (Body::Text(_), Some(_)) => "superseded",
        (Body::Text(_) | Body::NoText, _) => "as sealed",
        (Body::Withdrawn(_), _) => "taken down",
        (Body::Withheld, _) => "kept elsewhere",
        (Body::NotAsSealed(_), _) => "not as sealed",
        (Body::TooLarge, _) => "too large to show",
    }
}

fn why_no_text(holding: &Holding<'_>) -> Option<Html> {
    Some(match &holding.body {
        Body::Text(_) => return None,
        Body::Withdrawn(why) => Html(format!("The text was taken down: {}", bdi(why))),
        Body::NotAsSealed(why) => Html(format!("The text is not shown: {}", bdi(why))),
        Body::NoText => Html("No text comes from its bytes.".to_owned()),
        Body::TooLarge => Html("The text is too large to be shown; nothing of it was read here.".to_owned()),
        Body::Withheld => match holding.document.content() {
            Some(Content::Withheld { reason, .. } | Content::Committed { reason, .. }) => {
                Html(format!("The text is kept elsewhere: {}", bdi(&reason)))
            }
            _ => Html("The text is kept elsewhere.".to_owned()),
        },
    })
}

impl View {
    fn of(figure: &Figure, number: usize, sentence: Html, links: &Links, judged: &Judged) -> Self {
        let finding = judged.get(figure.start);
        let answer = finding.and_then(|finding| finding.answer.as_ref()).map(|answer| {
            Html(format!(
                "{} answered on {}: {}, because {}",
                bdi(&answer.by),
                answer.at,
                bdi(&answer.verdict),
                bdi(&answer.reason)
            ))
        });
        let related = figure.related.iter().map(|related| Related {
            relation: relation(related.relation),
            path: bdi(&related.path),
            href: links
                .figure(&related.path, related.start)
                .filter(|_| related.relation != crate::figures::Relation::RescindedBy),
            place: format!("bytes {}–{}", related.start, related.end),
        });
        let who: Vec<String> = figure.who.iter().map(name).collect();
        let measure = match who.is_empty() {
            true => titled(&name(&figure.measure)),
            false => format!("{}: {}", titled(&name(&figure.measure)), who.join(", ").replace('-', " ")),
        };
        Self {
            id: format!("f{number}-{}", figure.start),
            value: bdi(&value(figure)),
            measure,
            struck: struck(figure.verdict),
            class: class(figure.verdict),
            standing: standing(figure.verdict),
            source: figure.source.as_ref().map(|source| bdi(&source.text)),
            source_place: figure
                .source
                .as_ref()
                .map(|source| format!("bytes {}–{}", source.span.start, source.span.end)),
            date: date(figure.window).replace('/', " – "),
            sentence,
            place: format!("bytes {}–{}", figure.start, figure.end),
            rule: figure.rule,
            rule_says: rules().find(|rule| rule.name == figure.rule).map_or("", |rule| rule.summary),
            related: related.collect(),
            answer,
            finding: finding.filter(|finding| finding.is_open()).and_then(|finding| finding.id.clone()),
        }
    }
}
