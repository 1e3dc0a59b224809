//! The checks of a lexicon: one class a word, no word without a rule.

use super::super::read::{Aside, read_with};
use super::super::span::Span;
use super::super::token::tokens;
use super::super::{Figure, Measure, Reading, Text, Verdict};
use super::*;

/// What the build asks of the real lexicon, asked of tiny ones.
#[test]
fn a_word_without_a_rule_or_with_two_is_told() {
    let rules = "Class::Say Class::Adverb \"of\" \"by\"";
    let told = |class: &str, role: &str| {
        claims::complaints(&format!("[irregular]\n[role]\n{role}\n[class]\n{class}\n"), rules).unwrap()
    };
    assert_eq!(told("say = [\"claim\"]\nadverb = [\"now\"]", "of = [\"now\"]"), [""; 0]);
    assert_eq!(told("say = [\"claim\"]\nadverb = [\"claims\"]", ""), ["adverb and say both claim `claims`"]);
    assert_eq!(told("adverb = [\"May\"]\nsay = [\"may\"]", ""), [""; 0]);
    assert_eq!(told("adverb = [\"now\"]", "of = [\"of\"]"), ["`of` has the role of, and no class"]);
    assert_eq!(told("adverb = [\"now\"]", "by = [\"now\"]\nof = [\"now\"]"), ["`now` has two roles, by and of"]);
    assert_eq!(
        told("or-more = [\"plus\"]", "with = []"),
        ["no rule uses the class or-more", "no rule uses the role with"]
    );
    assert_eq!(
        told("[class.place]\nperu = \"peru\"\n[gazetteer.within]\nperu = [\"lima\", \"peru\"]\nchile = [\"lima\"]", ""),
        [
            "no rule uses the class place",
            "`lima` lies within chile and peru",
            "`peru` in [gazetteer.within] has a capital, or is a country above"
        ]
    );
    assert!(claims::complaints("[class]\n", rules).unwrap_err().contains("[irregular]"));
    assert!(Lexicon::from_toml("[irregular]\n[ending]\n[role]\n[class]\nno-such-class = [\"now\"]").is_err());
}

/// The build does not know the types, and has a list of its own.
#[test]
fn the_build_knows_the_classes_of_verbs() {
    let verbs = english().iter().filter(|(_, entry)| entry.class.inflects()).map(|(_, entry)| entry.class);
    let verbs: std::collections::HashSet<Class> = verbs.collect();
    let known = claims::VERBS.map(|name| Class::deserialize(toml::Value::from(name)).unwrap());
    assert_eq!(verbs, known.into_iter().collect());
}

#[test]
fn verbs_have_their_forms() {
    let form =
        |word: &str| english().alone(english().starting_any(word.chars())?).map(|(entry, class)| (class, entry.form));
    assert_eq!(form("said"), Some((Class::Say, Form::Past)));
    assert_eq!(form("denies"), Some((Class::Say, Form::Third)));
    assert_eq!(form("announcing"), Some((Class::Say, Form::Ing)));
    assert_eq!(form("agreeing"), Some((Class::Think, Form::Ing)));
}

/// A word that the tokenizer never gives to its class is a word without a rule, whatever the list says.
#[test]
fn every_word_is_met_as_its_own_token() {
    let lost: Vec<String> = english()
        .iter()
        .filter_map(|(first, entry)| {
            let first = entry.exact.as_deref().unwrap_or(first);
            let words = [&[first], &*entry.rest.iter().map(|word| &**word).collect::<Vec<&str>>()].concat();
            let met = |joint: &str| {
                let phrase = words.join(joint);
                let met = tokens(&phrase, Span::new(0, phrase.len()), english());
                met.len() == 1 && met[0].entry.is_some_and(|found| std::ptr::eq(found, entry))
            };
            // "one's" and "no.": pieces that no space parts.
            let own = met(" ") || met("");
            (!own).then(|| words.join(" "))
        })
        .collect();
    assert_eq!(lost, Vec::<String>::new());
}

