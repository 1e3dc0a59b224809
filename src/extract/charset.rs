//! What a web page says of its own charset.

use crate::text::Charset;

/// So far a declaration is looked for (WHATWG HTML §13.2.3.2, "prescan a byte stream").
const PRESCAN: usize = 1024;

/// The charset of `<meta charset=…>` or `<meta http-equiv=… content="…; charset=…">` in the first bytes of a page.
///
/// A page that is read as ASCII so far cannot be UTF-16, whatever it says: it is then taken for UTF-8, as browsers do.
pub(super) fn declared(bytes: &[u8]) -> Option<Charset> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    let mut rest = &head[..];
    while let Some(at) = memchr::memmem::find(rest, b"<") {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix(b"!--") {
            // What is commented out declares nothing.
            rest = &comment[memchr::memmem::find(comment, b"-->")?..];
        } else if rest.starts_with(b"meta") {
            let tag = &rest[..memchr::memchr(b'>', rest).unwrap_or(rest.len())];
            if let Some(charset) = in_tag(tag) {
                return Some(charset);
            }
        }
    }
    None
}

fn in_tag(tag: &[u8]) -> Option<Charset> {
    let after = &tag[memchr::memmem::find(tag, b"charset")? + b"charset".len()..];
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let after = after.strip_prefix(b"\"").or(after.strip_prefix(b"'")).unwrap_or(after);
    let end = after.iter().position(|b| b"\"' ;/".contains(b) || b.is_ascii_whitespace()).unwrap_or(after.len());
    let charset = Charset::for_label(std::str::from_utf8(&after[..end]).ok()?).ok()?;
    Some(if charset.name().starts_with("UTF-16") { Charset::UTF_8 } else { charset })
}

/// The charset parameter of a media type, such as `text/html; charset=koi8-r`.
pub(super) fn of_media_type(value: &str) -> Option<Charset> {
    let value = value.to_ascii_lowercase();
    let parameter = value.split(';').skip(1).find_map(|part| part.trim().strip_prefix("charset="))?.to_owned();
    Charset::for_label(parameter.trim_matches(['"', ' '])).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        for (page, charset) in [
            ("<meta charset=windows-1251>", Some("windows-1251")),
            ("<!doctype html><META CHARSET='koi8-r'/>", Some("KOI8-R")),
            ("<meta http-equiv=Content-Type content=\"text/html; charset=ISO-8859-5\">", Some("ISO-8859-5")),
            ("<meta name=x content=y><meta charset = \"utf-8\">", Some("UTF-8")),
            ("<meta charset=utf-16>", Some("UTF-8")),
            ("<!-- <meta charset=koi8-r> --><p>x", None),
            ("<p>charset=koi8-r", None),
            ("<meta charset=klingon>", None),
        ] {
            assert_eq!(declared(page.as_bytes()).map(Charset::name), charset, "{page}");
        }
        let late = format!("{}<meta charset=koi8-r>", " ".repeat(PRESCAN));
        assert!(declared(late.as_bytes()).is_none());
        assert_eq!(of_media_type("text/html; a=b; charset=\"koi8-r\"").map(Charset::name), Some("KOI8-R"));
        assert!(of_media_type("text/html").is_none());
    }
}
