//! Where things stand: in one file or on many pages.

use std::collections::HashMap;

use crate::holdings::Holdings;

/// What the report is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Layout {
    /// One file.
    #[default]
    OneFile,
    /// A folder of pages, one a document.
    Site,
}

/// Addresses of documents and figures. No address leads out of the report.
#[derive(Debug, Default)]
pub(super) struct Links {
    numbers: HashMap<String, usize>,
    layout: Layout,
}

impl Links {
    /// Numbers the documents in the order of the log, from 1.
    pub fn new(holdings: Option<&Holdings<'_>>, layout: Layout) -> Self {
        let sealed = holdings.into_iter().flat_map(|holdings| holdings.ledger().iter());
        Self { numbers: (1..).zip(sealed).map(|(number, sealed)| (sealed.path.to_string(), number)).collect(), layout }
    }

    /// How many documents there are.
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// A document's number.
    pub fn number(&self, path: &str) -> Option<usize> {
        self.numbers.get(path).copied()
    }

    /// A document's address.
    pub fn document(&self, path: &str) -> Option<String> {
        let number = self.number(path)?;
        Some(match self.layout {
            Layout::OneFile => format!("#d{number}"),
            Layout::Site => page(number),
        })
    }

    /// A figure's address.
    pub fn figure(&self, path: &str, start: usize) -> Option<String> {
        let number = self.number(path)?;
        let here = figure(number, start);
        Some(match self.layout {
            Layout::OneFile => here,
            Layout::Site => page(number) + &here,
        })
    }
}

/// The page of a document in a site.
pub(super) fn page(number: usize) -> String {
    format!("d{number}.html")
}

/// A figure's address on the page of its own document.
pub(super) fn figure(number: usize, start: usize) -> String {
    format!("#f{number}-{start}")
}
