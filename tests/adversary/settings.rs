//! `kzarchive.toml`: what cannot be read, and what nobody sealed.

use kzarchive::ledger::Kind::{self, Altered, Malformed, Missing};

use super::scene::{Attack, SETTINGS, run};

const FORM: &[(Kind, &str)] = &[(Malformed, SETTINGS)];
const CHANGED: &[(Kind, &str)] = &[(Altered, SETTINGS)];

pub const ATTACKS: &[Attack] = &[
    Attack::new("settings removed", &[(Missing, SETTINGS)], |it| it.remove(SETTINGS)),
    Attack::new("settings emptied", FORM, |it| it.write(SETTINGS, "")),
    Attack::new("settings that are no TOML", FORM, |it| it.write(SETTINGS, "origin = \n")),
    Attack::new("settings without an origin", FORM, |it| it.write(SETTINGS, "[lint]\n")),
    Attack::new("setting that there is not", FORM, |it| {
        it.write(SETTINGS, "trust = true\n".to_owned() + &it.text(SETTINGS))
    }),
    Attack::new("setting twice", FORM, |it| it.write(SETTINGS, "origin = \"x\"\n".to_owned() + &it.text(SETTINGS))),
    Attack::new("level that there is not", FORM, |it| {
        it.write(SETTINGS, it.text(SETTINGS) + "[lint]\nx = \"ignore\"\n")
    }),
    Attack::new("rule twice", FORM, |it| {
        it.write(SETTINGS, it.text(SETTINGS) + "[lint]\nx = \"deny\"\nx = \"allow\"\n")
    }),
    Attack::new("pattern that does not end", FORM, |it| {
        it.write(SETTINGS, it.text(SETTINGS) + "[[lint-in]]\npaths = [\"a[\"]\nrules = {}\n");
    }),
    Attack::new("settings that are not UTF-8", FORM, |it| {
        it.write(SETTINGS, [it.read(SETTINGS), b"# \xff\n".to_vec()].concat())
    }),
    Attack::new("settings with an escape sequence", FORM, |it| it.write(SETTINGS, it.text(SETTINGS) + "# \u{1b}[2J\n")),
    Attack::new("settings longer than any", FORM, |it| {
        it.write(SETTINGS, it.text(SETTINGS) + &"# x\n".repeat(300 << 10))
    }),
    Attack::new("a hundred thousand lists in the settings", FORM, |it| {
        it.write(SETTINGS, format!("origin = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)));
    }),
    Attack::new("comment in the settings", CHANGED, |it| it.write(SETTINGS, it.text(SETTINGS) + "# all is well\n")),
    Attack::new("settings without their comment", CHANGED, |it| {
        it.edit(SETTINGS, "# This folder is a kzarchive archive.", "#")
    }),
    Attack::new("settings with line ends of Windows", CHANGED, |it| {
        it.write(SETTINGS, it.text(SETTINGS).replace('\n', "\r\n"))
    }),
    Attack::new("rule silenced", CHANGED, |it| {
        it.write(SETTINGS, it.text(SETTINGS) + "[lint]\nrepeats-rescinded = \"allow\"\n");
    }),
    Attack::new("rule silenced in one folder", CHANGED, |it| {
        let lint = "[[lint-in]]\npaths = [\"archive/**\"]\nrules = { repeats-rescinded = \"allow\" }\n";
        it.write(SETTINGS, it.text(SETTINGS) + lint);
    }),
];

#[test]
fn settings() {
    run(ATTACKS);
}
