//! From words of outside to HTML: escaped, told apart from ours, and with nothing in them that hides or reorders.

use std::fmt;

use crate::figures::{Decimal, Figure, Measure, Op, Relation, Verdict};
use crate::path::reorders_or_hides;

/// HTML that was made here, where every word from outside passed through [`escape`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(pub String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Words from outside, on one line, in a box of their own: their direction moves nothing beside them.
pub(super) fn bdi(text: &str) -> Html {
    let mut out = String::from("<bdi dir=\"auto\">");
    escape(text, &mut out);
    Html(out + "</bdi>")
}

/// Words from outside where no element can stand, as in the title of a page.
pub(super) fn bare(text: &str) -> Html {
    let mut out = String::new();
    escape(text, &mut out);
    Html(out)
}

/// Escapes for text and for attributes in double quotes. A character that moves the cursor, hides or reorders is shown by
/// its number: a reader sees that it is there, and nothing obeys it.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        // Most of a text is plain, and copied in runs.
        let plain = rest.bytes().take_while(|byte| is_plain(*byte)).count();
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(' '),
            '\r' => {}
            // Not for HTML either: noncharacters are errors to a parser.
            c if c.is_control() || reorders_or_hides(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
            }
            c => out.push(c),
        }
    }
}

/// ASCII that stands for itself everywhere.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'')
}

/// `1 document`, `2 documents`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", grouped(&number.to_string())),
    }
}

/// A value in words: `over 160`, `at least 26`, `hundreds`.
pub(super) fn value(figure: &Figure) -> String {
    let end = |end: Option<Decimal>| end.map(|end| grouped(&end.to_string())).unwrap_or_default();
    // A sum is nothing without its currency, which only the text has.
    let (low, high) = match figure.measure == Measure::Money && figure.value.op != Op::Times {
        true => (plain(&figure.text), plain(&figure.text)),
        false => (end(figure.value.low), end(figure.value.high)),
    };
    let either = || if low.is_empty() { high.clone() } else { low.clone() };
    match figure.value.op {
        Op::Equal => either(),
        Op::More => format!("over {low}"),
        Op::AtLeast => format!("at least {low}"),
        Op::Less => format!("under {high}"),
        Op::AtMost => format!("at most {high}"),
        Op::Nearly => format!("nearly {high}"),
        Op::About if low == high => format!("about {low}"),
        Op::About => format!("about {}", plain(&figure.text)),
        Op::Range if low == high => low,
        Op::Range => format!("{low}–{high}"),
        Op::Vague => plain(&figure.text),
        Op::Times => format!("×{}", either()),
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Thousands apart, as English has them.
pub(super) fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    rest.map(|rest| format!("{out}.{rest}")).unwrap_or(out)
}

/// What a verdict says, in words for anybody.
pub(super) const fn standing(verdict: Verdict) -> &'static str {
    match verdict {
        // Not `stands` or `true`: no rule had anything to ask, and that is all.
        Verdict::Ok => "no finding",
        Verdict::Unattributed => "no source named",
        Verdict::Hedged => "doubted by its own text",
        Verdict::Rescinded => "withdrawn",
        Verdict::RepeatsRescinded => "repeats a withdrawn figure",
        Verdict::Conflicting => "contradicts another figure",
    }
}

/// The class by which the style sheet knows a verdict.
pub(super) const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Unattributed => "unattributed",
        Verdict::Hedged => "hedged",
        Verdict::Rescinded => "rescinded",
        Verdict::RepeatsRescinded => "repeats",
        Verdict::Conflicting => "conflicting",
    }
}

/// True if the figure is shown struck through.
pub(super) const fn struck(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Rescinded | Verdict::RepeatsRescinded)
}

/// How another figure stands to this one, in words for anybody.
pub(super) const fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Repeats => "repeats this withdrawn figure",
        Relation::RepeatedBy => "is repeated by",
        Relation::RescindedBy => "is withdrawn here",
        Relation::ConflictsValue => "differs, on the same day, from",
        Relation::ChangedSince => "has taken the place, in a later capture of the page, of",
        Relation::ChangedTo => "was replaced, in a later capture of the page, by",
        Relation::ConflictsScope => "is the same number for other people as",
        Relation::CountedApart => "counts apart, or together, what this one does not",
        Relation::LaterCount => "was followed by a later count",
        Relation::EarlierCount => "follows an earlier count",
        Relation::Compatible => "can be true together with",
        Relation::Same => "says the same as",
    }
}

/// A name of ours with a capital, and spaces for hyphens: `law-enforcement` is `Law enforcement`.
pub(super) fn titled(name: &str) -> String {
    let spaced = name.replace('-', " ");
    let mut letters = spaced.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Text;

    #[test]
    fn nothing_from_outside_is_markup_or_moves() {
        let hostile = "<script>alert('x')</script>&\"\u{202e}\u{1b}[2J\u{0}\r\n\u{fffe}\u{ad}\u{fe0f}";
        assert_eq!(
            bdi(hostile).0,
            "<bdi dir=\"auto\">&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;\
             ⟨U+202E⟩⟨U+001B⟩[2J⟨U+0000⟩ ⟨U+FFFE⟩⟨U+00AD⟩⟨U+FE0F⟩</bdi>"
        );
    }

    #[test]
    fn sums_keep_their_currency() {
        let text = "Fuel rose from $0.14 to over €2 million, and doubled. It was 12 people.";
        let text = Text { path: "a.txt", text, published: None, publisher: None, language: None };
        let reading = crate::figures::read(&text);
        let values: Vec<String> = reading.figures.iter().map(value).collect();
        assert_eq!(values, ["$0.14", "over €2 million", "×2", "12"]);
    }

    #[test]
    fn thousands_stand_apart() {
        let of = |number: &str| grouped(number);
        assert_eq!([of("7"), of("999"), of("1000"), of("1234567.25")], ["7", "999", "1,000", "1,234,567.25"]);
        assert_eq!((count(1, "figure"), count(2000, "figure")), ("1 figure".to_owned(), "2,000 figures".to_owned()));
    }
}
