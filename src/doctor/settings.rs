//! `kzarchive.toml`: it can be read, and the rules that it names are there.

use super::{Said, Surroundings, error, ok, warning};
use crate::figures::explain;

pub(super) fn check(around: &Surroundings<'_>) -> Vec<Said> {
    let settings = match around.archive.settings() {
        Ok(settings) => settings,
        Err(why) => return vec![error(why.to_string(), "mend it, then `kzarchive seal --settings`")],
    };
    let unknown = settings.rules().map(|(rule, _)| rule).filter(|rule| explain(rule).is_none());
    let mut said: Vec<_> = unknown
        .map(|rule| {
            warning(
                format!("kzarchive.toml sets a level for '{rule}', and no rule is called so: it has no effect"),
                "`kzarchive explain` lists the rules",
            )
        })
        .collect();
    if said.is_empty() {
        said.push(ok("kzarchive.toml can be read"));
    }
    said
}
