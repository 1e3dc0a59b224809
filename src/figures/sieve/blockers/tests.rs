//! Every blocker, in a sentence that it keeps without a source.

use super::super::super::{Text, lexicon::english, passage::Passage, read, span::Span};
use super::super::Sentence;
use super::*;

/// Each sentence holds a cue before a figure that the named blocker keeps apart.
const CASES: [(&str, &str, &str); 15] = [
    ("other-clause", "The mayor said the road was shut; 40 homes were lost.", "40"),
    ("lead-in", "When the mayor said he was ill, he was one of 40 guests.", "40"),
    ("aside", "The mayor, who says he is ill, paid for 40 homes.", "40"),
    ("dash", "The mayor denounced the plan — a list of 40 homes — and left.", "40"),
    ("circumstance", "The mayor said in a 40-minute call that all was well.", "40"),
    ("hearer", "The mayor told a crowd of 40 fishermen that all was well.", "40"),
    ("done", "“All is well with the harbour,” the mayor said, lifting 40 crates.", "40"),
    ("moment", "The mayor announced the plan 40 days after the vote.", "40"),
    ("concern", "The council has expressed concern about the strikers, 40 of whom are ill.", "40"),
    ("deed", "The harbour added 40 cranes.", "40"),
    ("reports", "The council condemned reports that 40 fishermen were held.", "40"),
    ("object", "The council declared an emergency, leaving 40 villages empty.", "40"),
    ("and-clause", "The mayor ordered guards to fire, and 40 fishermen were killed.", "40"),
    ("relative", "The nurse who reported the theft was among 40 people held.", "40"),
    ("stance", "The council condemned the killing of 40 fishermen.", "40"),
];

#[test]
fn every_blocker_blocks() {
    for ((name, blocker), (case, text, number)) in BLOCKERS.iter().zip(CASES) {
        assert_eq!(*name, case);
        let passage = Passage::new(text, Span::new(0, text.len()), english());
        let sentence = Sentence::new(text, &passage, 0..passage.tokens.len());
        let figure = passage.tokens.iter().position(|t| t.span.of(text) == number).unwrap();
        let fires = sentence.cues.iter().filter(|c| c.at < figure).any(|cue| {
            let closes = if *name == "done" { Closes::Before } else { Closes::No };
            blocker(&Case { tokens: &passage.tokens, sentence: &sentence.range, cue, figure, closes })
        });
        assert!(fires, "{name}");
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        assert!(reading.figures.iter().all(|f| f.source.is_none()), "{name}: {:?}", reading.figures);
    }
}
