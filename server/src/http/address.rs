//! Whose request it is: the address that connected, or the one that a trusted proxy names.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

/// The address that limits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub IpAddr);

/// Headers are believed only from trusted proxies, from the nearest on: what stands before the first address that is
/// not a proxy of ours may be invented. A proxy sets one of the two headers and may pass on the other as it came: if
/// they disagree, neither is believed.
pub(super) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> ClientAddress {
    let peer = peer.to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return ClientAddress(peer);
    }
    let named = |hops: Vec<Option<IpAddr>>| {
        let mut nearest = peer;
        for hop in hops.into_iter().rev() {
            // What cannot be read is not passed over: the one before it may be anybody's invention.
            let Some(address) = hop else { break };
            nearest = address;
            if !is_trusted(&address) {
                break;
            }
        }
        nearest
    };
    let x_forwarded_for = HeaderName::from_static("x-forwarded-for");
    let both = (
        list(headers, &x_forwarded_for).map(|hops| named(hops.map(node).collect())),
        list(headers, &header::FORWARDED).map(|hops| named(hops.map(forwarded_for).collect())),
    );
    ClientAddress(match both {
        (Some(one), Some(other)) if one != other => peer,
        (Some(address), _) | (None, Some(address)) => address,
        (None, None) => peer,
    })
}

/// The parts of a header that may stand on several lines; what is not text counts as a part that cannot be read.
fn list<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<impl Iterator<Item = &'a str> + use<'a>> {
    headers.contains_key(name).then(|| {
        headers
            .get_all(name)
            .into_iter()
            .flat_map(|line| line.to_str().unwrap_or("?").split(','))
    })
}

/// `for=` of one part of `Forwarded`.
fn forwarded_for(part: &str) -> Option<IpAddr> {
    part.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| node(value))?
    })
}

/// An address, perhaps with a port, perhaps in brackets or quotes.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|with_port| with_port.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse())
        .ok()?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn address(peer: &str, lines: &[(&'static str, &'static str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        client_address(peer.parse().unwrap(), &headers, &trusted)
            .0
            .to_string()
    }

    const XFF: &str = "x-forwarded-for";

    #[test]
    fn a15_only_what_trusted_proxies_say_is_believed() {
        assert_eq!(address("192.0.2.1", &[(XFF, "198.51.100.7")]), "192.0.2.1");
        assert_eq!(address("10.1.1.1", &[(XFF, "198.51.100.7")]), "198.51.100.7");
        assert_eq!(
            address("::ffff:10.1.1.1", &[(XFF, "198.51.100.7")]),
            "198.51.100.7"
        );
        assert_eq!(address("10.1.1.1", &[]), "10.1.1.1");
        // What the client itself sent stands to the left of what the proxies added.
        let chain = [(XFF, "203.0.113.9, 198.51.100.7"), (XFF, "10.2.2.2")];
        assert_eq!(address("10.1.1.1", &chain), "198.51.100.7");
        assert_eq!(address("10.1.1.1", &[(XFF, "203.0.113.9, unknown")]), "10.1.1.1");
        assert_eq!(address("10.1.1.1", &[(XFF, "10.3.3.3, 10.2.2.2")]), "10.3.3.3");
    }

    #[test]
    fn a15_forwarded_is_read_as_rfc_7239_writes_it() {
        let forwarded = |value| address("::1", &[("forwarded", value)]);
        assert_eq!(
            forwarded("for=192.0.2.60;proto=http;by=203.0.113.43"),
            "192.0.2.60"
        );
        assert_eq!(
            forwarded("proto=https; For=\"[2001:db8:cafe::17]:4711\""),
            "2001:db8:cafe::17"
        );
        assert_eq!(
            forwarded("for=192.0.2.43, for=\"198.51.100.17:80\""),
            "198.51.100.17"
        );
        assert_eq!(forwarded("for=_hidden"), "::1");
        // A proxy sets one of them; the other one came from outside.
        let both = [("forwarded", "for=192.0.2.60"), (XFF, "192.0.2.61")];
        assert_eq!(address("::1", &both), "::1");
    }
}
