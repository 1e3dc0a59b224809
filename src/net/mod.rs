//! The only opener of connections: one request out, or small requests in. Knows nothing of what they carry.

mod client;
mod server;

pub use client::{NetError, Response, post};
pub use server::{Limits, Reply, Request, Server};
