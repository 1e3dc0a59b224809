//! What findings were made of, as one digest: where anything of it is another, they are found anew.

use rayon::prelude::*;

use crate::digest::{Digest, Hasher};
use crate::figures::{Captures, StatedRescission, ruleset};
use crate::ledger::{About, Reviewed, Sealed};
use crate::store::Settings;
use crate::text::PROFILE;
use crate::verify::{Depth, Told};

/// All that findings depend on.
#[derive(Clone, Copy)]
pub(in crate::verify) struct Inputs<'a> {
    /// By whose levels figures are judged.
    pub settings: &'a Settings,
    /// The texts whose figures are read, in their order.
    pub texts: &'a [&'a Sealed],
    /// Figures withdrawn by signed statements.
    pub rescissions: &'a [StatedRescission],
    /// Captures of one page.
    pub captures: &'a [Captures],
    /// Findings answered.
    pub reviews: &'a [Reviewed],
    /// How deep texts are looked into.
    pub depth: Depth,
    /// Which findings are told.
    pub told: Told,
}

/// Texts of which one thread takes the digest.
const TOGETHER: usize = 1024;

impl Inputs<'_> {
    /// The digest over all of it, and over the program.
    ///
    /// Each part is taken apart without `..`: a field that is added to it does not compile until it is said here what it does to
    /// figures. The danger is one that is forgotten: what was found before it changed would be told for ever.
    pub fn key(&self) -> Digest {
        let Self { settings, texts, rescissions, captures, reviews, depth, told } = self;
        let mut fields = Fields::default();
        // The version says what a release finds; the sources, what a program under development does.
        let ruleset = ruleset();
        fields.text("kzarchive-found/1").text(env!("CARGO_PKG_VERSION")).text(env!("KZARCHIVE_SOURCES"));
        fields.text(ruleset.version).digest(ruleset.digest).text(PROFILE);
        fields.digest(settings.digest());
        fields.text(match depth {
            Depth::Bytes => "bytes",
            Depth::Texts => "texts",
        });
        match told {
            Told::All => fields.text("all"),
            Told::First(most) => fields.text("first").number(*most as u64),
        };
        fields.number(texts.len() as u64);
        // Each part of so many texts begins at a place of its own: the digests of the parts say as much as one of all.
        let parts: Vec<Digest> = texts.par_chunks(TOGETHER).map(of_texts).collect();
        for part in parts {
            fields.digest(part);
        }
        fields.number(rescissions.len() as u64);
        for StatedRescission { path, span, evidence_path, evidence } in *rescissions {
            fields.text(path).number(span.start as u64).number(span.end as u64);
            fields.text(evidence_path).number(evidence.start as u64).number(evidence.end as u64);
        }
        fields.number(captures.len() as u64);
        for Captures { earlier, later } in *captures {
            fields.text(earlier).text(later);
        }
        fields.number(reviews.len() as u64);
        for Reviewed { review, by, at } in *reviews {
            let crate::manifest::Review { finding, path, sha256, rule, verdict, reason } = review;
            fields.text(finding).text(path.as_str()).digest(*sha256).text(rule).text(verdict).text(reason);
            fields.text(by).text(&at.to_string());
        }
        Digest::of(&fields.0)
    }
}

fn of_texts(texts: &[&Sealed]) -> Digest {
    let (mut fields, mut hasher) = (Fields::default(), Hasher::new());
    for sealed in texts {
        // The page is in the captures, the manifest in nothing that is found; the state is that of all texts that are read. No
        // figure is read in what a page shows beside its text.
        let Sealed { path, digest, size, text, visible: _, charset, extractor, about, state: _, manifest: _, page: _ } =
            sealed;
        let About { publisher, published_at, language } = &**about;
        fields.text(path.as_str()).digest(*digest).number(*size);
        match text {
            None => fields.number(0),
            Some(text) => fields.number(1).digest(*text),
        };
        fields.optional(charset.map(crate::text::Charset::name));
        fields.optional(extractor.map(crate::extract::Extractor::name));
        fields.optional(publisher.as_deref()).optional(published_at.as_deref()).optional(language.as_deref());
        hasher.update(&fields.0);
        fields.0.clear();
    }
    hasher.finish()
}

