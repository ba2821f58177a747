//! PostgreSQL and Redis for one run of something else, such as the browser tests: says where they are as one line of JSON, and ends both
//! when its input ends. `cargo run -p load-tests --example servers`

use std::io::{Read, Write};

use load_tests::private::{Postgres, Redis};

fn main() -> anyhow::Result<()> {
    let (postgres, redis) = (Postgres::start(false)?, Redis::start()?);
    let at = serde_json::json!({"postgres": postgres.plain_url(), "redis": redis.url()});
    let mut out = std::io::stdout().lock();
    writeln!(out, "{at}")?;
    out.flush()?;
    let _ended = std::io::stdin().read(&mut [0])?;
    Ok(())
}
