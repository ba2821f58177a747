//! Checks protocol files: `cargo run -p protocol --example check -- FILE...`. Exit code 1 when one has a fault.

use protocol::consultancy::validate;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let mut code = ExitCode::SUCCESS;
    for file in std::env::args().skip(1) {
        match validate::parse(&std::fs::read_to_string(&file)?) {
            Ok(definition) => writeln!(out, "{file}: {} has no fault", definition.id)?,
            Err(faults) => {
                code = ExitCode::FAILURE;
                for fault in faults {
                    writeln!(out, "{file}: {fault}")?;
                }
            }
        }
    }
    Ok(code)
}
