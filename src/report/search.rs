//! What a search found, for a terminal.

use super::clean::clean_line;
use super::ranked::cut;
use crate::holdings::Hit;

/// Letters of a line that are shown.
const WIDTH: usize = 100;

/// A document with the places at which it has the words.
pub fn hits(path: &str, hits: &[Hit]) -> String {
    let mut out = format!("{}\n", clean_line(path));
    for hit in hits.iter().filter(|hit| hit.place != "path") {
        out += &format!("  {:<10} {}\n", hit.place, clean_line(&around(&hit.text, hit.at)));
    }
    out
}

/// So much of a line that the word at `at` is seen.
fn around(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default().chars().count();
    match before > WIDTH / 2 {
        true => format!("…{}", cut(&text.chars().skip(before - WIDTH / 3).collect::<String>(), WIDTH)),
        false => cut(text, WIDTH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_seen_in_a_long_line() {
        let text = format!("{}needle {}", "é ".repeat(300), "x ".repeat(300));
        let shown = around(&text, text.find("needle").unwrap());
        assert!(shown.starts_with('…') && shown.contains("needle") && shown.ends_with('…'), "{shown}");
        assert_eq!(around("short", 0), "short");
    }
}
