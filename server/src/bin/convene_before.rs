//! The program of the version before this one: the same, built with the feature `release-before`.

#[path = "../main.rs"]
mod convene;

fn main() -> std::process::ExitCode {
    convene::main()
}
