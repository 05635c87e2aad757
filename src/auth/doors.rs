//! Doors: one an address, for what is written without a token. A few go in at once, so that no address
//! fills the line for passwords; where sign-ins fail at a high rate, one by one. Nobody is refused, for
//! a factory shares one address.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Of one address, inside at once: more than passwords are hashed at once on most machines, and far
/// fewer than may wait in line for that.
const FEW: u32 = 8;
/// Failures within [`WINDOW`] before an address goes in one by one.
const FREE: u32 = 20;
const WINDOW: Duration = Duration::from_mins(1);
/// Addresses remembered; the least used are forgotten first.
const REMEMBERED: u64 = 100_000;

/// The doors of all addresses.
#[derive(Debug)]
pub struct Doors(Cache<IpAddr, Arc<Door>>);

#[derive(Debug)]
struct Door {
    failures: AtomicU32,
    /// [`FEW`] places, of which whoever goes in alone takes all.
    places: Arc<Semaphore>,
}

/// Held by whoever is inside; gives way to the next when dropped.
#[derive(Debug)]
pub struct Inside(#[expect(dead_code, reason = "held, not read")] Option<OwnedSemaphorePermit>);

impl Default for Doors {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(REMEMBERED).time_to_live(WINDOW).build())
    }
}

impl Doors {
    /// Goes in, at once or in turn.
    pub async fn enter(&self, address: IpAddr) -> Inside {
        let door = self.of(address);
        let places = if door.is_slow() { FEW } else { 1 };
        // The semaphore is never closed; were it, the door would stand open.
        Inside(door.places.clone().acquire_many_owned(places).await.ok())
    }

    /// Whether the people of that address go in one by one.
    #[must_use]
    pub fn is_slowed(&self, address: IpAddr) -> bool {
        self.0.get(&of_one_line(address)).is_some_and(|door| door.is_slow())
    }

    /// Notes a failure from that address.
    pub fn failed(&self, address: IpAddr) {
        self.of(address).failures.fetch_add(1, Ordering::Relaxed);
    }

    fn of(&self, address: IpAddr) -> Arc<Door> {
        let places = || Arc::new(Semaphore::new(FEW as usize));
        self.0.get_with(of_one_line(address), || Arc::new(Door { failures: AtomicU32::new(0), places: places() }))
    }
}

impl Door {
    fn is_slow(&self) -> bool {
        self.failures.load(Ordering::Relaxed) >= FREE
    }
}

/// A line of IPv6 has 2⁶⁴ addresses of its own: they count as one.
fn of_one_line(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const FACTORY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));

    #[test]
    fn a_few_of_an_address_go_in_at_once_and_others_go_in_beside_them() {
        let doors = Doors::default();
        let inside: Vec<_> = (0..FEW).map(|_| doors.enter(FACTORY).now_or_never().expect("goes in")).collect();
        assert!(doors.enter(FACTORY).now_or_never().is_none(), "one more waits");
        assert!(doors.enter(IpAddr::V4([203, 0, 113, 8].into())).now_or_never().is_some());
        drop(inside);
        assert!(doors.enter(FACTORY).now_or_never().is_some());
    }

    #[test]
    fn an_address_that_keeps_failing_goes_in_one_by_one_and_others_do_not() {
        let doors = Doors::default();
        for _ in 0..FREE {
            assert!(doors.enter(FACTORY).now_or_never().is_some());
            doors.failed(FACTORY);
        }
        let first = doors.enter(FACTORY).now_or_never().expect("the first goes in at once");
        assert!(doors.enter(FACTORY).now_or_never().is_none(), "the second waits");
        assert!(doors.enter(IpAddr::V4([203, 0, 113, 8].into())).now_or_never().is_some());
        drop(first);
        assert!(doors.enter(FACTORY).now_or_never().is_some());
    }

    #[test]
    fn a_line_of_ipv6_is_one_address() {
        let of = |text: &str| of_one_line(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:203.0.113.7"), FACTORY);
    }
}
