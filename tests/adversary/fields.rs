//! Fields of a manifest, signed and logged with the right keys: the form is refused, or what is stated does not fit.

use kzarchive::ledger::Kind::{Altered, KeySwapped, Malformed, Missing, ReEncoded, Unsealed};

use super::scene::{Attack, By, SETTINGS, SUMS, Scene, TALLY, line, run};

/// What is reworded, in the manifest of which line, and how. Each must be malformed, at the manifest.
#[rustfmt::skip]
pub const MALFORMED: &[(&str, usize, &str, &str)] = &[
    ("schema of another version", line::TALLY, "kzarchive-manifest/1", "kzarchive-manifest/2"),
    ("schema missing", line::TALLY, "  \"schema\": \"kzarchive-manifest/1\",\n", ""),
    ("origin of another archive", line::TALLY, "fixtures.example", "elsewhere.example"),
    ("origin empty", line::TALLY, "fixtures.example/archive", ""),
    ("time that is not the name's", line::TALLY, "T10:16:00Z", "T10:16:01Z"),
    ("time with an offset", line::TALLY, "T10:16:00Z", "T10:16:00+00:00"),
    ("time with a fraction", line::TALLY, "T10:16:00Z", "T10:16:00.0Z"),
    ("time in lower case", line::TALLY, "T10:16:00Z", "t10:16:00z"),
    ("time on a day that there is not", line::TALLY, "2022-01-12T", "2022-02-30T"),
    ("sealer who did not sign", line::TALLY, "\"sealed_by\": \"archivist\"", "\"sealed_by\": \"retired\""),
    ("sealer empty", line::TALLY, "\"sealed_by\": \"archivist\"", "\"sealed_by\": \"\""),
    ("tool empty", line::TALLY, "kzarchive/fixtures", ""),
    ("tool null", line::TALLY, "\"kzarchive/fixtures\"", "null"),
    ("tool a number", line::TALLY, "\"kzarchive/fixtures\"", "1"),
    ("path from the root", line::TALLY, "archive/tally.txt", "/archive/tally.txt"),
    ("path out of the archive", line::TALLY, "archive/tally.txt", "archive/../../tally.txt"),
    ("path with a dot", line::TALLY, "archive/tally.txt", "archive/./tally.txt"),
    ("path with nothing between slashes", line::TALLY, "archive/tally.txt", "archive//tally.txt"),
    ("path ending with a slash", line::TALLY, "archive/tally.txt", "archive/"),
    ("path empty", line::TALLY, "archive/tally.txt", ""),
    ("path with a backslash", line::TALLY, "archive/tally.txt", "archive\\\\tally.txt"),
    ("path with a control character", line::TALLY, "archive/tally.txt", "archive/tally\\u001b.txt"),
    ("path with NUL", line::TALLY, "archive/tally.txt", "archive/tally\\u0000.txt"),
    ("path that reads backwards", line::TALLY, "archive/tally.txt", "archive/\u{202e}tally.txt"),
    ("path with an invisible character", line::TALLY, "archive/tally.txt", "archive/tal\u{200d}ly.txt"),
    ("path into git's folder", line::TALLY, "archive/tally.txt", ".git/hooks/pre-commit"),
    ("path into git's folder by a short name", line::TALLY, "archive/tally.txt", "archive/GIT~1/config"),
    ("path into git's folder as Windows reads it", line::TALLY, "archive/tally.txt", "archive/.git. /config"),
    ("content of no kind", line::TALLY, "\"present\"", "\"gone\""),
    ("content missing", line::TALLY, "      \"content\": \"present\",\n", ""),
    ("present and withheld", line::TALLY, "\"present\",\n", "\"present\",\n      \"withheld\": {\n        \"reason\": \"x\"\n      },\n"),
    ("withheld without a reason", line::WITHHELD, "        \"reason\": \"a witness is named in it\"\n", ""),
    ("withheld said to be present", line::WITHHELD, "\"content\": \"withheld\"", "\"content\": \"present\""),
    ("line digests of a withheld text", line::WITHHELD, "\"charset_basis\": \"utf8\"\n", "\"charset_basis\": \"utf8\",\n        \"lines\": {\n          \"every\": 1,\n          \"digests\": \"AbpH\"\n        }\n"),
    ("commitment with a size", line::COMMITTED, "      \"media_type\"", "      \"size\": 11,\n      \"media_type\""),
    ("commitment cut short", line::COMMITTED, "\"commitment\": \"", "\"commitment\": \"0"),
    ("commitment missing", line::COMMITTED, "\"commitment\"", "\"committed\""),
    ("size negative", line::TALLY, "\"size\": ", "\"size\": -"),
    ("size a float", line::TALLY, "\"size\": 82", "\"size\": 82.0"),
    ("size with an exponent", line::TALLY, "\"size\": 82", "\"size\": 82e0"),
    ("size with a leading zero", line::TALLY, "\"size\": 82", "\"size\": 082"),
    ("size a string", line::TALLY, "\"size\": 82", "\"size\": \"82\""),
    ("size of 23 digits", line::TALLY, "\"size\": 82", "\"size\": 10000000000000000000082"),
    ("size one above 64 bits", line::TALLY, "\"size\": 82", "\"size\": 18446744073709551616"),
    ("size missing", line::TALLY, "      \"size\": 82,\n", ""),
    ("size null", line::TALLY, "\"size\": 82", "\"size\": null"),
    ("digest cut short", line::TALLY, "\"sha256\": \"", "\"sha256\": \"0"),
    ("digest not hex", line::TALLY, "\"sha256\": \"", "\"sha256\": \"g"),
    ("digest missing", line::TALLY, "      \"sha256\"", "      \"sha257\""),
    ("text missing", line::TALLY, "      \"text\"", "      \"txt\""),
    ("basis of the charset of no kind", line::TALLY, "\"charset_basis\": \"", "\"charset_basis\": \"x"),
    ("runs of no lines", line::TALLY, "\"every\": 1", "\"every\": 0"),
    ("line digests cut", line::TALLY, "\"digests\": \"", "\"digests\": \"a"),
    ("url empty", line::TALLY, "\"url\": \"unknown\"", "\"url\": \"\""),
    ("url missing", line::TALLY, "        \"url\": \"unknown\",\n", ""),
    ("url null", line::TALLY, "\"url\": \"unknown\"", "\"url\": null"),
    ("time of retrieval in words", line::TALLY, "\"retrieved_at\": \"unknown\"", "\"retrieved_at\": \"yesterday\""),
    ("basis of retrieval of no kind", line::TALLY, "\"retrieved_at_basis\": \"", "\"retrieved_at_basis\": \"x"),
    ("method of no kind", line::TALLY, "\"method\": \"unknown\"", "\"method\": \"fax\""),
    ("status that does not fit", line::TALLY, "\"operator\": \"unknown\"", "\"operator\": \"unknown\",\n        \"http_status\": 70000"),
    ("redirects empty", line::TALLY, "\"url\": \"unknown\",\n", "\"url\": \"unknown\",\n        \"redirects\": [],\n"),
    ("publisher empty", line::TALLY, "\"publisher\": \"unknown\"", "\"publisher\": \"\""),
    ("title a number", line::TALLY, "\"title\": \"unknown\"", "\"title\": 7"),
    ("language missing", line::TALLY, "        \"language\": \"unknown\",\n", ""),
    ("licence a list", line::TALLY, "\"licence\": \"unknown\"", "\"licence\": [\"unknown\"]"),
    ("origins empty", line::TALLY, "        \"licence\": \"unknown\"\n      }", "        \"licence\": \"unknown\"\n      },\n      \"origins\": {}"),
    ("superseded entry without a digest", line::SUCCESSOR, "\"supersedes\": {\n        \"path\": \"archive/denial.txt\",\n", "\"supersedes\": {\n"),
    ("documents no list", line::TALLY, "\"documents\": [", "\"documents\": {},\n  \"more\": ["),
];

