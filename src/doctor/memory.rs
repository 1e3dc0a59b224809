//! What this machine accepted of the archive, and whether the archive still has it.

use super::{Said, Surroundings, VERIFY, error, ok, some, warning};

pub(super) fn check(around: &Surroundings<'_>) -> Vec<Said> {
    let Some(origin) = &around.origin else { return Vec::new() };
    let accepted = match around.known.read(origin) {
        Ok(accepted) => accepted,
        Err(why) => {
            return vec![error(
                why.to_string(),
                "move the file away only if you know how it came to that: then this is a first contact again",
            )];
        }
    };
    let mut said = Vec::new();
    let evidence = around.known.evidence(origin);
    if !evidence.is_empty() {
        let names: Vec<_> = evidence.iter().map(|path| path.display().to_string()).collect();
        said.push(error(
            format!("this machine was shown a state that contradicts what it had accepted: {}", some(&names)),
            "find out how that came, and show both to others who rely on the archive; then move the file away",
        ));
    }
    said.push(match (accepted, around.log()) {
        (None, _) => warning(
            "this machine has accepted no state of this archive yet: it would not notice a rollback",
            "`kzarchive verify --trust DIR` with keys from elsewhere, or `kzarchive verify`, begins the memory",
        ),
        (Some(_), Err(why)) => why,
        (Some(accepted), Ok(log)) if log.size() < accepted.size => error(
            format!("the log has {} lines, and this machine accepted {} before", log.size(), accepted.size),
            VERIFY,
        ),
        (Some(accepted), Ok(log)) => {
            let since = log.size() - accepted.size;
            ok(format!("this machine accepted the log at {} lines; {since} came since", accepted.size))
        }
    });
    said
}
