//! Merkle trees over log entries (RFC 6962 §2.1, verification as in RFC 9162 §2.1.3 and §2.1.4).
//!
//! All functions take leaf hashes, are total, and follow a proof only as far as sizes allow: a proof that is too long or
//! too short is an error, whatever its hashes.

use crate::digest::{Digest, Hasher};

/// The hash of an entry. The prefix keeps leaves apart from nodes, so that a node cannot pass for an entry.
pub fn leaf_hash(entry: &[u8]) -> Digest {
    hash(&[&[0x00], entry])
}

/// The hash of two subtrees.
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    hash(&[&[0x01], left.as_bytes(), right.as_bytes()])
}

fn hash(parts: &[&[u8]]) -> Digest {
    let mut hasher = Hasher::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finish()
}

/// Why a proof cannot be made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MerkleError {
    /// The tree has no such entry.
    #[error("there is no entry {index} in a tree of {size}")]
    Index {
        /// Counted from 0.
        index: u64,
        /// How many entries the tree has.
        size: u64,
    },
    /// A tree cannot grow from more entries to fewer.
    #[error("a tree of {old} entries cannot have grown into one of {new}")]
    Shrunk {
        /// The earlier size.
        old: u64,
        /// The later size.
        new: u64,
    },
    /// Every tree has grown from the empty one: there is nothing to prove, and no hash in such a proof is bound.
    #[error("a tree of no entries proves nothing about a later one")]
    Empty,
    /// Not the number of hashes that the sizes ask for.
    #[error("the proof has {found} hashes, the tree asks for {expected}")]
    Length {
        /// What the sizes ask for.
        expected: usize,
        /// What is there.
        found: usize,
    },
    /// The proof leads to another root of the (later) tree.
    #[error("the proof leads to another root hash")]
    Root,
    /// The proof leads to another root of the earlier tree.
    #[error("the proof leads to another root hash of the earlier tree")]
    OldRoot,
}

/// The root hash of a list of entries. That of none is the hash of nothing.
pub fn root(leaf_hashes: &[Digest]) -> Digest {
    let mut tree = CompactTree::default();
    leaf_hashes.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}

/// A tree that grows at its right edge, in memory logarithmic in its size: only the roots of the complete subtrees are
/// kept, largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompactTree {
    size: u64,
    subtrees: Vec<Digest>,
}

