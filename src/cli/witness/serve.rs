//! `kzarchive witness serve`

use std::path::PathBuf;
use std::time::Duration;

use super::{Who, policy_line, read_policy};
use crate::cli::{CliError, Context, Exit};
use crate::digest::Digest;
use crate::log::add_checkpoint::MAX_BYTES;
use crate::net::{Limits, Reply, Request, Server};
use crate::report::clean_line;
use crate::witness::{Refused, SIZE_TYPE, Witness, WitnessError};

const LIMITS: Limits = Limits { body: MAX_BYTES, time: Duration::from_secs(30), workers: 16 };

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Answers POST /add-checkpoint, and GET /<SHA-256 of the origin>/checkpoint with the last one that it cosigned. There is no \
TLS in here: put a web server before it where others are to reach it. Several processes can share one --state.

Example:
  kzarchive witness serve --listen 127.0.0.1:7380 --trust ~/policies/all.policy")]
pub(in crate::cli) struct Args {
    /// Where to listen
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:7380")]
    listen: String,
    /// The logs that it cosigns: a policy file; only its `log` lines count
    #[arg(long, value_name = "POLICY")]
    trust: PathBuf,
    #[command(flatten)]
    who: Who,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let logs = read_policy(&args.trust)?;
    let (cosigner, state) = args.who.find(context)?;
    let vkey = cosigner.vkey();
    let witness = Witness { cosigner, logs, state };
    let server = Server::bind(&args.listen).map_err(|error| CliError::Listen(args.listen.clone(), error))?;
    context.say(&format!("listening  http://{}\n{}", server.address()?, policy_line(&vkey)))?;
    server.serve(LIMITS, &|request| answer(context, &witness, request));
    Ok(Exit::Good)
}

fn answer(context: &Context, witness: &Witness, request: &Request) -> Reply {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/add-checkpoint") => add_checkpoint(context, witness, &request.body),
        ("GET", path) => published(context, witness, path),
        ("POST", _) => Reply::text(404, "there is POST /add-checkpoint\n"),
        _ => Reply::text(405, "there are GET and POST\n"),
    }
}

fn add_checkpoint(context: &Context, witness: &Witness, body: &[u8]) -> Reply {
    let cosigned = match context.now() {
        Ok(now) => witness.add_checkpoint(body, now),
        Err(error) => return trouble(context, &error.to_string()),
    };
    let refused = match cosigned {
        Ok(cosigned) => {
            context.note(&format!("cosigned {} lines of {}", cosigned.checkpoint.size, cosigned.checkpoint.origin));
            return Reply::text(200, format!("{}\n", cosigned.line));
        }
        Err(WitnessError::Refused(refused)) => refused,
        Err(WitnessError::Contradiction { why, answer, evidence }) => {
            context.note(&format!("NOT COSIGNED: {why}; both checkpoints are kept in {}", evidence.display()));
            answer
        }
        Err(error) => return trouble(context, &error.to_string()),
    };
    match refused {
        Refused::Conflict { last, .. } => {
            Reply { status: refused.status(), content_type: SIZE_TYPE, body: format!("{last}\n").into_bytes() }
        }
        // Cleaned: it may name keys of whoever asks, and somebody's terminal may show it.
        refused => Reply::text(refused.status(), format!("{}\n", clean_line(&refused.to_string()))),
    }
}

fn published(context: &Context, witness: &Witness, path: &str) -> Reply {
    let hash = path.strip_prefix('/').and_then(|rest| rest.strip_suffix("/checkpoint"));
    // Only a digest becomes part of a path.
    let Some(hash) = hash.and_then(|hash| hash.parse::<Digest>().ok()) else {
        return Reply::text(404, "there is GET /<SHA-256 of the origin>/checkpoint\n");
    };
    match witness.published(&hash) {
        Ok(Some(note)) => Reply { body: note, ..Reply::text(200, "") },
        Ok(None) => Reply::text(404, "this witness never cosigned a checkpoint of that log\n"),
        Err(error) => trouble(context, &error.to_string()),
    }
}

/// What is wrong with this machine is for its owner to read, not for whoever asks.
fn trouble(context: &Context, why: &str) -> Reply {
    context.note(&format!("could not answer: {why}"));
    Reply::text(500, "the witness is in trouble\n")
}
