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
        let (mut ranks, mut first) = (Vec::new(), vec![0]);
        for of_text in ranked.texts() {
            ranks.extend(of_text.filter(|&rank| family(ranked.at(rank).measure) == Some(number)));
            first.push(small(ranks.len()));
        }
        Self { ranks, first }
    }

    /// Those in these texts.
    pub fn of_texts<'a>(&'a self, texts: &'a [u32]) -> impl Iterator<Item = Rank> + 'a {
        let of_text =
            |text: &u32| &self.ranks[self.first[*text as usize] as usize..self.first[*text as usize + 1] as usize];
        texts.iter().flat_map(of_text).copied()
    }
}

/// By place, the texts that name it. Figures are put in groups a few places at a time, since each is in as many groups as its
/// text names places.
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
        Self(at_places)
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
}
