//! Reads what lies in a commit.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Child, Stdio};

use super::{Commit, GitError, Repository};
use crate::store::TreeKind;

/// A file of a commit that was asked for by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The commit has nothing there.
    Absent,
    /// What is there is no file, or too large.
    Unreadable,
    /// Its bytes.
    Read(Vec<u8>),
}

impl Part {
    /// Its bytes, if they were read.
    pub fn bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Read(bytes) => Some(bytes),
            Self::Absent | Self::Unreadable => None,
        }
    }
}

impl Repository {
    /// Reads blobs, one after another, each as a stream that `with` may leave before its end.
    ///
    /// # Errors
    /// An object is missing, or is no blob.
    pub fn blobs(
        &self,
        objects: &[&str],
        mut with: impl FnMut(usize, &mut dyn Read) -> io::Result<()>,
    ) -> Result<(), GitError> {
        if objects.is_empty() {
            return Ok(());
        }
        let mut child = self
            .command(&["cat-file", "--batch=%(objecttype) %(objectsize)", "--buffer"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(GitError::Git)?;
        let read = std::thread::scope(|scope| {
            let questions = child.stdin.take();
            // On a thread of its own: git answers while it is still asked, and either pipe can be full.
            scope.spawn(move || {
                let mut questions = BufWriter::new(questions?);
                objects.iter().try_for_each(|object| writeln!(questions, "{object}")).ok()
            });
            answers(&mut child, objects, &mut with)
        });
        // It may still be writing what nobody reads any more.
        let _ = child.kill();
        let _ = child.wait();
        read
    }

    /// Reads files of a commit by their paths, each of at most so many bytes.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn parts<const N: usize>(&self, commit: &Commit, parts: [(&str, u64); N]) -> Result<[Part; N], GitError> {
        let tree = self.tree_of(commit, &parts.map(|(path, _)| path))?;
        let mut read = parts.map(|_| Part::Absent);
        let mut files = Vec::new();
        for entry in tree.entries() {
            // What lies below such a path is not asked for: a folder stands in the file's place.
            let Some(at) = parts.iter().position(|(path, _)| *path == entry.path) else { continue };
            read[at] = Part::Unreadable;
            if entry.kind == TreeKind::Blob {
                files.push((at, entry.object));
            }
        }
        let objects: Vec<&str> = files.iter().map(|(_, object)| *object).collect();
        self.blobs(&objects, |index, blob| {
            let (at, limit) = (files[index].0, parts[files[index].0].1);
            let mut bytes = Vec::new();
            blob.take(limit + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 <= limit {
                read[at] = Part::Read(bytes);
            }
            Ok(())
        })?;
        Ok(read)
    }
}

fn answers(
    child: &mut Child,
    objects: &[&str],
    with: &mut impl FnMut(usize, &mut dyn Read) -> io::Result<()>,
) -> Result<(), GitError> {
    let mut answers = BufReader::with_capacity(1 << 16, child.stdout.take().ok_or_else(|| object("its answers"))?);
    for (index, name) in objects.iter().enumerate() {
        let mut header = String::new();
        answers.read_line(&mut header).map_err(|_| object(name))?;
        let size = header.strip_prefix("blob ").and_then(|size| size.trim_end().parse::<u64>().ok());
        let mut blob = answers.by_ref().take(size.ok_or_else(|| object(name))?);
        with(index, &mut blob).and_then(|()| io::copy(&mut blob, &mut io::sink())).map_err(|_| object(name))?;
        let mut newline = [0];
        answers.read_exact(&mut newline).map_err(|_| object(name))?;
    }
    Ok(())
}

fn object(name: &str) -> GitError {
    GitError::Object(name.to_owned())
}
