//! The binary: `convene` serves; `convene board-worker` is a child process of it.

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == "board-worker")
    {
        return server::boards::run_worker();
    }
    ExitCode::SUCCESS
}
