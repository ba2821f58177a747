//! How soon after a commit the next one begins.
//!
//! A commit costs the processor as much as ten appends do. Where many meetings and boards write a little each, their appends come
//! one by one, half a millisecond apart, and each would have a commit to itself: there they wait for each other. One that writes
//! without pause waits for nobody: it has gathered what it could since its last commit.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::job::Job;

/// From the beginning of a commit until that of the next, where it waits for company. Nobody sees so little, and a disk that takes
/// longer has the same effect by itself. The timer rounds up to the next millisecond.
const PACE: Duration = Duration::from_millis(4);
/// So many appends are worth a commit at once.
const CROWD: usize = 16;

/// The last commit that had appends.
#[derive(Debug, Default)]
pub(super) struct Pace {
    began: Option<Instant>,
    /// The meetings and boards that it was for.
    wrote: HashSet<Uuid>,
}

impl Pace {
    /// A commit of these begins.
    pub(super) fn begin(&mut self, jobs: &[Job], now: Instant) {
        let mut appends = jobs.iter().filter_map(Job::appends_to).peekable();
        if appends.peek().is_some() {
            self.began = Some(now);
            self.wrote.clear();
            self.wrote.extend(appends);
        }
    }

    /// Until when these wait for others to come; `None`: they are to be written now.
    pub(super) fn due(&self, jobs: &VecDeque<Job>, now: Instant) -> Option<Instant> {
        let due = self.began? + PACE;
        let patient = |job: &Job| job.appends_to().is_some_and(|id| !self.wrote.contains(&id));
        let are_few = !jobs.is_empty() && jobs.len() < CROWD;
        (now < due && are_few && jobs.iter().all(patient)).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    fn append(board: u128) -> Job {
        Job::BoardAppend {
            board: Uuid::from_u128(board),
            gate: 0,
            items: Vec::new(),
            reply: oneshot::channel().0,
        }
    }

    fn due(pace: &Pace, boards: impl IntoIterator<Item = u128>, now: Instant) -> Option<Instant> {
        pace.due(&boards.into_iter().map(append).collect(), now)
    }

    #[test]
    fn what_comes_now_and_then_waits_for_nothing() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        assert_eq!(due(&pace, [1], start), None);
        pace.begin(&[append(1)], start);
        assert_eq!(due(&pace, [2], start + PACE), None);
    }

    #[test]
    fn soon_after_a_commit_an_append_waits_for_others_until_they_are_a_crowd() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.begin(&[append(1)], start);
        let soon = start + PACE / 2;
        assert_eq!(due(&pace, 2..4, soon), Some(start + PACE));
        assert_eq!(due(&pace, (2..).take(CROWD), soon), None);
    }

    #[test]
    fn who_wrote_in_the_last_commit_waits_for_nobody() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.begin(&[append(1), append(2)], start);
        assert_eq!(due(&pace, [3], start), Some(start + PACE));
        assert_eq!(due(&pace, [3, 2], start), None);
        pace.begin(&[append(4)], start);
        assert_eq!(due(&pace, [2], start), Some(start + PACE));
    }

    #[test]
    fn what_is_no_append_holds_nothing_up_and_changes_nothing() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.begin(&[append(1)], start);
        let close = || Job::Close {
            reply: oneshot::channel().0,
        };
        assert_eq!(pace.due(&[append(3), close()].into(), start), None);
        assert_eq!(due(&pace, [], start), None);
        pace.begin(&[close()], start);
        assert_eq!(due(&pace, [1], start), None);
    }
}
