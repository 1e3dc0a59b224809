//! Trees and proofs, compared with the ct-merkle crate.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use kzarchive::digest::Digest;
use kzarchive::log::merkle::{
    CompactTree, consistency_proof, inclusion_proof, leaf_hash, root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;

type Theirs = MemoryBackedTree<Sha256, Vec<u8>>;

fn trees(entries: &[Vec<u8>]) -> (Vec<Digest>, Theirs) {
    let mut theirs = Theirs::new();
    entries.iter().for_each(|entry| theirs.push(entry.clone()));
    (entries.iter().map(|entry| leaf_hash(entry)).collect(), theirs)
}

fn bytes(proof: &[Digest]) -> Vec<u8> {
    proof.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

fn their_root(root: &Digest, size: u64) -> RootHash<Sha256> {
    RootHash::new((*root.as_bytes()).into(), size)
}

fn some_entries() -> impl Strategy<Value = Vec<Vec<u8>>> {
    proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..100)
}

proptest! {
    #[test]
    fn roots_agree(entries in some_entries()) {
        let (ours, theirs) = trees(&entries);
        prop_assert_eq!(root(&ours).as_bytes().to_vec(), theirs.root().as_bytes().to_vec());
        let mut compact = CompactTree::default();
        ours.iter().for_each(|leaf| compact.push(*leaf));
        prop_assert_eq!(compact.root(), root(&ours));
    }

    #[test]
    fn inclusion_proofs_agree(entries in some_entries(), at in any::<prop::sample::Index>()) {
        let (ours, theirs) = trees(&entries);
        let at = at.index(entries.len());
        let proof = inclusion_proof(&ours, at as u64).unwrap();
        prop_assert_eq!(bytes(&proof), theirs.prove_inclusion(at).as_bytes().to_vec());
        let size = ours.len() as u64;
        prop_assert_eq!(verify_inclusion(&ours[at], at as u64, size, &proof, &root(&ours)), Ok(()));
    }

    #[test]
    fn consistency_proofs_agree(entries in some_entries(), old in any::<prop::sample::Index>()) {
        let (ours, theirs) = trees(&entries);
        let old = old.index(entries.len()) + 1;
        let proof = consistency_proof(&ours, old as u64).unwrap();
        prop_assert_eq!(bytes(&proof), theirs.prove_consistency(entries.len() - old).as_bytes().to_vec());
        let (old_root, new_root) = (root(&ours[..old]), root(&ours));
        prop_assert_eq!(verify_consistency(old as u64, &old_root, ours.len() as u64, &new_root, &proof), Ok(()));
    }

    /// On proofs that are bent in one place, both checks say the same.
    #[test]
    fn bent_inclusion_proofs_are_judged_alike(
        entries in some_entries(),
        at in any::<prop::sample::Index>(),
        claimed in 0..120_u64,
        size in 0..120_u64,
        bend in any::<Option<(prop::sample::Index, u8)>>(),
    ) {
        let (ours, _) = trees(&entries);
        let at = at.index(entries.len());
        let mut proof = inclusion_proof(&ours, at as u64).unwrap();
        bend_hash(&mut proof, bend);
        for (index, size) in [(claimed, ours.len() as u64), (at as u64, size), (at as u64, ours.len() as u64)] {
            let we = verify_inclusion(&ours[at], index, size, &proof, &root(&ours)).is_ok();
            let theirs = InclusionProof::from_bytes(bytes(&proof));
            let they = their_root(&root(&ours), size).verify_inclusion(&entries[at], index, &theirs).is_ok();
            prop_assert_eq!(we, they, "{} of {}", index, size);
        }
    }

    #[test]
    fn bent_consistency_proofs_are_judged_alike(
        entries in some_entries(),
        old in any::<prop::sample::Index>(),
        claimed in 0..120_u64,
        size in 0..120_u64,
        bend in any::<Option<(prop::sample::Index, u8)>>(),
    ) {
        let (ours, _) = trees(&entries);
        let old = old.index(entries.len()) + 1;
        let mut proof = consistency_proof(&ours, old as u64).unwrap();
        bend_hash(&mut proof, bend);
        let (old_root, new_root) = (root(&ours[..old]), root(&ours));
        for (old, new) in [(claimed, ours.len() as u64), (old as u64, size), (old as u64, ours.len() as u64)] {
            let we = verify_consistency(old, &old_root, new, &new_root, &proof).is_ok();
            let theirs = ConsistencyProof::try_from_bytes(bytes(&proof)).unwrap();
            let they = their_root(&new_root, new).verify_consistency(&their_root(&old_root, old), &theirs).is_ok();
            prop_assert_eq!(we, they, "{} to {}", old, new);
        }
    }
}

fn bend_hash(proof: &mut [Digest], bend: Option<(prop::sample::Index, u8)>) {
    let Some((at, bit)) = bend.filter(|_| !proof.is_empty()) else { return };
    let hash = &mut proof[at.index(proof.len())];
    let mut bytes = *hash.as_bytes();
    bytes[usize::from(bit % 32)] ^= 1 << (bit / 32);
    *hash = Digest::from_bytes(bytes);
}
