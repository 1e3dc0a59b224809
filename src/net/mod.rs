//! The only opener of connections: requests out, or small requests in. Knows nothing of what they carry.

mod client;
mod fetch;
mod server;

pub use client::{NetError, Response, post};
pub use fetch::{Budget, Exchange, FetchError, Fetcher, PRIVATE, Reach, Secured, address};
pub use server::{Limits, Reply, Request, Server};
