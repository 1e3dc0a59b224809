//! A connection with a last moment.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// A connection on which nothing lasts longer than until then, however slowly the other side sends.
pub(super) struct Timed {
    stream: TcpStream,
    until: Instant,
}

/// What is left of the time.
pub(super) fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

impl Timed {
    /// Connects to the first of these that answers.
    pub(super) fn connect(places: &[SocketAddr], until: Instant) -> io::Result<Self> {
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for (at, place) in places.iter().enumerate() {
            // A machine that is silent leaves some time for those behind it.
            let share = left(until)? / u32::try_from(places.len() - at).unwrap_or(u32::MAX);
            match TcpStream::connect_timeout(place, share) {
                Ok(stream) => return Ok(Self { stream, until }),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Who is at the other end.
    pub(super) fn peer(&self) -> io::Result<IpAddr> {
        Ok(self.stream.peer_addr()?.ip())
    }
}

// The limit is set anew for each call: the system's is for one call alone, and a byte a second would never reach it.
impl Read for Timed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.until)?))?;
        self.stream.read(into)
    }
}

impl Write for Timed {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(left(self.until)?))?;
        self.stream.write(from)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
