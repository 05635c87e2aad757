//! Doors: one an address, for what is written without a token and for whatever hashes a password. A few
//! go in at once, so that no address fills the line for passwords; where sign-ins fail at a high rate,
//! one by one. Nobody is refused for the address, for a factory shares one; whoever has waited long
//! enough is told to come back.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;
use parking_lot::Mutex;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{
    domain::Span,
    fault::{Code, Fault},
};

/// Of one address, inside at once: more than passwords are hashed at once on most machines, and far
/// fewer than may wait in line for that.
const FEW: u32 = 8;
/// Failures within [`WINDOW`] before an address goes in one by one.
const FREE: u32 = 20;
const WINDOW: Duration = Duration::from_mins(1);
/// Addresses whose failures are remembered; the least used are forgotten first.
const REMEMBERED: u64 = 100_000;
/// No request waits longer than this in any queue.
const PATIENCE: Duration = Duration::from_secs(30);
const COME_BACK: Span = Span::seconds(10);

/// The doors of all addresses.
#[derive(Debug)]
pub struct Doors {
    failures: Cache<IpAddr, Arc<AtomicU32>>,
    open: Arc<OpenDoors>,
    patience: Duration,
}

/// The doors at which somebody stands, or behind which somebody is.
type OpenDoors = Mutex<HashMap<IpAddr, Door>>;

#[derive(Debug)]
struct Door {
    /// [`FEW`] places, of which whoever goes in alone takes all.
    places: Arc<Semaphore>,
    /// Who holds one or waits for one.
    present: usize,
}

/// Held by whoever is inside; gives way to the next when dropped.
#[derive(Debug)]
pub struct Inside {
    // Given back before they leave.
    _places: OwnedSemaphorePermit,
    _visitor: Visitor,
}

/// Somebody at a door. It is there until the last of them has left.
#[derive(Debug)]
struct Visitor {
    open: Arc<OpenDoors>,
    address: IpAddr,
}

impl Default for Doors {
    fn default() -> Self {
        Self::patient(PATIENCE)
    }
}

impl Doors {
    /// At which nobody waits longer than so.
    #[must_use]
    pub fn patient(patience: Duration) -> Self {
        let failures = Cache::builder().max_capacity(REMEMBERED).time_to_live(WINDOW).build();
        Self { failures, open: Arc::default(), patience }
    }

    /// Goes in, at once or in turn.
    pub async fn enter(&self, address: IpAddr) -> Result<Inside, Fault> {
        let address = of_one_line(address);
        let (visitor, places) = self.come(address);
        let slow = self.failures.get(&address).is_some_and(|it| it.load(Ordering::Relaxed) >= FREE);
        let places = places.acquire_many_owned(if slow { FEW } else { 1 });
        let places = timeout(self.patience, places).await.map_err(|_| {
            let detail = "您所在的网络同时登录或报名的人太多，请稍后再试";
            Fault::new(Code::Busy).with_detail(detail).with_retry_after(COME_BACK)
        })?;
        Ok(Inside { _places: places.map_err(Fault::internal)?, _visitor: visitor })
    }

    /// Notes a failure from that address.
    pub fn failed(&self, address: IpAddr) {
        self.failures.get_with(of_one_line(address), Arc::default).fetch_add(1, Ordering::Relaxed);
    }

    fn come(&self, address: IpAddr) -> (Visitor, Arc<Semaphore>) {
        let mut open = self.open.lock();
        let door =
            open.entry(address).or_insert_with(|| Door { places: Arc::new(Semaphore::new(FEW as usize)), present: 0 });
        door.present += 1;
        (Visitor { open: self.open.clone(), address }, door.places.clone())
    }
}

impl Drop for Visitor {
    fn drop(&mut self) {
        if let Entry::Occupied(mut door) = self.open.lock().entry(self.address) {
            door.get_mut().present -= 1;
            if door.get().present == 0 {
                door.remove();
            }
        }
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
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 8));

    fn enter(doors: &Doors, address: IpAddr) -> Option<Inside> {
        doors.enter(address).now_or_never().map(|inside| inside.expect("goes in"))
    }

    #[tokio::test]
    async fn a_few_of_an_address_go_in_at_once_and_others_go_in_beside_them() {
        let doors = Doors::default();
        let inside: Vec<_> = (0..FEW).map(|_| enter(&doors, FACTORY).expect("goes in")).collect();
        assert!(enter(&doors, FACTORY).is_none(), "one more waits");
        assert!(enter(&doors, OTHER).is_some());
        drop(inside);
        assert!(enter(&doors, FACTORY).is_some());
    }

    #[tokio::test]
    async fn an_address_that_keeps_failing_goes_in_one_by_one_and_others_do_not() {
        let doors = Doors::default();
        for _ in 0..FREE {
            assert!(enter(&doors, FACTORY).is_some());
            doors.failed(FACTORY);
        }
        let first = enter(&doors, FACTORY).expect("the first goes in at once");
        assert!(enter(&doors, FACTORY).is_none(), "the second waits");
        assert!(enter(&doors, OTHER).is_some());
        drop(first);
        assert!(enter(&doors, FACTORY).is_some());
    }

    #[tokio::test]
    async fn whoever_has_waited_long_enough_is_told_to_come_back() {
        let doors = Doors::patient(Duration::ZERO);
        let inside: Vec<_> = (0..FEW).map(|_| enter(&doors, FACTORY).expect("goes in")).collect();
        let fault = doors.enter(FACTORY).await.expect_err("refused");
        assert_eq!((fault.code, fault.retry_after), (Code::Busy, Some(COME_BACK)));
        drop(inside);
        assert!(enter(&doors, FACTORY).is_some());
    }

    #[tokio::test]
    async fn a_door_is_there_as_long_as_anybody_holds_it_or_waits_and_no_longer() {
        let doors = Doors::default();
        let mut inside: Vec<_> = (0..FEW).map(|_| enter(&doors, FACTORY).expect("goes in")).collect();
        let mut waits = Box::pin(doors.enter(FACTORY));
        assert!(waits.as_mut().now_or_never().is_none());
        // However long they stay: nothing here forgets a door by time.
        doors.failures.invalidate_all();
        assert!(enter(&doors, FACTORY).is_none(), "it is the same door");
        inside.pop();
        let next = waits.await.expect("goes in");
        assert_eq!(doors.open.lock().get(&FACTORY).map(|door| door.present), Some(FEW as usize));
        drop((inside, next));
        assert!(doors.open.lock().is_empty());
    }

    #[test]
    fn a_line_of_ipv6_is_one_address() {
        let of = |text: &str| of_one_line(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:203.0.113.7"), FACTORY);
    }
}