impl CompactTree {
    /// Appends an entry.
    pub fn push(&mut self, leaf_hash: Digest) {
        let mut hash = leaf_hash;
        // Each low one bit of the size is a complete subtree that the new entry makes into one twice as large.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// How many entries there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root hash of the entries so far.
    pub fn root(&self) -> Digest {
        let mut subtrees = self.subtrees.iter().rev();
        let Some(last) = subtrees.next() else { return Digest::of(b"") };
        subtrees.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// Where a tree of more than one entry splits: the largest power of two below its size.
fn split(size: usize) -> usize {
    1 << (size - 1).ilog2()
}

/// The hashes beside the way from an entry up to the root (RFC 6962 §2.1.1).
///
/// # Errors
/// There is no such entry.
pub fn inclusion_proof(leaf_hashes: &[Digest], index: u64) -> Result<Vec<Digest>, MerkleError> {
    let size = leaf_hashes.len() as u64;
    let mut at = usize::try_from(index).ok().filter(|at| *at < leaf_hashes.len());
    let at = at.as_mut().ok_or(MerkleError::Index { index, size })?;
    let mut rest = leaf_hashes;
    let mut proof = Vec::new();
    while rest.len() > 1 {
        let (left, right) = rest.split_at(split(rest.len()));
        if *at < left.len() {
            proof.push(root(right));
            rest = left;
        } else {
            proof.push(root(left));
            *at -= left.len();
            rest = right;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that prove that the first `old_size` entries stand unchanged (RFC 6962 §2.1.2).
///
/// # Errors
/// The earlier tree is empty or larger than this one.
pub fn consistency_proof(leaf_hashes: &[Digest], old_size: u64) -> Result<Vec<Digest>, MerkleError> {
    let new = leaf_hashes.len() as u64;
    let mut old = match usize::try_from(old_size) {
        Ok(0) => return Err(MerkleError::Empty),
        Ok(old) if old <= leaf_hashes.len() => old,
        _ => return Err(MerkleError::Shrunk { old: old_size, new }),
    };
    let mut rest = leaf_hashes;
    let mut proof = Vec::new();
    while old < rest.len() {
        let (left, right) = rest.split_at(split(rest.len()));
        if old <= left.len() {
            proof.push(root(right));
            rest = left;
        } else {
            proof.push(root(left));
            old -= left.len();
            rest = right;
        }
    }
    // When only left halves were taken, what is left over is the earlier tree itself, whose root the verifier has.
    if rest.len() != usize::try_from(old_size).unwrap_or(usize::MAX) {
        proof.push(root(rest));
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that an entry with this leaf hash stands at an index of the tree with this size and root.
///
/// # Errors
/// See [`MerkleError`].
pub fn verify_inclusion(
    leaf_hash: &Digest,
    index: u64,
    size: u64,
    proof: &[Digest],
    root: &Digest,
) -> Result<(), MerkleError> {
    if index >= size {
        return Err(MerkleError::Index { index, size });
    }
    let found = proof.len();
    let expected = inclusion_proof_len(index, size);
    if found != expected {
        return Err(MerkleError::Length { expected, found });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf_hash;
    for sibling in proof {
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // The rightmost node has no sibling where the tree is ragged: climb to where it has one on its left.
            let climb = node.trailing_zeros();
            node = node.unbounded_shr(climb);
            last = last.unbounded_shr(climb);
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if hash == *root { Ok(()) } else { Err(MerkleError::Root) }
}

/// How many hashes an inclusion proof has: one a level up to where the ways to the entry and to the last entry meet, and
/// above that one for each subtree on the left.
fn inclusion_proof_len(index: u64, size: u64) -> usize {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    (inner + index.unbounded_shr(inner).count_ones()) as usize
}

/// Checks that a tree has grown into another: the first `old_size` entries of the new one are those of the old one.
///
/// # Errors
/// See [`MerkleError`]. Of an empty old tree nothing can be proved, which is an error too.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Digest,
    new_size: u64,
    new_root: &Digest,
    proof: &[Digest],
) -> Result<(), MerkleError> {
    match old_size {
        0 => return Err(MerkleError::Empty),
        _ if old_size > new_size => return Err(MerkleError::Shrunk { old: old_size, new: new_size }),
        _ => {}
    }
    let found = proof.len();
    // A power of two is one subtree, and its root is the old root: the proof leaves it out.
    let implied = usize::from(old_size.is_power_of_two());
    let expected = match old_size == new_size {
        true => 0,
        false => {
            let level = old_size.trailing_zeros();
            inclusion_proof_len((old_size - 1) >> level, ((new_size - 1) >> level) + 1) + 1 - implied
        }
    };
    if found != expected {
        return Err(MerkleError::Length { expected, found });
    }
    if old_size == new_size {
        return if old_root == new_root { Ok(()) } else { Err(MerkleError::Root) };
    }
    let (start, rest) = match (implied, proof) {
        (0, [first, rest @ ..]) => (first, rest),
        _ => (old_root, proof),
    };
    // Start at the root of the last complete subtree of the old tree.
    let level = old_size.trailing_zeros();
    let (mut node, mut last) = ((old_size - 1) >> level, (new_size - 1) >> level);
    let (mut old, mut new) = (*start, *start);
    for sibling in rest {
        if node & 1 == 1 || node == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            let climb = node.trailing_zeros();
            node = node.unbounded_shr(climb);
            last = last.unbounded_shr(climb);
        } else {
            new = node_hash(&new, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    match (old == *old_root, new == *new_root) {
        (false, _) => Err(MerkleError::OldRoot),
        (_, false) => Err(MerkleError::Root),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
