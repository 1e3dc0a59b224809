//! A server that answers with the bytes that a test gives it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// What a request gets.
#[derive(Clone)]
pub enum Answer {
    /// These bytes, as they are.
    Bytes(Vec<u8>),
    /// Whatever this writes.
    Writes(fn(&mut TcpStream)),
}

/// A server on loopback; it serves until the test program ends.
pub struct Server {
    port: u16,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
}

/// A response of status 200, its length stated.
pub fn ok(media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

pub fn html(body: &[u8]) -> Answer {
    Answer::Bytes(ok("text/html; charset=utf-8", body))
}

/// A response without a body.
pub fn bare(status: &str, fields: &str) -> Answer {
    Answer::Bytes(format!("HTTP/1.1 {status}\r\n{fields}Content-Length: 0\r\n\r\n").into_bytes())
}

impl Server {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, answers: Arc::default(), asked: Arc::default() };
        let (answers, asked) = (server.answers.clone(), server.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, asked) = (answers.clone(), asked.clone());
                std::thread::spawn(move || serve(stream, &answers, &asked));
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// From now on this path gets this answer.
    pub fn set(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// The paths that were asked for, and when.
    pub fn asked(&self) -> Vec<(String, Instant)> {
        self.asked.lock().unwrap().clone()
    }
}

/// The head of a request.
pub fn request(stream: &mut impl Read) -> String {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    String::from_utf8_lossy(&request).into_owned()
}

fn serve(mut stream: TcpStream, answers: &Mutex<BTreeMap<String, Answer>>, asked: &Mutex<Vec<(String, Instant)>>) {
    let request = request(&mut stream);
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    asked.lock().unwrap().push((path.clone(), Instant::now()));
    let answer = answers.lock().unwrap().get(&path).cloned();
    match answer.unwrap_or_else(|| bare("404 Not Found", "")) {
        Answer::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Answer::Writes(write) => write(&mut stream),
    }
}
