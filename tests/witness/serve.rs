//! The server, the client, and two servers over one memory.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use kzarchive::digest::Digest;
use kzarchive::log::Checkpoint;
use kzarchive::net::{Response, post};
use kzarchive::store::WitnessState;
use kzarchive::trust::policy::SimplePolicy;
use kzarchive::trust::{Policy, UnverifiedNote};
use rayon::prelude::*;

use super::parties::Log;
use super::quorum::{NAME, Other, ask_for, run};
use crate::support::program::{Home, said};
use crate::support::{ORIGIN, folder, write};

/// A server of its own process; it ends with the test.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(other: &Other, arguments: &[&str]) -> Self {
        let mut command = other.command(&["witness", "serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let url = first.trim().strip_prefix("listening  ").unwrap().to_owned();
        Self { child, url }
    }

    fn ask(&self, body: &[u8]) -> Response {
        post(&format!("{}/add-checkpoint", self.url), body, 1 << 20).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_archive_gets_its_quorum_over_http() {
    let (home, other) = (Home::new(), Other::new());
    let server = Server::start(&other, &["--trust", home.root.join("keys/policy").to_str().unwrap()]);
    ask_for(&home, &other.vkey, &server.url);
    for name in ["a.txt", "b.txt"] {
        let (code, said) = run(&mut home.command(&["witness", "submit"]));
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(said, format!("cosigned   by {NAME}\n"));
        let (code, said) = run(&mut home.command(&["verify"]));
        assert_eq!(code, Some(0), "{said}");
        let text = home.text(name, "no figures\n");
        assert!(home.seal(&[&text]).output().unwrap().status.success());
        assert_eq!(run(&mut home.command(&["verify"])).0, Some(1));
    }
}

#[test]
fn the_same_by_hand_for_a_witness_that_is_reached_otherwise() {
    let (home, other) = (Home::new(), Other::new());
    let server = Server::start(&other, &["--trust", home.root.join("keys/policy").to_str().unwrap()]);
    let (code, said) = run(&mut home.command(&["witness", "submit", "https://witness.example", "--vkey", &other.vkey]));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("kzarchive witness request") && said.contains("kzarchive witness add"), "{said}");
    let request = home.command(&["witness", "request"]).output().unwrap();
    let answer = server.ask(&request.stdout);
    assert_eq!(answer.status, 200);
    let file = home.text("answer", &answer.body);
    let (code, said) = run(home.command(&["witness", "add"]).arg(&file));
    assert_eq!(code, Some(2), "the witness is not known: {said}");
    assert!(said.contains(NAME) && said.contains("--vkey"), "{said}");
    let (code, said) = run(home.command(&["witness", "add", "--vkey", &other.vkey]).arg(&file));
    assert_eq!(code, Some(0), "{said}");
    let note = std::fs::read(home.root.join("manifests/checkpoint")).unwrap();
    let verified = UnverifiedNote::parse(&note).unwrap().verify(&[other.vkey.parse().unwrap()]).unwrap();
    assert_eq!(verified.signatures().len(), 1);
    // An answer that belongs to an earlier checkpoint is none for this one.
    let text = home.text("a.txt", "no figures\n");
    assert!(home.seal(&[&text]).output().unwrap().status.success());
    let (code, said) = run(home.command(&["witness", "add", "--vkey", &other.vkey]).arg(&file));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("does not verify"), "{said}");
}

