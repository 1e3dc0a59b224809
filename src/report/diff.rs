//! Two versions of a text for a terminal: each change with its weight and the words around it.

use anstyle::{AnsiColor, Style};

use super::Paint;
use super::clean::clean_line;
use crate::diff::{Change, Piece, Weight, changes};

/// Letters that are shown before and behind a change.
const AROUND: usize = 48;

/// The changes, and how many of each weight there are.
pub fn differences(pieces: &[Piece<'_>], paint: Paint) -> String {
    let mut out = String::new();
    let mut line = 1;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Same(text) => line += text.matches('\n').count(),
            Piece::Changed(change) => {
                let before = at.checked_sub(1).and_then(|at| same(pieces.get(at)));
                let behind = same(pieces.get(at + 1));
                out += &format!("{}: line {line}\n  ", painted(change.weight.name(), style(change.weight), paint));
                out += &clean_line(&end_of(before.unwrap_or_default()));
                out += &changed(change, paint);
                out += &clean_line(&start_of(behind.unwrap_or_default()));
                out.push('\n');
                line += change.added.matches('\n').count();
            }
        }
    }
    out + &summary(pieces)
}

fn summary(pieces: &[Piece<'_>]) -> String {
    let of = |weight| changes(pieces).filter(|change| change.weight == weight).count();
    let counts = [Weight::Substantive, Weight::Wording, Weight::Cosmetic].map(|weight| (of(weight), weight.name()));
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
    if told.is_empty() { "the texts are the same\n".to_owned() } else { format!("changes: {}\n", told.join(", ")) }
}

fn style(weight: Weight) -> Style {
    match weight {
        Weight::Substantive => AnsiColor::Red.on_default().bold(),
        Weight::Wording => AnsiColor::Yellow.on_default(),
        Weight::Cosmetic => AnsiColor::Cyan.on_default(),
    }
}

/// `[-31-]{+37+}`, so that it reads without colours, too.
fn changed(change: &Change<'_>, paint: Paint) -> String {
    let part = |text: &str, style: Style, (open, close): (&str, &str)| {
        if text.is_empty() {
            return String::new();
        }
        // What changed of white space alone could not be seen.
        let shown = match text.trim().is_empty() || change.weight == Weight::Cosmetic {
            true => text.replace(' ', "·").replace('\t', "→").replace('\n', "↵"),
            false => text.replace('\n', "↵"),
        };
        painted(&format!("{open}{}{close}", clean_line(&shown)), style, paint)
    };
    part(change.removed, AnsiColor::Red.on_default(), ("[-", "-]"))
        + &part(change.added, AnsiColor::Green.on_default(), ("{+", "+}"))
}

fn same<'a>(piece: Option<&Piece<'a>>) -> Option<&'a str> {
    match piece {
        Some(Piece::Same(text)) => Some(text),
        _ => None,
    }
}

fn end_of(text: &str) -> String {
    let line = text.rsplit('\n').next().unwrap_or_default();
    let letters = line.chars().count();
    match letters > AROUND {
        true => format!("…{}", line.chars().skip(letters - AROUND).collect::<String>()),
        false => line.to_owned(),
    }
}

fn start_of(text: &str) -> String {
    super::ranked::cut(text.lines().next().unwrap_or_default(), AROUND)
}

fn painted(text: &str, style: Style, paint: Paint) -> String {
    match paint {
        Paint::Styled => format!("{style}{text}{style:#}"),
        Paint::Plain => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::compare;
    use snapbox::{assert_data_eq, str};

    #[test]
    fn what_is_shown() {
        let old = "Head\nThe ward in Osh saw 31 people there \u{1b}[2J today.\nA  gap and old words.\n";
        let new = "Head\nThe ward in Osh saw 37 people there \u{1b}[2J today.\nA gap and \u{202e}new words.\n";
        assert_data_eq!(
            differences(&compare(old, new), Paint::Plain),
            str![[r#"
substantive: line 2
  The ward in Osh saw [-31-]{+37+} people there �[2J today.
cosmetic: line 3
  A[-··-]{+·+}gap and 
wording: line 3
  gap and [-old-]{+�new+} words.
changes: 1 substantive, 1 wording, 1 cosmetic

"#]]
        );
        assert_eq!(differences(&compare(old, old), Paint::Plain), "the texts are the same\n");
    }
}
