//! What processes take of the machine.

use std::time::Duration;

use nix::time::ClockId;
use nix::unistd::Pid;

use crate::private::children_of;

/// Which memory is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Memory {
    /// What it has now.
    Now,
    /// The most that it ever had.
    Peak,
}

/// CPU seconds (user and system) of this process alone so far, to the nanosecond; 0 where it is gone.
pub(crate) fn cpu_seconds(pid: u32) -> f64 {
    let clock = i32::try_from(pid)
        .ok()
        .and_then(|pid| ClockId::pid_cpu_clock_id(Pid::from_raw(pid)).ok());
    clock
        .and_then(|clock| clock.now().ok())
        .map_or(0.0, |time| Duration::from(time).as_secs_f64())
}

/// The same of a process and its children.
pub(crate) fn family_cpu_seconds(pid: u32) -> f64 {
    family(pid).map(cpu_seconds).sum()
}

/// Memory of a process alone, and of it with its children, in MiB.
pub(crate) fn mib(pid: u32, memory: Memory) -> (f64, f64) {
    let field = match memory {
        Memory::Now => "VmRSS:",
        Memory::Peak => "VmHWM:",
    };
    #[expect(clippy::cast_precision_loss, reason = "a size in KiB")]
    let mib = |kib: u64| kib as f64 / 1024.0;
    let all: u64 = family(pid).map(|pid| status_kib(pid, field)).sum();
    (mib(status_kib(pid, field)), mib(all))
}

/// The process and its children.
pub(crate) fn family(pid: u32) -> impl Iterator<Item = u32> {
    std::iter::once(pid).chain(children_of(pid))
}

fn status_kib(pid: u32, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse().ok())
        .unwrap_or(0)
}
