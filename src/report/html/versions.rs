//! What a newer version of a text changed.

use super::words::{Html, escape};
use crate::diff::{Piece, Weight, changes, compare, gravest};
use crate::holdings::{Body, Holding};

/// Letters of what stayed that are shown before and behind a change.
const AROUND: usize = 120;

/// The changes to the older version.
pub(super) struct Versions {
    pub summary: String,
    pub text: Html,
}

/// Compares a text with the one whose place it takes; nothing if one of the two is not to be seen.
pub(super) fn versions(holding: &Holding<'_>) -> Option<Versions> {
    let (Some((_, Body::Text(older))), Body::Text(newer)) = (&holding.older, &holding.body) else { return None };
    let pieces = compare(older.text(), newer.text());
    let of = |weight| changes(&pieces).filter(|change| change.weight == weight).count();
    let counts = [Weight::Substantive, Weight::Wording, Weight::Cosmetic].map(|weight| (of(weight), weight.name()));
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
    let summary = match gravest(&pieces) {
        None => "The text is the same.".to_owned(),
        Some(_) => format!("Changes: {}.", told.join(", ")),
    };
    Some(Versions { summary, text: html(&pieces) })
}

fn html(pieces: &[Piece<'_>]) -> Html {
    let mut out = String::from("<bdi dir=\"auto\">");
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Same(text) => same(text, at > 0, at + 1 < pieces.len(), &mut out),
            Piece::Changed(change) => {
                out += &format!("<span class=\"change {}\">", change.weight.name());
                for (tag, text) in [("del", change.removed), ("ins", change.added)] {
                    if !text.is_empty() {
                        out += &format!("<{tag}>");
                        escape(text, &mut out);
                        out += &format!("</{tag}>");
                    }
                }
                out += "</span>";
            }
        }
    }
    Html(out + "</bdi>")
}

/// What stayed: near a change in full, far from one not at all.
fn same(text: &str, is_behind: bool, is_before: bool, out: &mut String) {
    let letters = text.chars().count();
    let (head, tail) = (if is_behind { AROUND } else { 0 }, if is_before { AROUND } else { 0 });
    if letters <= head + tail + 10 {
        return escape(text, out);
    }
    escape(&text.chars().take(head).collect::<String>(), out);
    *out += " <span class=\"cut\">[…]</span> ";
    escape(&text.chars().skip(letters - tail).collect::<String>(), out);
}