/// Languages as small as a language can be: the machinery takes its words from the file and from nowhere else.
const SPANISH: &str = r#"
language = "es"
script = "Latin"
[class]
and = ["y"]
article = ["un", "una"]
this = ["el", "la", "que", "esta"]
official = ["ministerio"]
auxiliary = ["ha", "han", "fueron", "fue"]
killed = ["murieron", "muertos"]
injured = ["heridos"]
people = ["mineros", "personas"]
data-noun = ["cifra"]
mistake = ["rescindida"]
according = ["según"]
adversative = ["pero"]
preposition = ["en", "de"]
say = ["decir"]
[class.unit]
uno = "1"
nueve = "9"
[class.tens]
treinta = "30"
[class.month]
enero = "1"
[role]
the = ["el", "la"]
that = ["que"]
this = ["esta"]
in = ["en"]
of = ["de"]
[irregular]
decir = ["dice", "dijo", "dicho", "diciendo"]
[ending]
plural = ["s"]
"#;

fn spanish() -> &'static Lexicon {
    Box::leak(Box::new(Lexicon::from_toml(SPANISH).unwrap()))
}

/// What a text in Spanish says: number, measure, source, verdict.
fn reads(text: &str) -> Vec<(String, Measure, String, Verdict)> {
    let mut reading = Reading::default();
    let text = Text { path: "a", text, published: None, publisher: None, language: Some("es") };
    read_with(spanish(), &text, Aside::Told, &mut reading);
    let source = |f: &Figure| f.source.as_ref().map(|s| s.text.clone()).unwrap_or_default();
    reading.figures.into_iter().map(|f| (f.text.clone(), f.measure, source(&f), f.verdict)).collect()
}

#[test]
fn another_language_is_another_file() {
    let complaints = claims::complaints(SPANISH, "").unwrap();
    assert!(!complaints.iter().any(|told| told.contains('`')), "{complaints:?}");
    let row = |number: &str, measure, source: &str, verdict| (number.to_owned(), measure, source.to_owned(), verdict);
    assert_eq!(
        reads("El ministerio dijo que 31 mineros murieron. Nueve personas fueron heridos."),
        [
            row("31", Measure::Killed, "El ministerio", Verdict::Ok),
            row("Nueve", Measure::Injured, "", Verdict::Unattributed),
        ]
    );
    assert_eq!(
        reads("Según el ministerio, murieron treinta mineros. Esta cifra fue rescindida."),
        [row("treinta", Measure::Killed, "el ministerio", Verdict::Rescinded)]
    );
    // Dates of that language are no figures; English words mean nothing in it.
    assert_eq!(reads("El 5 enero 2019 murieron 9 mineros en Lima.").len(), 1);
    assert_eq!(reads("The ministry said 31 people were killed."), [row("31", Measure::Other, "", Verdict::Ok)]);
}

#[test]
fn a_language_that_is_not_known_is_not_read() {
    assert!(of_language(Some("ru")).is_none() && of_language(Some("fr-CA")).is_none());
    assert!(of_language(Some("en-GB")).is_some() && of_language(None).is_some());
}

#[test]
fn a_text_that_states_no_language_is_read_in_its_letters_and_words_alone() {
    let unread = |tag, text| of_text(tag, text).err();
    let kazakh = "10 қаңтар 2022. Алматыда 164 адам қаза тапты.";
    for unstated in [None, Some(""), Some("unknown"), Some("und"), Some("Und-KZ")] {
        assert_eq!(unread(unstated, kazakh), Some(Unread::Unstated), "{unstated:?}");
        assert_eq!(unread(unstated, "164 people were killed in Алматы."), None, "{unstated:?}");
    }
    let french = "Les autorités ont fait état de 164 morts. Ce chiffre a été retiré par la suite.";
    assert_eq!((unread(None, french), unread(Some("en"), french)), (Some(Unread::Unstated), None));
    assert_eq!(unread(Some("kk"), kazakh), Some(Unread::Language));
    assert_eq!(unread(Some("en"), kazakh), None, "somebody stated it");
}

#[test]
fn endings_tell_by_the_last_letters() {
    let word = |text: &str| tokens(text, Span::new(0, text.len()), english())[0];
    assert!(word("slightly").ends(Ending::Adverb) && word("bakers").ends(Ending::Agent));
    assert!(word("famous").ends(Ending::Singular) && !word("ox").ends(Ending::Plural));
}
