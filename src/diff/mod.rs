//! Two versions of a text, word by word: what changed, and how much it weighs.
//!
//! Bytes of neither text are left out: the pieces of a comparison, put together, are both texts again.

mod tokens;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use tokens::{Token, tokens};

/// A comparison of more than so many pairs is not made piece by piece: what lies between the common beginning and the
/// common end is then one change. Two texts with nothing in common would else take time with the square of their length.
const MOST_PAIRS: usize = 4 << 20;

/// What a change weighs to somebody who quotes the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// White space only.
    Cosmetic,
    /// Other words or punctuation.
    Wording,
    /// A number, a name or a quotation mark.
    Substantive,
}

impl Weight {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Wording => "wording",
            Self::Substantive => "substantive",
        }
    }
}

/// A piece of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// In both texts.
    Same(&'a str),
    /// In one of them, or otherwise in the other.
    Changed(Change<'a>),
}

/// What stands in one text in place of what stands in the other; one of them may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// In the older text.
    pub removed: &'a str,
    /// In the newer one.
    pub added: &'a str,
    /// What it weighs.
    pub weight: Weight,
}

/// Compares two texts: by lines first, then by words within the lines that differ.
pub fn compare<'a>(old: &'a str, new: &'a str) -> Vec<Piece<'a>> {
    let lines = |text: &'a str| text.split_inclusive('\n').collect::<Vec<_>>();
    let (old_lines, new_lines) = (lines(old), lines(new));
    let mut pieces = Vec::new();
    let (mut old_rest, mut new_rest) = (old, new);
    for run in runs(&old_lines, &new_lines) {
        let (from, to) = (
            take(&mut old_rest, old_lines[run.old.clone()].iter().copied()),
            take(&mut new_rest, new_lines[run.new.clone()].iter().copied()),
        );
        match run.same {
            Sameness::Same => pieces.push(Piece::Same(from)),
            Sameness::Other => words(from, to, &mut pieces),
        }
    }
    pieces
}

/// The gravest change of a comparison; nothing if the texts are the same.
pub fn gravest(pieces: &[Piece<'_>]) -> Option<Weight> {
    changes(pieces).map(|change| change.weight).max()
}

/// The changes of a comparison.
pub fn changes<'a, 'b>(pieces: &'b [Piece<'a>]) -> impl Iterator<Item = &'b Change<'a>> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Same(_) => None,
        Piece::Changed(change) => Some(change),
    })
}

fn words<'a>(old: &'a str, new: &'a str, pieces: &mut Vec<Piece<'a>>) {
    let (old_tokens, new_tokens) = (tokens(old), tokens(new));
    let (mut old_rest, mut new_rest) = (old, new);
    let runs = joined(runs(&old_tokens, &new_tokens), &old_tokens);
    for run in runs {
        let (from, to) = (&old_tokens[run.old], &new_tokens[run.new]);
        let removed = take(&mut old_rest, from.iter().map(|token| token.text));
        let added = take(&mut new_rest, to.iter().map(|token| token.text));
        pieces.push(match run.same {
            Sameness::Same => Piece::Same(removed),
            Sameness::Other => Piece::Changed(Change { removed, added, weight: weight(from, to) }),
        });
    }
}

