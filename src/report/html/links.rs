//! Where things stand: in one file or on many pages.

use std::collections::HashMap;

use crate::holdings::Holdings;

/// Addresses of documents and figures, as one page writes them. No address leads out of the report.
#[derive(Debug, Default)]
pub(super) struct Links {
    numbers: HashMap<String, usize>,
}

impl Links {
    /// Numbers the documents in the order of the log, from 1.
    pub fn new(holdings: &Holdings<'_>) -> Self {
        let numbers = (1..).zip(holdings.ledger().iter()).map(|(number, sealed)| (sealed.path.to_string(), number));
        Self { numbers: numbers.collect() }
    }

    /// A document's number.
    pub fn number(&self, path: &str) -> Option<usize> {
        self.numbers.get(path).copied()
    }

    /// A document's address.
    pub fn document(&self, path: &str) -> Option<String> {
        self.number(path).map(|number| format!("#d{number}"))
    }

    /// A figure's address.
    pub fn figure(&self, path: &str, start: usize) -> Option<String> {
        self.number(path).map(|number| self.figure_here(number, start))
    }

    /// A figure's address from its own document's text.
    #[expect(clippy::unused_self, reason = "where it leads hangs on the kind of report")]
    pub fn figure_here(&self, number: usize, start: usize) -> String {
        format!("#f{number}-{start}")
    }
}
