//! A mistake in `kzarchive.toml`, shown at its line, and the word that was perhaps meant.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level as Severity, Renderer, Snippet};

use super::Paint;
use super::clean::{clean_line, clean_with};
use crate::store::{Mistake, layout};

/// What a mistake does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The file cannot be used.
    Error,
    /// A part of it has no effect.
    Warning,
}

/// A mistake as rustc shows one. `known` are words that may have been meant where the mistake itself does not name any.
pub fn mistake<'a>(
    mistake: &Mistake,
    weight: Weight,
    known: impl IntoIterator<Item = &'a str>,
    paint: Paint,
) -> String {
    let mut span = mistake.span();
    let word = mistake.text()[span.clone()].trim_matches('"').to_owned();
    let text = clean_with(mistake.text(), &mut [&mut span.start, &mut span.end]);
    let message = clean_line(mistake.message());
    let severity = match weight {
        Weight::Error => Severity::ERROR,
        Weight::Warning => Severity::WARNING,
    };
    let snippet = Snippet::source(text).path(layout::SETTINGS).annotation(AnnotationKind::Primary.span(span));
    let mut group = severity.primary_title(&*message).element(snippet);
    let meant = match mistake.expected() {
        Some((given, expected)) => nearest(given, expected).map(str::to_owned),
        None => nearest(&word, known).map(str::to_owned),
    };
    let help = meant.map(|meant| format!("did you mean `{meant}`?"));
    if let Some(help) = &help {
        group = group.element(Severity::HELP.message(help));
    }
    let renderer = match paint {
        Paint::Styled => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    renderer.decor_style(DecorStyle::Ascii).term_width(120).render(&[group]) + "\n"
}

/// The word that is most like another, if one is like it at all.
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.8;
    let scored = among.into_iter().map(|known| (strsim::jaro_winkler(known, word), known));
    let (likeness, known) = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness > ALIKE).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Settings, SettingsError};
    use snapbox::{assert_data_eq, str};

    fn shown(text: &str) -> String {
        match Settings::parse(text.as_bytes()) {
            Err(SettingsError::Form(found)) => mistake(&found, Weight::Error, [], Paint::Plain),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_line_is_shown_with_the_word_that_was_meant() {
        assert_data_eq!(
            shown("origin = \"a\"\n[lint]\nunattributed-hearsay = \"dney\"\n"),
            str![[r#"
error: unknown variant `dney`, expected one of `allow`, `warn`, `deny`
 --> kzarchive.toml:3:24
  |
3 | unattributed-hearsay = "dney"
  |                        ^^^^^^
  |
  = help: did you mean `deny`?

"#]]
        );
    }

    #[test]
    fn a_rule_spelled_wrong_is_a_warning() {
        let text = "origin = \"a\"\nlint = { unatributed-hearsay = \"deny\" }\n";
        let settings = Settings::parse(text.as_bytes()).unwrap();
        let (_, span) = settings.rules().next().unwrap();
        let found = Mistake::new(text, span, "no rule is called so");
        let shown = mistake(&found, Weight::Warning, ["unattributed-hearsay", "hedged-denied"], Paint::Plain);
        assert!(shown.starts_with("warning: no rule is called so\n --> kzarchive.toml:2:10\n"), "{shown}");
        assert!(shown.ends_with("did you mean `unattributed-hearsay`?\n"), "{shown}");
    }

    #[test]
    fn nothing_of_the_file_moves_a_cursor() {
        let shown = shown("origin = \"\u{202e}a\"\n\"\u{202e}b\" = \"c\" # \u{9b}2J\n");
        assert!(!shown.contains(['\u{202e}', '\u{9b}']), "{shown:?}");
        assert!(shown.contains("kzarchive.toml:2:"), "{shown}");
    }

    #[test]
    fn nonsense_is_not_guessed() {
        assert_eq!(nearest("zzz", ["allow", "warn"]), None);
        assert_eq!(nearest("wran", ["allow", "warn"]), Some("warn"));
        assert_eq!(nearest("x", []), None);
    }
}
