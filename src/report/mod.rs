//! From verdicts to what people and programs read. Everything is returned, nothing printed.

mod clean;
mod figures;
mod json;
mod snippet;
mod text;

pub use clean::clean;
pub use figures::{figure_table, jsonl, set_aside};
pub use json::verdict_json;
pub use snippet::{Paint, finding};
pub use text::{failure_lines, verdict_text};

/// The JSON Schema of `verify --format json` (draft 2020-12).
pub const VERDICT_SCHEMA: &str = include_str!("verdict.schema.json");
