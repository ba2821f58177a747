//! The short form of `load-tests -- faults`: real instances, a real PostgreSQL and Redis or a file of
//! one's own, and people at work while things break. Nothing in
//! it is measured by the clock; what clients were told is held against what is there at the end.

use std::path::Path;

use load_tests::faults::{Account, Fault, FaultArguments, run_with};

async fn nothing_is_lost(faults: &[Fault]) -> Account {
    let arguments = FaultArguments {
        participants: 9,
        rooms: 3,
        seconds: 0,
        round: 40,
        only: faults.to_vec(),
        json: None,
        logs: None,
    };
    let (_, account) = run_with(Path::new(env!("CARGO_BIN_EXE_convene")), &arguments)
        .await
        .unwrap();
    assert!(account.is_clean(), "{account:#?}");
    let did_something = account.acknowledged > 0 && account.saved > 0 && account.steps > 0;
    assert!(did_something, "{account:#?}");
    account
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_f02_f03_f05_f07_f08_f09_f14_f22_real_faults_lose_nothing_and_do_nothing_twice() {
    let faults = [
        Fault::Kill,
        Fault::Drain,
        Fault::Stop,
        Fault::RedisRestart,
        Fault::RedisFlush,
        Fault::PostgresCut,
        Fault::PostgresBack,
        Fault::PostgresKill,
        Fault::DiskFull,
    ];
    nothing_is_lost(&faults).await;
}