pub const ATTACKS: &[Attack] = &[
    Attack::new("signed size of another text", &[(ReEncoded, TALLY)], |it| it.reword(line::TALLY, ": 82", ": 83")),
    Attack::new("signed digest of other bytes", &[(ReEncoded, TALLY)], |it| {
        let (is, other) = (it.digest(TALLY), it.digest("archive/denial.txt"));
        // What was withdrawn from the text quotes the digest, too.
        it.reword(line::RESCISSION, &is, &other);
        it.reword(line::REVIEW, &is, &other);
        it.reword(line::TALLY, &is, &other);
    }),
    Attack::new("charset that there is not", &[(Malformed, TALLY)], |it| {
        it.reword(line::TALLY, "\"charset\": \"UTF-8\"", "\"charset\": \"klingon\"");
    }),
    Attack::new("charset of another text", &[(Malformed, TALLY)], |it| {
        it.reword(line::TALLY, "\"charset\": \"UTF-8\"", "\"charset\": \"windows-1251\"");
    }),
    Attack::new("line digests of another text", &[(Malformed, TALLY)], |it| {
        let manifest = it.text(&it.manifest(line::TALLY));
        let digests = manifest.split_once("\"digests\": \"").unwrap().1.split('"').next().unwrap().to_owned();
        it.reword(line::TALLY, &digests, &digests.chars().rev().collect::<String>());
    }),
    Attack::new(
        "sealed path among the manifests",
        &[(Missing, "manifests/a.txt"), (Unsealed, "archive/last.txt")],
        |it| {
            it.reword(line::LAST, "archive/last.txt", "manifests/a.txt");
        },
    ),
    Attack::new("sealed path among the keys", &[(Missing, "keys/policy"), (Unsealed, "archive/last.txt")], |it| {
        it.reword(line::LAST, "archive/last.txt", "keys/policy");
    }),
    Attack::new("sealed path in other case", &[(Missing, "Archive/last.txt"), (Unsealed, "archive/last.txt")], |it| {
        it.reword(line::LAST, "archive/last.txt", "Archive/last.txt");
    }),
    Attack::new("stated settings of another archive", &[(Altered, SETTINGS)], |it| {
        it.reword(line::KEYS, &it.digest(SETTINGS), &it.digest(TALLY));
    }),
    Attack::new("stated signers that are not there", &[(KeySwapped, "keys/allowed_signers")], |it| {
        it.reword(line::KEYS, "\"allowed_signers\": \"", "\"allowed_signers\": \"# none\\n");
    }),
    Attack::new("stated policy that is not there", &[(KeySwapped, "keys/policy")], |it| {
        it.reword(line::KEYS, "\"policy\": \"", "\"policy\": \"# none\\n");
    }),
    Attack::new("publisher reworded in the past", &[(kzarchive::ledger::Kind::Forked, SUMS)], |it| {
        it.reword(line::TALLY, "\"publisher\": \"unknown\"", "\"publisher\": \"Ministry\"");
    })
    .by(By::Earlier),
];

#[test]
fn fields() {
    let scene = Scene::new();
    let wrong: Vec<String> =
        MALFORMED.iter().filter_map(|&(name, line, from, to)| scene.reworded(name, line, from, to)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MALFORMED.len(), wrong.join("\n"));
    run(ATTACKS);
}
