use super::*;

fn leaves(size: u8) -> Vec<Digest> {
    (0..size).map(|entry| leaf_hash(&[entry])).collect()
}

/// RFC 6962 §2.1 read literally.
fn textbook_root(leaf_hashes: &[Digest]) -> Digest {
    match leaf_hashes {
        [] => Digest::of(b""),
        [leaf] => *leaf,
        _ => {
            let mut half = 1;
            while half * 2 < leaf_hashes.len() {
                half *= 2;
            }
            node_hash(&textbook_root(&leaf_hashes[..half]), &textbook_root(&leaf_hashes[half..]))
        }
    }
}

#[test]
fn leaves_and_nodes_are_kept_apart() {
    assert_eq!(leaf_hash(b"").to_string(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    let (left, right) = (leaf_hash(b"a"), leaf_hash(b"b"));
    let both = [left.as_bytes().as_slice(), right.as_bytes()].concat();
    assert_ne!(node_hash(&left, &right), leaf_hash(&both));
}

#[test]
fn the_compact_tree_is_the_textbook_tree() {
    let all = leaves(70);
    let mut tree = CompactTree::default();
    for size in 0..all.len() {
        assert_eq!(tree.size(), size as u64);
        assert_eq!(tree.root(), textbook_root(&all[..size]), "{size}");
        tree.push(all[size]);
    }
}

#[test]
fn every_proof_holds_and_no_other_does() {
    for size in 1..=33_u8 {
        let all = leaves(size);
        let top = root(&all);
        for index in 0..u64::from(size) {
            let proof = inclusion_proof(&all, index).unwrap();
            let check = |index, proof: &[Digest]| {
                verify_inclusion(&all[usize::from(size) - 1], index, size.into(), proof, &top)
            };
            let leaf = &all[usize::try_from(index).unwrap()];
            assert_eq!(verify_inclusion(leaf, index, size.into(), &proof, &top), Ok(()), "{index} of {size}");
            assert_eq!(check(index, &proof).is_ok(), index + 1 == u64::from(size));
            let longer = [proof.as_slice(), &[top]].concat();
            assert!(matches!(check(index, &longer), Err(MerkleError::Length { .. })));
        }
        for old in 1..=u64::from(size) {
            let proof = consistency_proof(&all, old).unwrap();
            let old_root = root(&all[..usize::try_from(old).unwrap()]);
            let check =
                |old_root, new_root, proof: &[Digest]| verify_consistency(old, old_root, size.into(), new_root, proof);
            assert_eq!(check(&old_root, &top, &proof), Ok(()), "{old} of {size}");
            let wrong = leaf_hash(b"wrong");
            assert!(check(&wrong, &top, &proof).is_err());
            assert_eq!(check(&old_root, &wrong, &proof), Err(MerkleError::Root));
            let longer = [proof.as_slice(), &[top]].concat();
            assert!(matches!(check(&old_root, &top, &longer), Err(MerkleError::Length { .. })));
        }
    }
}

#[test]
fn every_refusal_fires() {
    use MerkleError as E;
    let all = leaves(5);
    let top = root(&all);
    assert_eq!(inclusion_proof(&all, 5), Err(E::Index { index: 5, size: 5 }));
    assert_eq!(inclusion_proof(&[], 0), Err(E::Index { index: 0, size: 0 }));
    assert_eq!(inclusion_proof(&all, u64::MAX), Err(E::Index { index: u64::MAX, size: 5 }));
    assert_eq!(consistency_proof(&all, 0), Err(E::Empty));
    assert_eq!(consistency_proof(&all, 6), Err(E::Shrunk { old: 6, new: 5 }));
    assert_eq!(verify_inclusion(&top, 5, 5, &[], &top), Err(E::Index { index: 5, size: 5 }));
    assert_eq!(verify_inclusion(&top, 0, 5, &[], &top), Err(E::Length { expected: 3, found: 0 }));
    assert_eq!(verify_inclusion(&top, 4, 5, &[top], &top), Err(E::Root));
    assert_eq!(verify_consistency(0, &Digest::of(b""), 5, &top, &[]), Err(E::Empty));
    assert_eq!(verify_consistency(6, &top, 5, &top, &[]), Err(E::Shrunk { old: 6, new: 5 }));
    assert_eq!(verify_consistency(3, &top, 5, &top, &[]), Err(E::Length { expected: 4, found: 0 }));
    assert_eq!(verify_consistency(5, &top, 5, &all[0], &[]), Err(E::Root));
    let proof = consistency_proof(&all, 3).unwrap();
    assert_eq!(verify_consistency(3, &top, 5, &top, &proof), Err(E::OldRoot));
}

#[test]
fn sizes_at_the_edge_of_their_type_do_no_harm() {
    let hash = leaf_hash(b"");
    let sizes = [1, 2, 3, 1 << 32, 1 << 63, (1 << 63) + 1, u64::MAX - 1, u64::MAX];
    for a in sizes {
        for b in sizes {
            for length in 0..=130 {
                let proof = vec![hash; length];
                assert!(verify_inclusion(&hash, a, b, &proof, &hash).is_err() || (b == 1 && length == 0));
                let same = verify_consistency(a, &hash, b, &hash, &proof);
                assert!(same.is_err() || (a == b && length == 0));
            }
        }
    }
}
