//! Convene's load generator and fault runs: see `load_tests`.

use std::process::ExitCode;

fn main() -> ExitCode {
    load_tests::main()
}
