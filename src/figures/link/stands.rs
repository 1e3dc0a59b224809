//! That one figure stands so to another, in eight bytes: an archive has several such relations for each of its figures, and they
//! are put in order as numbers.

use super::super::figure::Relation;
use super::Rank;

/// Bits of a rank. A thousand million figures take more than 24 GB, before a single relation.
const RANK: u32 = 30;

/// Bits of a relation.
const RELATION: u32 = 4;

// A relation is told by its place among all of them.
const _: () = assert!(Relation::ALL.len() == Relation::Same as usize + 1 && Relation::ALL.len() <= 1 << RELATION);

/// The first figure stands so to the second. In order of the first, then of the second, and then the gravest relation first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stands(u64);

impl Stands {
    pub fn new(from: Rank, to: Rank, relation: Relation) -> Self {
        debug_assert!(from.max(to) < 1 << RANK, "{from} and {to}");
        Self((u64::from(from) << RANK | u64::from(to)) << RELATION | relation as u64)
    }

    pub fn from(self) -> Rank {
        (self.0 >> (RANK + RELATION)) as Rank
    }

    pub fn to(self) -> Rank {
        (self.0 >> RELATION) as Rank & ((1 << RANK) - 1)
    }

    pub fn relation(self) -> Relation {
        Relation::ALL[(self.0 & ((1 << RELATION) - 1)) as usize]
    }

    /// Both figures, as one number.
    pub fn pair(self) -> u64 {
        self.0 >> RELATION
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_comes_out_and_is_in_order() {
        const LAST: Rank = (1 << RANK) - 1;
        let mut all = Vec::new();
        for from in [0, 1, 7, LAST] {
            for to in [0, 2, LAST] {
                all.extend(Relation::ALL.map(|relation| (from, to, relation)));
            }
        }
        let stands: Vec<Stands> = all.iter().map(|&(from, to, relation)| Stands::new(from, to, relation)).collect();
        assert!(stands.is_sorted());
        assert_eq!(stands.iter().map(|one| (one.from(), one.to(), one.relation())).collect::<Vec<_>>(), all);
        assert!(
            stands.iter().zip(&all).all(|(one, (from, to, _))| one.pair() == u64::from(*from) << RANK | u64::from(*to))
        );
    }
}
