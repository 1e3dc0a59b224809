//! From a name to the machines that may be spoken to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Instant;

use url::{Host, Url};

use super::{FetchError, Reach, host, wire};

/// The machines of an address, of which none is out of reach.
///
/// The danger: an address that somebody else wrote, in a table or a redirect, names a machine that trusts this one: a router, a
/// database, a cloud's metadata service (server-side request forgery).
pub(super) fn find(url: &Url, reach: Reach, until: Instant) -> Result<Vec<SocketAddr>, FetchError> {
    let port = url.port_or_known_default().ok_or_else(|| FetchError::Address("it names no port".to_owned()))?;
    let (name, all) = match host(url)? {
        Host::Ipv4(ip) => (ip.to_string(), vec![SocketAddr::new(ip.into(), port)]),
        Host::Ipv6(ip) => (ip.to_string(), vec![SocketAddr::new(ip.into(), port)]),
        Host::Domain(name) => (name.to_owned(), look_up(name, port, until)?),
    };
    let may = |place: &SocketAddr| reach == Reach::Anywhere || is_public(place.ip());
    let public: Vec<SocketAddr> = all.iter().copied().filter(may).collect();
    match (all.first(), public.is_empty()) {
        (None, _) => Err(FetchError::Unknown { host: name, why: "it has no address".to_owned() }),
        (Some(first), true) => Err(FetchError::Private { host: name, address: first.ip() }),
        (_, false) => Ok(public),
    }
}

/// The system's look-up knows no limit of time: it is waited for from outside.
fn look_up(name: &str, port: u16, until: Instant) -> Result<Vec<SocketAddr>, FetchError> {
    let (send, receive) = mpsc::channel();
    let asked = name.to_owned();
    std::thread::spawn(move || {
        let found = (asked.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<_>>);
        // Nobody may be waiting any more.
        let _ = send.send(found);
    });
    let found = receive.recv_timeout(wire::left(until)?).map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?;
    found.map_err(|error| FetchError::Unknown { host: name.to_owned(), why: error.to_string() })
}

/// True for addresses that the IANA registries of special-purpose addresses (RFC 6890) call globally reachable, those apart
/// through which a private one could be reached.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match embedded(ip) {
            Some(inside) => is_public_v4(inside),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match a {
        // This network, private, loopback; from 224 on multicast, reserved and broadcast.
        0 | 10 | 127 | 224.. => true,
        // Shared by carriers (RFC 6598).
        100 => (64..128).contains(&b),
        // Link-local: the metadata of clouds is at 169.254.169.254.
        169 => b == 254,
        172 => (16..32).contains(&b),
        // Protocols, documentation, 6to4 relays, private.
        192 => matches!((b, c), (0, 0 | 2) | (88, 99) | (168, _)),
        // Benchmarks, documentation.
        198 => matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) == (0, 113),
        _ => false,
    };
    !special
}

/// The IPv4 address to which an IPv6 one leads: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

/// Global unicast is 2000::/3; of it, these are special: protocols and Teredo (2001::/23), documentation.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        [0x2001, b, ..] if b < 0x0200 || b == 0x0db8 => false,
        [0x3fff, b, ..] if b < 0x1000 => false,
        [a, ..] => (0x2000..0x4000).contains(&a),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::net::address;

    #[test]
    fn what_is_public_and_what_is_not() {
        for ip in
            ["1.1.1.1", "93.184.216.34", "100.63.0.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "::ffff:8.8.8.8"]
        {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn a_private_machine_is_out_of_reach_in_every_spelling() {
        let until = Instant::now() + Duration::from_secs(10);
        for url in
            ["http://127.0.0.1/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/", "http://localhost:8080/"]
        {
            let url = address(url).unwrap();
            let refused = find(&url, Reach::Public, until).unwrap_err();
            assert!(matches!(refused, FetchError::Private { .. }), "{url}: {refused}");
            assert!(find(&url, Reach::Anywhere, until).is_ok(), "{url}");
        }
        let none = find(&address("http://no-such-name.invalid/").unwrap(), Reach::Public, until).unwrap_err();
        assert!(matches!(none, FetchError::Unknown { .. }), "{none}");
    }
}
