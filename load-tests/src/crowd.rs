//! Thousands of people in meetings of 150: they join by HTTP, each from an address of their own, and come in with light clients.

use crate::http::Caller;
use crate::light::{Light, Place};
use crate::measure::Measure;
use crate::person::secret;
use crate::report::line;
use crate::ways::Ways;
use anyhow::{Context as _, bail, ensure};
use protocol::ids::PersonId;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// People of one meeting: the size that Convene is made for.
pub(crate) const MEETING: u32 = 150;
/// Meetings that people join at once, and people who come in at once: nobody is to wait in a queue of the kernel's.
const JOIN_AT_ONCE: usize = 8;
const ENTER_AT_ONCE: usize = 100;
/// How long so many may take to come in.
const ENTER_WITHIN: Duration = Duration::from_secs(60);
/// Files that are open beside the sockets.
const OTHER_FILES: u64 = 100;

/// What a server needs to be told before a crowd can come from one machine: whom to believe about addresses, and how many may come.
pub(crate) fn flags() -> Vec<String> {
    let flags = [
        "--trusted-proxies",
        "127.0.0.1",
        "--sockets-per-address",
        "1000000",
    ];
    flags.map(str::to_owned).to_vec()
}

/// Raises the bound of open files, for this process and those that it starts.
pub(crate) fn open_files(sockets: u32) -> anyhow::Result<()> {
    let needed = u64::from(sockets) + OTHER_FILES;
    let open = rlimit::increase_nofile_limit(u64::MAX).context("the bound of open files cannot be read")?;
    ensure!(
        open >= needed,
        "{needed} open files are needed, {open} are allowed: see `ulimit -Hn`"
    );
    Ok(())
}

/// Meetings are made and people join them; nobody is connected. Neighbours are in one meeting.
pub(crate) async fn join(address: &str, people: u32) -> anyhow::Result<Vec<Place>> {
    let meetings = people.div_ceil(MEETING);
    let places = Arc::new(Semaphore::new(JOIN_AT_ONCE));
    let mut joining = JoinSet::new();
    for meeting in 0..meetings {
        let (address, places) = (address.to_owned(), Arc::clone(&places));
        let count = MEETING.min(people - meeting * MEETING);
        joining.spawn(async move {
            let _place = places.acquire_owned().await?;
            tokio::task::spawn_blocking(move || join_one(&address, meeting * MEETING, count)).await?
        });
    }
    let mut joined = Vec::new();
    while let Some(meeting) = joining.join_next().await {
        joined.extend(meeting??.people.into_iter().map(|(place, _)| place));
    }
    Ok(joined)
}

/// A meeting that was made and joined, with nobody connected.
#[derive(Debug)]
pub(crate) struct JoinedMeeting {
    /// The facilitator, and everybody else.
    pub(crate) facilitator: (Place, PersonId),
    pub(crate) people: Vec<(Place, PersonId)>,
}

/// Makes one meeting, which people join who live at addresses from number `first` on. It blocks.
pub(crate) fn join_one(address: &str, first: u32, people: u32) -> anyhow::Result<JoinedMeeting> {
    let caller = Caller::new();
    let links = caller.from(lives_at(first)).create(address)?;
    let come = |n: u32, link: &str| {
        let place = Place {
            meeting: links.meeting.clone(),
            secret: secret(),
            from: lives_at(n),
        };
        let name = format!("Person {n}");
        let caller = caller.from(place.from);
        let joined = caller.join(address, &links.meeting, link, &place.secret, &name)?;
        anyhow::Ok((place, joined.person))
    };
    Ok(JoinedMeeting {
        facilitator: come(first, &links.facilitator)?,
        people: (first..first + people)
            .map(|n| come(n, &links.join))
            .collect::<anyhow::Result<_>>()?,
    })
}

/// An address of one's own, which nobody on the Internet has.
fn lives_at(n: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(Ipv4Addr::new(10, 1, 0, 0).to_bits() + n))
}

/// All of them come in, some at a time.
pub(crate) async fn enter(
    ways: &Ways,
    places: &[Place],
    measure: &Arc<Measure>,
) -> anyhow::Result<Vec<Light>> {
    let began = Instant::now();
    let mut people = Vec::with_capacity(places.len());
    for some in places.chunks(ENTER_AT_ONCE) {
        let new: Vec<Light> = some
            .iter()
            .map(|place| Light::enter(ways, place.clone(), measure))
            .collect();
        let until = Instant::now() + ENTER_WITHIN;
        for light in &new {
            if light.comes(began, until).await.is_none() {
                let why = measure.error_samples().join("; ");
                bail!("somebody did not come in within {ENTER_WITHIN:?}: {why}");
            }
        }
        people.extend(new);
    }
    line(&format!(
        "{} people have come in after {:.1} s",
        people.len(),
        began.elapsed().as_secs_f64()
    ));
    Ok(people)
}
