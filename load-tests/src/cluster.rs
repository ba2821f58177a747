//! Several instances on one PostgreSQL and one Redis, with a line between each of them and each server that can be made worse.

use crate::private::{Line, Postgres, Proxy, Redis};
use crate::server::Server;
use crate::shared::lock;
use nix::sys::signal::Signal;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

/// What one deployment consists of.
#[derive(Debug)]
pub(crate) struct Cluster {
    postgres: Mutex<Postgres>,
    redis: Mutex<Redis>,
    pub(crate) instances: Vec<Instance>,
}

/// One process of ours, and its two lines.
#[derive(Debug)]
pub(crate) struct Instance {
    server: Mutex<Server>,
    pub(crate) address: String,
    to_postgres: Proxy,
    to_redis: Proxy,
}

impl Cluster {
    /// Starts it all. The first instance makes the tables.
    pub(crate) fn start(binary: &Path, count: usize) -> anyhow::Result<Self> {
        Self::start_with(binary, count, true)
    }

    /// The same with nothing between the instances and their servers, where that would be measured too.
    pub(crate) fn start_direct(binary: &Path, count: usize) -> anyhow::Result<Self> {
        Self::start_with(binary, count, false)
    }

    fn start_with(binary: &Path, count: usize, by_proxy: bool) -> anyhow::Result<Self> {
        let postgres = Postgres::start(true)?;
        let redis = Redis::start()?;
        let instances = (0..count)
            .map(|_| Instance::start(binary, &postgres, &redis, by_proxy))
            .collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self {
            postgres: Mutex::new(postgres),
            redis: Mutex::new(redis),
            instances,
        })
    }

    pub(crate) fn addresses(&self) -> Vec<String> {
        self.instances
            .iter()
            .map(|instance| instance.address.clone())
            .collect()
    }

    pub(crate) fn postgres(&self) -> MutexGuard<'_, Postgres> {
        lock(&self.postgres)
    }

    pub(crate) fn redis(&self) -> MutexGuard<'_, Redis> {
        lock(&self.redis)
    }

    /// Everything works again, whatever was done to it.
    pub(crate) fn heal(&self) {
        for instance in &self.instances {
            instance.lines(Line::Open, Line::Open);
        }
    }
}

impl Instance {
    fn start(binary: &Path, postgres: &Postgres, redis: &Redis, by_proxy: bool) -> anyhow::Result<Self> {
        let to_postgres = Proxy::start(postgres.port())?;
        let to_redis = Proxy::start(redis.port())?;
        let (database, bus) = if by_proxy {
            (to_postgres.port(), to_redis.port())
        } else {
            (postgres.port(), redis.port())
        };
        let flags = [
            "--database-url".to_owned(),
            format!("postgres://postgres@127.0.0.1:{database}/postgres"),
            "--redis-url".to_owned(),
            format!("redis://127.0.0.1:{bus}"),
            // All people of a run come from one address.
            "--sockets-per-address".to_owned(),
            "10000".to_owned(),
        ];
        let server = Server::start_with(binary, &flags)?;
        Ok(Self {
            address: server.address.clone(),
            server: Mutex::new(server),
            to_postgres,
            to_redis,
        })
    }

    pub(crate) fn server(&self) -> MutexGuard<'_, Server> {
        lock(&self.server)
    }

    /// `kill -9`.
    pub(crate) fn kill(&self) -> anyhow::Result<()> {
        self.server().end(Signal::SIGKILL)
    }

    pub(crate) fn start_again(&self) -> anyhow::Result<()> {
        self.server().start_again()
    }

    /// How its lines are from now on.
    pub(crate) fn lines(&self, to_postgres: Line, to_redis: Line) {
        self.to_postgres.set(to_postgres);
        self.to_redis.set(to_redis);
    }
}