fn weight(removed: &[Token<'_>], added: &[Token<'_>]) -> Weight {
    let telling = |tokens: &[Token<'_>]| -> Vec<String> {
        tokens.iter().filter(|token| token.is_telling()).map(|token| token.text.to_owned()).collect()
    };
    let visible = |tokens: &[Token<'_>]| -> Vec<String> {
        tokens.iter().filter(|token| !token.is_space()).map(|token| token.text.to_owned()).collect()
    };
    if visible(removed) == visible(added) {
        Weight::Cosmetic
    } else if telling(removed) == telling(added) {
        Weight::Wording
    } else {
        Weight::Substantive
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sameness {
    Same,
    Other,
}

/// So many of the one go with so many of the other.
#[derive(Clone, Debug)]
struct Run {
    same: Sameness,
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
}

fn runs<T: Eq + std::hash::Hash>(old: &[T], new: &[T]) -> Vec<Run> {
    let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let behind = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - behind, new.len() - behind);
    let (old_middle, new_middle) = (&old[before..old_end], &new[before..new_end]);
    let mut runs = vec![Run { same: Sameness::Same, old: 0..before, new: 0..before }];
    if old_middle.len().saturating_mul(new_middle.len()) > MOST_PAIRS {
        runs.push(Run { same: Sameness::Other, old: before..old_end, new: before..new_end });
    } else {
        runs.extend(capture_diff_slices(Algorithm::Myers, old_middle, new_middle).iter().map(|op| {
            let same = if matches!(op, DiffOp::Equal { .. }) { Sameness::Same } else { Sameness::Other };
            let moved = |range: std::ops::Range<usize>| range.start + before..range.end + before;
            Run { same, old: moved(op.old_range()), new: moved(op.new_range()) }
        }));
    }
    runs.push(Run { same: Sameness::Same, old: old_end..old.len(), new: new_end..new.len() });
    runs.retain(|run| !run.old.is_empty() || !run.new.is_empty());
    runs
}

/// Changes that have only white space between them are one: "five men" for "six women" is read as one change.
fn joined(runs: Vec<Run>, old: &[Token<'_>]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let blank = run.same == Sameness::Same && old[run.old.clone()].iter().all(Token::is_space);
        let between = blank && at > 0 && at + 1 < runs.len();
        match out.last_mut() {
            Some(last) if last.same == Sameness::Other && (run.same == Sameness::Other || between) => {
                (last.old.end, last.new.end) = (run.old.end, run.new.end);
            }
            _ => out.push(run.clone()),
        }
    }
    out
}

/// Takes as much from the front of `rest` as these pieces, which stand there, are long.
fn take<'a>(rest: &mut &'a str, pieces: impl Iterator<Item = &'a str>) -> &'a str {
    let (taken, left) = rest.split_at(pieces.map(str::len).sum());
    *rest = left;
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(old: &str, new: &str) -> Vec<(String, String, Weight)> {
        let pieces = compare(old, new);
        changes(&pieces).map(|c| (c.removed.to_owned(), c.added.to_owned(), c.weight)).collect()
    }

    fn one(old: &str, new: &str) -> Weight {
        let found = weights(old, new);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].2
    }

    #[test]
    fn a_number_a_name_and_a_quotation_mark_are_substantive() {
        let from = "The office in Osh said that 31 people “were seen” there.\nNothing else.\n";
        assert_eq!(one(from, &from.replace("31", "37")), Weight::Substantive);
        assert_eq!(one(from, &from.replace("31", "thirty")), Weight::Substantive);
        assert_eq!(one(from, &from.replace("Osh", "Talas")), Weight::Substantive);
        assert_eq!(one(from, &from.replace('”', "")), Weight::Substantive);
        assert_eq!(one("over 1,000 men", "over 1.000 men"), Weight::Substantive);
    }

    #[test]
    fn other_words_are_wording_and_a_space_is_cosmetic() {
        let from = "The office said that 31 people were seen.\nNothing else.\n";
        assert_eq!(one(from, &from.replace("seen", "heard")), Weight::Wording);
        assert_eq!(one(from, &from.replace("said that", "said  that")), Weight::Cosmetic);
        assert_eq!(one(from, &from.replace("seen.\n", "seen.\n\n")), Weight::Cosmetic);
        assert_eq!(
            one("The men left.", "Those men left."),
            Weight::Wording,
            "a capital that opens a sentence is no name"
        );
    }

    #[test]
    fn a_number_that_moves_away_is_substantive() {
        let found = weights("Of 40 men 12 left.", "Of 12 men 40 left.");
        assert!(found.iter().all(|(.., weight)| *weight == Weight::Substantive), "{found:?}");
    }

    #[test]
    fn neighbours_are_one_change() {
        assert_eq!(
            weights("we saw five men there", "we saw six women there"),
            [("five men".to_owned(), "six women".to_owned(), Weight::Substantive)]
        );
    }

    #[test]
    fn the_pieces_are_both_texts_again() {
        let texts = ["", "a", "a b\nc 1 “d”\r\n", "b\n\n\nA c 2 d\n", "x\u{301} \u{a0}ж🙂\n12", "a b\nc 2 “d”\nz"];
        for old in texts {
            for new in texts {
                let (mut left, mut right) = (String::new(), String::new());
                for piece in compare(old, new) {
                    match piece {
                        Piece::Same(text) => [&mut left, &mut right].into_iter().for_each(|side| side.push_str(text)),
                        Piece::Changed(change) => {
                            left += change.removed;
                            right += change.added;
                            assert_ne!(change.removed, change.added);
                        }
                    }
                }
                assert_eq!((left.as_str(), right.as_str()), (old, new));
            }
        }
    }

    #[test]
    fn texts_with_nothing_in_common_end_soon() {
        let text = |word: &str| format!("{word} \n").repeat(40_000);
        let (old, new) = (text("left"), text("right"));
        let pieces = compare(&old, &new);
        assert_eq!(gravest(&pieces), Some(Weight::Wording));
        assert_eq!(gravest(&compare(&old, &old)), None);
    }
}
