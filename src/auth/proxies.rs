//! Proxies in front of the server, and whose word about the way of a request is believed.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

/// The addresses whose X-Forwarded-For is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

/// What is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network")]
pub struct NoNetwork(pub String);

impl TrustedProxies {
    /// Reads addresses and networks between commas.
    pub fn parse(list: &str) -> Result<Self, NoNetwork> {
        let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let networks = entries.map(|entry| network(entry).ok_or_else(|| NoNetwork(entry.to_owned())));
        networks.collect::<Result<_, _>>().map(Self)
    }

    /// Where a request came from that `peer` has brought, by way of the hops in its X-Forwarded-For
    /// headers. Each hop tells of the one before, so they are followed back as long as who tells is
    /// trusted and what is told is an address: anybody can write whatever they like at the front.
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let mut nearest = peer.to_canonical();
        for hop in forwarded.flat_map(|header| header.split(',')).rev() {
            let Some(before) = address(hop).filter(|_| self.includes(nearest)) else { break };
            nearest = before;
        }
        nearest
    }

    fn includes(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

fn network(entry: &str) -> Option<IpNet> {
    entry.parse().ok().or_else(|| entry.parse().ok().map(|address: IpAddr| address.to_canonical().into()))
}

/// A hop as proxies write it: an address, in brackets or not, with a port or without.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse().ok().or_else(|| hop.parse().ok().map(|it: SocketAddr| it.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let proxies = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8,2001:db8::/32").expect("a list");
        proxies.client(peer.parse().expect("an address"), forwarded.iter().copied()).to_string()
    }

    #[test]
    fn whoever_is_not_trusted_is_the_client_whatever_they_say() {
        assert_eq!(client("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(client("203.0.113.7", &["127.0.0.1"]), "203.0.113.7");
        assert_eq!(
            TrustedProxies::default().client([127, 0, 0, 1].into(), ["1.2.3.4"].into_iter()).to_string(),
            "127.0.0.1"
        );
    }

    #[test]
    fn the_last_hop_that_is_not_trusted_is_the_client() {
        assert_eq!(client("127.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(
            client("127.0.0.1", &["198.51.100.1, 203.0.113.7, 10.1.2.3"]),
            "203.0.113.7",
            "the first is made up"
        );
        assert_eq!(
            client("127.0.0.1", &["198.51.100.1", "203.0.113.7", "10.1.2.3"]),
            "203.0.113.7",
            "in three headers"
        );
        assert_eq!(client("10.0.0.1", &["2001:db9::5,2001:db8::1"]), "2001:db9::5");
        assert_eq!(client("127.0.0.1", &["10.0.0.2, 10.0.0.3"]), "10.0.0.2", "all of the house");
        assert_eq!(client("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn hops_are_read_as_proxies_write_them() {
        for (hop, expected) in [
            (" 203.0.113.7:51234 ", "203.0.113.7"),
            ("[2001:db9::5]:51234", "2001:db9::5"),
            ("[2001:db9::5]", "2001:db9::5"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
        ] {
            assert_eq!(client("::ffff:127.0.0.1", &[hop]), expected, "{hop:?}");
        }
    }

    #[test]
    fn what_is_no_address_ends_the_way_at_the_nearest_that_is_one() {
        for malformed in ["", "unknown", "203.0.113.7:port", "203.0.113", "203.0.113.7;x", "[::1"] {
            assert_eq!(client("127.0.0.1", &[&format!("198.51.100.1, {malformed}")]), "127.0.0.1", "{malformed:?}");
            assert_eq!(client("127.0.0.1", &[malformed, "10.0.0.9"]), "10.0.0.9", "{malformed:?}");
        }
    }

    #[test]
    fn a_list_holds_addresses_and_networks_and_nothing_else() {
        assert!(TrustedProxies::parse("").is_ok_and(|it| it.0.is_empty()));
        assert!(TrustedProxies::parse("::1, 192.168.0.0/16,").is_ok_and(|it| it.0.len() == 2));
        for wrong in ["proxy.example", "10.0.0.0/33", "10.0.0", "*"] {
            assert_eq!(
                TrustedProxies::parse(&format!("::1,{wrong}")).expect_err("refused"),
                NoNetwork(wrong.to_owned())
            );
        }
    }
}
