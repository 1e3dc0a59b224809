//! Which figures may be compared at all: those of one family of measures, in texts that name a place in common.

use super::super::figure::Measure;
use super::noted::small;
use super::{Rank, Ranked};

/// Families of measures, of which only figures of one are compared.
pub(super) const FAMILIES: usize = 7;

/// Deaths and injuries may both be told as casualties, so those three are one family.
fn family(measure: Measure) -> Option<usize> {
    Some(match measure {
        Measure::Killed | Measure::Injured | Measure::Casualties => 0,
        Measure::Detained => 1,
        Measure::Missing => 2,
        Measure::Displaced => 3,
        Measure::Participants => 4,
        Measure::Personnel => 5,
        Measure::Incidents => 6,
        Measure::Money | Measure::Duration | Measure::Share | Measure::Other => return None,
    })
}

/// The figures of a family, text by text.
pub(super) struct Family {
    ranks: Vec<Rank>,
    /// Of each text, where its own begin; and behind the last, where they end.
    first: Vec<u32>,
}

impl Family {
    pub fn new(ranked: &Ranked, number: usize) -> Self {
        Self::of(ranked, |rank| family(ranked.at(rank).measure) == Some(number))
    }

    /// Figures of any kind.
    pub fn of(ranked: &Ranked, kind: impl Fn(Rank) -> bool) -> Self {
        let (mut ranks, mut first) = (Vec::new(), vec![0]);
        for of_text in ranked.texts() {
            ranks.extend(of_text.filter(|&rank| kind(rank)));
            first.push(small(ranks.len()));
        }
        Self { ranks, first }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Rank> {
        self.ranks.iter().copied()
    }

    /// Those in these texts.
    pub fn of_texts<'a>(&'a self, texts: &'a [u32]) -> impl Iterator<Item = Rank> + 'a {
        let of_text =
            |text: &u32| &self.ranks[self.first[*text as usize] as usize..self.first[*text as usize + 1] as usize];
        texts.iter().flat_map(of_text).copied()
    }
}

/// By place, the texts that name it. Figures are put in groups a few places at a time, since each is in as many groups as its
/// text names places. Figures of one text are not compared, and those of the same texts not twice: a place that one text alone
/// names has no group, and places that are named by the same texts have one.
pub(super) struct AtPlaces(Vec<Vec<u32>>);

/// Texts of places whose groups are held together.
const HELD: usize = 4096;

impl AtPlaces {
    pub fn of(ranked: &Ranked) -> Self {
        let mut at_places: Vec<Vec<u32>> = Vec::new();
        for (text, ranks) in (0..).zip(ranked.texts()).filter(|(_, ranks)| !ranks.is_empty()) {
            for &place in ranked.places(ranks.start) {
                let place = place as usize;
                if at_places.len() <= place {
                    at_places.resize_with(place + 1, Vec::new);
                }
                at_places[place].push(text);
            }
        }
        at_places.retain(|texts| texts.len() > 1);
        Self(each_once(at_places))
    }

    /// All places.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// The places in their order, some at a time.
    pub fn some(&self) -> impl Iterator<Item = &[Vec<u32>]> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let mut texts = 0;
            let fits = |at_place: &&Vec<u32>| {
                texts += at_place.len();
                texts <= HELD
            };
            let count = rest.iter().take_while(fits).count().max(1).min(rest.len());
            let (some, behind) = rest.split_at(count);
            rest = behind;
            (count > 0).then_some(some)
        })
    }
}

/// Of places that the same texts name, the first.
fn each_once(at_places: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut order: Vec<usize> = (0..at_places.len()).collect();
    order.sort_unstable_by_key(|&place| (&at_places[place], place));
    let mut again = vec![false; at_places.len()];
    for pair in order.windows(2) {
        again[pair[1]] = at_places[pair[0]] == at_places[pair[1]];
    }
    at_places.into_iter().zip(again).filter(|(_, again)| !again).map(|(texts, _)| texts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_come_and_only_so_many_at_a_time() {
        let place = |texts: usize| (0..small(texts)).collect::<Vec<u32>>();
        let places = AtPlaces([1, HELD - 1, 1, HELD + 1, 0, HELD, 7].map(place).into());
        let some: Vec<Vec<usize>> = places.some().map(|some| some.iter().map(Vec::len).collect()).collect();
        assert_eq!(some, [vec![1, HELD - 1], vec![1], vec![HELD + 1], vec![0, HELD], vec![7]]);
        assert_eq!(AtPlaces(Vec::new()).some().count(), 0);
    }

    #[test]
    fn a_place_of_one_text_has_no_group_and_the_same_texts_have_one() {
        use super::super::super::{Text, read};
        use super::super::noted::Noted;

        let groups = |texts: &[&str]| {
            let mut noted = Noted::default();
            for (i, text) in texts.iter().enumerate() {
                let path = format!("{i}.txt");
                noted.add(&read(&Text { path: &path, text, published: None, publisher: None, language: None }), |_| {
                    false
                });
            }
            AtPlaces::of(&Ranked::new(noted)).0
        };
        let here = "Police said 12 people were killed in Aktobe, in Atyrau, in Kulsary and in Shieli.";
        assert_eq!(groups(&[here]), [[0; 0]; 0]);
        assert_eq!(groups(&[here, here]), [[0, 1]]);
        let there = "Police said 12 people were killed in Atyrau and in Shieli.";
        let mut some = groups(&[here, there, here]);
        some.sort_unstable();
        assert_eq!(some, [vec![0, 1, 2], vec![0, 2]]);
    }
}
