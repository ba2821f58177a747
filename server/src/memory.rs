//! Memory that runs out: near its bound this instance opens no further meeting, rather than be killed with those that it has.
//!
//! The bound is the control group's (`memory.max` of version 2: a unit's `MemoryMax`, a container's limit) or the operator's own. What
//! counts is what the process and its board workers have in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::app::App;

/// How often it is looked.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Above this share of the bound memory is short, in per cent: the rest is for the meetings that are open and for what the kernel keeps.
const SHORT_ABOVE: u64 = 85;
/// It is so until there is less than this.
const ENOUGH_BELOW: u64 = 80;
const MIB: u64 = 1024 * 1024;

/// What this instance may take, and whether that is nearly all.
#[derive(Debug, Default)]
pub struct Memory {
    /// Bytes; 0: no bound.
    bound: AtomicU64,
    is_short: AtomicBool,
}

impl Memory {
    /// `mib`: the operator's bound, in MiB; none: the control group's.
    pub fn new(mib: Option<u64>) -> Self {
        let bound = mib
            .map(|mib| mib * MIB)
            .or_else(|| bound_of_group(Path::new("/sys/fs/cgroup"), &own_group()?));
        Self {
            bound: bound.unwrap_or(0).into(),
            is_short: AtomicBool::new(false),
        }
    }

    /// Another bound, from the next look on.
    pub fn bind(&self, bytes: u64) {
        self.bound.store(bytes, Ordering::Relaxed);
    }

    /// Whether no further meeting may be opened.
    pub fn is_short(&self) -> bool {
        self.is_short.load(Ordering::Relaxed)
    }

    fn look(&self, used: u64) {
        let bound = self.bound.load(Ordering::Relaxed);
        let was_short = self.is_short();
        let most = if was_short { ENOUGH_BELOW } else { SHORT_ABOVE };
        let is_short = bound > 0 && used.saturating_mul(100) > bound.saturating_mul(most);
        self.is_short.store(is_short, Ordering::Relaxed);
        match (was_short, is_short) {
            (false, true) => {
                tracing::warn!(used, bound, "memory is short: no further meeting is opened here")
            }
            (true, false) => tracing::info!(used, bound, "memory is enough again"),
            _ => {}
        }
    }
}

/// Looks until it is dropped.
pub async fn watch(app: Arc<App>) {
    let mut timer = tokio::time::interval(LOOK_EVERY);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        let used = used();
        metrics::gauge!("convene_memory_bytes").set(used as f64);
        app.memory.look(used);
    }
}

/// Bytes in memory of this process and its board workers; 0 where nobody says.
fn used() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let children: String = children.collect();
    let others = children.split_whitespace().map(resident);
    resident("self") + others.sum::<u64>()
}

fn resident(pid: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: Option<u64> = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    kib.unwrap_or(0) * 1024
}

/// Where this process is in the tree of control groups.
fn own_group() -> Option<PathBuf> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    groups
        .lines()
        .find_map(|line| line.strip_prefix("0::/"))
        .map(PathBuf::from)
}

/// The least bound of the group and of those that it is in.
fn bound_of_group(root: &Path, group: &Path) -> Option<u64> {
    let bounds = group.ancestors().filter_map(|group| {
        let bound = std::fs::read_to_string(root.join(group).join("memory.max")).ok()?;
        bound.trim().parse().ok()
    });
    bounds.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_the_least_of_the_groups_that_have_one() {
        let root = tempfile::tempdir().unwrap();
        let group = Path::new("system.slice/convene.service");
        std::fs::create_dir_all(root.path().join(group)).unwrap();
        let write =
            |at: &str, bound: &str| std::fs::write(root.path().join(at).join("memory.max"), bound).unwrap();
        assert_eq!(bound_of_group(root.path(), group), None);
        write("system.slice", "max\n");
        assert_eq!(bound_of_group(root.path(), group), None);
        write("system.slice/convene.service", "268435456\n");
        assert_eq!(bound_of_group(root.path(), group), Some(256 * MIB));
        write("", "1048576\n");
        assert_eq!(bound_of_group(root.path(), group), Some(MIB));
    }

    #[test]
    fn it_is_short_near_the_bound_and_enough_only_well_below() {
        let memory = Memory::new(Some(100));
        let at = |mib: u64| {
            memory.look(mib * MIB);
            memory.is_short()
        };
        assert!(!at(84) && at(86) && at(82) && !at(79) && !at(84));
        memory.bind(0);
        assert!(!at(1_000_000), "without a bound it never is");
    }

    #[test]
    fn this_process_takes_some() {
        assert!(used() > MIB);
    }
}
