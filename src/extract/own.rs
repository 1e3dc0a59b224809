//! What a web page says of itself: JSON-LD, OpenGraph, `link`, `time`, `lang`.

use std::collections::BTreeMap;

use dom_query::Document;
use dom_smoothie::Readability;

/// Values longer than this are no titles, names or addresses.
const LONGEST: usize = 1000;

/// Values by the keys of the metadata. JSON-LD comes first, then OpenGraph and its kin, then the page's elements.
pub(super) fn of(html: &str, page: &Document) -> BTreeMap<String, String> {
    let mut own = BTreeMap::new();
    let mut say = |key: &str, value: Option<String>| {
        let value = value.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "));
        if let Some(value) = value.filter(|value| !value.is_empty() && value.len() <= LONGEST) {
            own.entry(key.to_owned()).or_insert(value);
        }
    };
    if let Ok(readability) = Readability::new(html, None, None) {
        let metadata = readability.get_article_metadata(readability.parse_json_ld());
        say("title", Some(metadata.title));
        say("author", metadata.byline);
        say("publisher", metadata.site_name);
        say("published_at", metadata.published_time);
        say("language", metadata.lang);
    }
    let attribute = |selector: &str, name: &str| {
        page.select(selector).nodes().iter().find_map(|node| node.attr(name)).map(|value| value.to_string())
    };
    say("url", attribute("link[rel=canonical]", "href").or(attribute("meta[property='og:url']", "content")));
    say("licence", attribute("link[rel=license]", "href").or(attribute("a[rel=license]", "href")));
    say("language", attribute("html[lang]", "lang"));
    for times in ["time[itemprop=datePublished]", "time[pubdate]", "article time[datetime]"] {
        say("published_at", attribute(times, "datetime"));
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(html: &str) -> Vec<(String, String)> {
        of(html, &Document::from(html)).into_iter().collect()
    }

    #[test]
    fn each_source_and_their_order() {
        let html = r#"<html lang="ru"><head><title>T | Site</title>
            <script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"From JSON-LD",
            "author":{"@type":"Person","name":"A. B."},"publisher":{"@type":"Organization","name":"Monitor"},
            "datePublished":"2022-01-13T08:00:00Z"}</script>
            <meta property="og:title" content="From OpenGraph"><meta property="og:site_name" content="Other">
            <link rel="canonical" href="https://example.org/a"><link rel="license" href="https://example.org/cc">
            </head><body><article><time datetime="2022-01-01">1 January</time></article></body></html>"#;
        let said: Vec<_> = said(html).into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(
            said,
            [
                "author=A. B.",
                "language=ru",
                "licence=https://example.org/cc",
                "published_at=2022-01-13T08:00:00Z",
                "publisher=Monitor",
                "title=From JSON-LD",
                "url=https://example.org/a",
            ]
        );
    }

    #[test]
    fn without_json_ld_the_elements_speak() {
        let html = r#"<head><meta property="og:title" content="From OpenGraph"><meta property="og:site_name" content="S">
            </head><article><time datetime="2022-01-13">13 January</time></article>"#;
        let said = said(html);
        let value = |key: &str| said.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str());
        assert_eq!(value("title"), Some("From OpenGraph"));
        assert_eq!(value("publisher"), Some("S"));
        assert_eq!(value("published_at"), Some("2022-01-13"));
    }
}
