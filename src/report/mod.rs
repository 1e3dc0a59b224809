//! From verdicts to what people and programs read. Everything is returned, nothing printed.

mod checked;
mod clean;
mod diff;
mod doctor;
mod figures;
mod figures_csv;
mod github;
pub mod html;
mod json;
mod junit;
mod mistake;
mod ranked;
mod reference;
mod sarif;
mod search;
mod snippet;
mod summary;
mod text;

#[cfg(test)]
mod sample;

pub use checked::{checked_json, checked_summary, checked_text};
pub use clean::{clean, clean_line};
pub use diff::differences;
pub use doctor::{advice_json, advice_text};
pub use figures::{Beside, Seen, figure_table, figures_json, jsonl, set_aside};
pub use figures_csv::figures_csv;
pub use github::github;
pub use json::verdict_json;
pub use junit::junit;
pub use mistake::{Weight, mistake, nearest};
pub use reference::{failure_kinds, rule_pages};
pub use sarif::sarif;
pub use search::hits;
pub use snippet::{Paint, finding};
pub use summary::markdown;
pub use text::{failure_lines, verdict_failures, verdict_text};

/// The JSON Schema of `verify --format json` (draft 2020-12).
pub const VERDICT_SCHEMA: &str = include_str!("verdict.schema.json");

/// The JSON Schema of `recheck --format json` (draft 2020-12).
pub const RECHECK_SCHEMA: &str = include_str!("recheck.schema.json");
