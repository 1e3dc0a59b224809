//! Field codes that programs leave in text: `=HYPERLINK("https://…")` of spreadsheets, `HYPERLINK "https://…"` of word
//! processors. They are marks of a link and no words: the sentence goes on through them.

/// Bytes of a field code at most; a longer one is text like any other.
const LONGEST: usize = 2048;

/// Where the text goes on behind a field code that begins at the start of `text`, if one does.
///
/// A label inside (`=HYPERLINK("https://…","the union")`) is skipped with it: what it names stands nowhere else, but a
/// name with quotation marks and brackets around would be read as something that it is not.
pub(super) fn field_code(text: &str) -> Option<usize> {
    let code = text.strip_prefix('=').unwrap_or(text).strip_prefix("HYPERLINK")?;
    let longest = (0..=LONGEST.min(code.len())).rev().find(|&end| code.is_char_boundary(end))?;
    let line = code[..longest].lines().next()?;
    let end = if line.starts_with('(') { bracket(line)? } else { quoted(line)? };
    Some(text.len() - code.len() + end)
}

/// The end of `("…", …)`: brackets inside quotation marks close nothing.
fn bracket(code: &str) -> Option<usize> {
    let mut inside = false;
    code.char_indices().find_map(|(at, c)| {
        inside ^= c == '"';
        (c == ')' && !inside).then_some(at + 1)
    })
}

/// The end of ` "…"`.
fn quoted(code: &str) -> Option<usize> {
    let address = code.trim_start().strip_prefix('"')?;
    let end = address.find('"')?;
    Some(code.len() - address.len() + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_codes_end_where_they_close() {
        let behind = |text: &str| field_code(text).map(|end| text[end..].to_owned());
        assert_eq!(behind(r#"=HYPERLINK("https://a.example/(b)") said"#).as_deref(), Some(" said"));
        assert_eq!(behind(r#"=HYPERLINK("https://a.example", "the guild") said"#).as_deref(), Some(" said"));
        assert_eq!(behind(r#"HYPERLINK "https://a.example" said"#).as_deref(), Some(" said"));
        for text in ["HYPERLINKS are blue", "=HYPERLINK(\"never closed", "=SUM(1)", "HYPERLINK \"open\nnext\"", ""] {
            assert_eq!(field_code(text), None, "{text}");
        }
    }
}