#[test]
fn every_answer_of_the_protocol_is_given() {
    let (other, log, dir) = (Other::new(), Log::new(), folder());
    write(dir.path(), "policy", SimplePolicy(&log.signer.vkey()).to_string());
    let server = Server::start(&other, &["--trust", dir.path().join("policy").to_str().unwrap()]);
    let status = |body: &[u8]| server.ask(body).status;
    let get = |method: &str, path: &str| {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
        stream.write_all(format!("{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let published = format!("/{}/checkpoint", Digest::of(ORIGIN.as_bytes()));
    assert!(get("GET", &published).starts_with("HTTP/1.1 404 "));

    let cosigned = server.ask(&log.request(0, 5).to_bytes());
    assert_eq!(cosigned.status, 200);
    let lines = String::from_utf8(cosigned.body).unwrap();
    assert!(lines.starts_with(&format!("— {NAME} ")) && lines.ends_with('\n') && lines.lines().count() == 1, "{lines}");
    let note = get("GET", &published);
    assert!(note.starts_with("HTTP/1.1 200 ") && note.ends_with(&lines), "{note}");
    let note = note.split_once("\r\n\r\n").unwrap().1;
    let policy = format!("log {}\nwitness w {}\nquorum w\n", log.signer.vkey(), other.vkey);
    let (read, _) = Checkpoint::read(note.as_bytes(), &Policy::parse(policy.as_bytes()).unwrap()).unwrap();
    assert_eq!(read.size, 5);

    let conflict = server.ask(&log.request(0, 7).to_bytes());
    assert_eq!((conflict.status, conflict.body.as_slice()), (409, b"5\n".as_slice()));
    assert_eq!(conflict.content_type.as_deref(), Some("text/x.tlog.size"));
    assert_eq!(status(&log.forked().request(5, 7).to_bytes()), 422);
    assert_eq!(status(&log.forked().request(5, 5).to_bytes()), 422);
    assert_eq!(status(b"old 05\n\n"), 400);
    let forged = String::from_utf8(log.request(5, 7).to_bytes()).unwrap().replacen("\n7\n", "\n8\n", 1);
    assert_eq!(status(forged.as_bytes()), 403);
    assert_eq!(status(forged.replace(ORIGIN, "else.example").as_bytes()), 404);
    assert_eq!(status(&vec![b'a'; 1 << 20]), 413);
    for path in ["/", "/../checkpoint", "/checkpoint", "/%2e%2e/checkpoint", "/evidence/checkpoint"] {
        assert!(get("GET", path).starts_with("HTTP/1.1 404 "), "{path}");
    }
    assert!(get("DELETE", &published).starts_with("HTTP/1.1 405 "));
    assert_eq!(server.ask(&log.request(5, 7).to_bytes()).status, 200, "and it goes on");
}

#[test]
fn two_processes_over_one_memory_never_roll_back() {
    let (other, log, dir) = (Other::new(), Log::new(), folder());
    write(dir.path(), "policy", SimplePolicy(&log.signer.vkey()).to_string());
    let policy = dir.path().join("policy");
    let servers = [(); 2].map(|()| Server::start(&other, &["--trust", policy.to_str().unwrap()]));
    let mut signed: Vec<(u64, u64)> = (0..4_u64)
        .into_par_iter()
        .flat_map_iter(|asker| {
            let server = &servers[asker as usize % 2];
            let mut signed = Vec::new();
            for size in (asker + 1..60).step_by(4) {
                let mut old = 0;
                // A few tries each: others take the same step at the same time.
                for _ in 0..4 {
                    let answer = server.ask(&log.request(old, size).to_bytes());
                    match answer.status {
                        200 => signed.push((old, size)),
                        409 => {
                            old = String::from_utf8(answer.body).unwrap().trim().parse().unwrap();
                            if old < size {
                                continue;
                            }
                        }
                        status => panic!("{status}"),
                    }
                    break;
                }
            }
            signed
        })
        .collect();
    signed.sort_unstable();
    assert!(signed.len() > 2, "{signed:?}");
    assert_eq!(signed[0].0, 0);
    for pair in signed.windows(2) {
        assert_eq!(pair[0].1, pair[1].0, "one chain, without a step back: {signed:?}");
    }
}

#[test]
fn a_server_waits_for_another_process() {
    let (other, log, dir) = (Other::new(), Log::new(), folder());
    write(dir.path(), "policy", SimplePolicy(&log.signer.vkey()).to_string());
    let (policy, state) = (dir.path().join("policy"), dir.path().join("state"));
    let arguments = ["--trust", policy.to_str().unwrap(), "--state", state.to_str().unwrap()];
    let server = Server::start(&other, &arguments);
    let held = WitnessState::at(&state).hold(ORIGIN, Duration::from_secs(5)).unwrap();
    let (done, wait) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| {
            let answer = server.ask(&log.request(0, 5).to_bytes());
            done.send(()).unwrap();
            answer.status
        });
        assert!(wait.recv_timeout(Duration::from_millis(300)).is_err(), "answered while this process held the memory");
        drop(held);
        assert_eq!(asked.join().unwrap(), 200);
    });
}

#[test]
fn every_witness_that_fails_is_told_beside_one_that_contradicts() {
    let (home, other, away) = (Home::new(), Other::new(), [Other::new(), Other::new()]);
    let server = Server::start(&other, &["--trust", home.root.join("keys/policy").to_str().unwrap()]);
    let witnesses =
        [(&other.vkey, &*server.url), (&away[0].vkey, "http://127.0.0.1:1"), (&away[1].vkey, "http://127.0.0.1:2")];
    let lines = (1..).zip(witnesses).map(|(n, (vkey, url))| format!("witness w{n} {vkey} {url}\n"));
    let policy = std::fs::read_to_string(home.root.join("keys/policy")).unwrap();
    let new = home.text("policy", policy.replace("quorum none", &(lines.collect::<String>() + "quorum none")));
    let (code, said) = run(home.command(&["witness", "policy"]).arg(&new));
    assert_eq!(code, Some(0), "{said}");
    let before = crate::support::snapshot(&home.root);
    let text = home.text("a.txt", "no figures\n");
    assert!(home.seal(&[&text]).output().unwrap().status.success());
    let (code, said) = run(&mut home.command(&["witness", "submit"]));
    assert_eq!(code, Some(2), "{said}");
    assert!(["cosigned   by", "127.0.0.1:1", "127.0.0.1:2"].iter().all(|part| said.contains(part)), "{said}");
    crate::support::restore(&home.root, &before);
    home.forget();
    let (code, said) = run(&mut home.command(&["witness", "submit"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(["NOT COSIGNED", "127.0.0.1:1", "127.0.0.1:2"].iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn a_fork_is_kept_and_told_by_the_client() {
    let (home, other) = (Home::new(), Other::new());
    let state = folder();
    let trust = home.root.join("keys/policy");
    let arguments = ["--trust", trust.to_str().unwrap(), "--state", state.path().to_str().unwrap()];
    let server = Server::start(&other, &arguments);
    let submit = || run(&mut home.command(&["witness", "submit", &server.url, "--vkey", &other.vkey]));
    let seal = |name: &str| {
        let text = home.text(name, format!("{name}\n"));
        let sealed = home.seal(&[&text]).output().unwrap();
        assert!(sealed.status.success(), "{}", said(&sealed));
    };
    seal("first.txt");
    let before = crate::support::snapshot(&home.root);
    seal("a.txt");
    assert_eq!(submit().0, Some(0));
    crate::support::restore(&home.root, &before);
    home.forget();
    let (code, said) = submit();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("NOT COSIGNED") && said.contains("older state, or a fork"), "{said}");
    seal("b.txt");
    let (code, said) = submit();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("does not extend what it cosigned before"), "{said}");
    let evidence = state.path().join(Digest::of(ORIGIN.as_bytes()).to_string()).join("evidence");
    assert_eq!(std::fs::read_dir(evidence).unwrap().count(), 2, "both checkpoints of size 3");
}