/// Fields one behind the other, each with its length before it: none can move into the next unseen.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn text(&mut self, text: &str) -> &mut Self {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    fn digest(&mut self, digest: Digest) -> &mut Self {
        self.0.extend_from_slice(digest.as_bytes());
        self
    }

    fn optional(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            // No text is as long.
            None => self.number(u64::MAX),
            Some(text) => self.text(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;
    use crate::figures::Span;
    use crate::ledger::State;
    use crate::manifest::Review;
    use crate::text::Charset;
    use crate::timestamp::Timestamp;
    use std::sync::Arc;

    /// What a key is made of, owned.
    #[derive(Clone)]
    struct Given {
        settings: Settings,
        texts: Vec<Sealed>,
        rescissions: Vec<StatedRescission>,
        captures: Vec<Captures>,
        reviews: Vec<Reviewed>,
        depth: Depth,
        told: Told,
    }

    fn given() -> Given {
        let about = About { publisher: Some("a".to_owned()), published_at: None, language: Some("en".to_owned()) };
        let sealed = |path: &str| Sealed {
            path: path.parse().unwrap(),
            digest: Digest::of(path.as_bytes()),
            size: 7,
            state: State::Present,
            text: Some(Digest::of(b"text")),
            visible: None,
            charset: Some(Charset::UTF_8),
            extractor: Some(Extractor::Plain),
            manifest: 0,
            about: Arc::new(about.clone()),
            page: None,
        };
        let rescission = StatedRescission {
            path: "a".to_owned(),
            span: Span::new(1, 2),
            evidence_path: "b".to_owned(),
            evidence: Span::new(3, 4),
        };
        let review = Review {
            finding: "0123456789ab".into(),
            path: "archive/a.txt".parse().unwrap(),
            sha256: Digest::of(b"a"),
            rule: "hedged-denied".into(),
            verdict: "ok".into(),
            reason: "counted".into(),
        };
        Given {
            settings: Settings::parse(b"origin = \"a\"").unwrap(),
            texts: vec![sealed("archive/a.txt"), sealed("archive/b.txt")],
            rescissions: vec![rescission],
            captures: vec![Captures { earlier: "a".into(), later: "b".into() }],
            reviews: vec![Reviewed { review, by: "n.k.".to_owned(), at: Timestamp::from_unix(0).unwrap() }],
            depth: Depth::Bytes,
            told: Told::First(200),
        }
    }

    fn key(given: &Given) -> Digest {
        let texts: Vec<&Sealed> = given.texts.iter().collect();
        let Given { settings, rescissions, captures, reviews, depth, told, .. } = given;
        Inputs { settings, texts: &texts, rescissions, captures, reviews, depth: *depth, told: *told }.key()
    }

    fn about(given: &mut Given, change: fn(&mut About)) {
        change(Arc::make_mut(&mut given.texts[1].about));
    }

    #[test]
    fn whatever_goes_into_figures_goes_into_the_key() {
        type Change = fn(&mut Given);
        let changes: &[(&str, Change)] = &[
            ("nothing", |_| {}),
            ("a comment in the settings", |g| g.settings = Settings::parse(b"origin = \"a\" # x").unwrap()),
            ("no settings", |g| g.settings = Settings::plain()),
            ("a text fewer", |g| drop(g.texts.pop())),
            ("another order", |g| g.texts.reverse()),
            ("path", |g| g.texts[1].path = "archive/c.txt".parse().unwrap()),
            ("digest", |g| g.texts[1].digest = Digest::of(b"c")),
            ("size", |g| g.texts[1].size = 8),
            ("digest of the text", |g| g.texts[1].text = Some(Digest::of(b"c"))),
            ("no text", |g| g.texts[1].text = None),
            ("charset", |g| g.texts[1].charset = Some(Charset::for_label("utf-16le").unwrap())),
            ("no charset", |g| g.texts[1].charset = None),
            ("extractor", |g| g.texts[1].extractor = Some(Extractor::Html)),
            ("no extractor", |g| g.texts[1].extractor = None),
            ("publisher", |g| about(g, |about| about.publisher = Some("b".to_owned()))),
            ("no publisher", |g| about(g, |about| about.publisher = None)),
            ("a publisher without a name", |g| about(g, |about| about.publisher = Some(String::new()))),
            ("date", |g| about(g, |about| about.published_at = Some("2022-01-07".to_owned()))),
            ("language", |g| about(g, |about| about.language = Some("ru".to_owned()))),
            ("a word that moved", |g| {
                about(g, |about| (about.published_at, about.language) = (Some("en".to_owned()), None));
            }),
            ("no rescission", |g| g.rescissions.clear()),
            ("rescission's path", |g| g.rescissions[0].path = "c".to_owned()),
            ("rescission's span", |g| g.rescissions[0].span.end = 3),
            ("evidence's path", |g| g.rescissions[0].evidence_path = "c".to_owned()),
            ("evidence's span", |g| g.rescissions[0].evidence.start = 2),
            ("no captures", |g| g.captures.clear()),
            ("earlier capture", |g| g.captures[0].earlier = "c".into()),
            ("later capture", |g| g.captures[0].later = "c".into()),
            ("no answer", |g| g.reviews.clear()),
            ("an answer twice", |g| g.reviews.push(g.reviews[0].clone())),
            ("finding", |g| g.reviews[0].review.finding = "0123456789ac".into()),
            ("answered path", |g| g.reviews[0].review.path = "archive/b.txt".parse().unwrap()),
            ("answered digest", |g| g.reviews[0].review.sha256 = Digest::of(b"b")),
            ("answered rule", |g| g.reviews[0].review.rule = "not-stated".into()),
            ("answer", |g| g.reviews[0].review.verdict = "hedged".into()),
            ("reason", |g| g.reviews[0].review.reason = "recounted".into()),
            ("who answered", |g| g.reviews[0].by = "k.n.".to_owned()),
            ("when", |g| g.reviews[0].at = Timestamp::from_unix(1).unwrap()),
            ("depth", |g| g.depth = Depth::Texts),
            ("all are told", |g| g.told = Told::All),
            ("one more is told", |g| g.told = Told::First(201)),
        ];
        let mut keys = std::collections::BTreeMap::new();
        for (what, change) in changes {
            let mut changed = given();
            change(&mut changed);
            let before = keys.insert(key(&changed), what);
            assert_eq!(before, None, "{what} gives the key of another");
        }
    }

    #[test]
    fn where_it_is_stated_and_which_page_it_was_does_not_matter() {
        let mut moved = given();
        moved.texts[1].manifest = 3;
        assert_eq!(key(&moved), key(&given()));
    }

    #[test]
    fn a_text_at_the_end_of_a_part_counts() {
        let mut many = given();
        many.texts = (0..=TOGETHER).map(|i| Sealed { size: i as u64, ..many.texts[0].clone() }).collect();
        let all = key(&many);
        many.texts[TOGETHER - 1].size += 1;
        let last = key(&many);
        many.texts[TOGETHER - 1].size -= 1;
        many.texts.pop();
        assert_eq!(std::collections::BTreeSet::from([all, last, key(&many)]).len(), 3);
    }
}
