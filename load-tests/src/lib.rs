//! Convene's load generator and fault runs: real sockets on loopback, bounded in time, every delivery accounted for.
//!
//! `cargo run --release -p load-tests -- meeting --participants 150 --rooms 25 --json FILE`
//!
//! What the tests of the server share with them: servers of their own to be cruel to, and the short run of faults.

pub mod faults;
pub mod private;

mod board;
mod cluster;
mod command_line;
mod compare;
mod crowd;
mod diary;
mod disk;
mod fairness;
mod figures;
mod gather;
mod growth;
mod http;
mod idle;
mod instances;
mod late;
mod light;
mod link;
mod measure;
mod meeting;
mod open;
mod person;
mod report;
mod server;
mod shared;
mod soak;
mod storm;
mod usage;
mod ways;

pub use command_line::main;

/// Cargo, for a program that was itself started by it: without what that says of the package that it ran. Build scripts that look at
/// those variables (`ring`'s does) would run again, and all that depends on them be built again, each time.
pub fn cargo() -> std::process::Command {
    let mut cargo = std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let of_a_package = |name: &str| {
        ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
    };
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(of_a_package) {
            cargo.env_remove(name);
        }
    }
    cargo
}
