//! Several instances on one PostgreSQL and one Redis, with a line between each of them and each server that can be made worse; or one
//! instance with a file of its own.

use crate::private::{Line, Postgres, Proxy, Redis};
use crate::server::Server;
use crate::shared::lock;
use anyhow::Context as _;
use nix::sys::signal::Signal;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

/// Why there is no PostgreSQL, no Redis and no line.
const OWN_FILE: &str = "one instance with a file of its own has no servers beside it";

/// What one deployment consists of.
#[derive(Debug)]
pub(crate) struct Cluster {
    servers: Option<Servers>,
    pub(crate) instances: Vec<Instance>,
}

/// What instances share.
#[derive(Debug)]
struct Servers {
    postgres: Mutex<Postgres>,
    redis: Mutex<Redis>,
}

/// One process of ours, and its two lines.
#[derive(Debug)]
pub(crate) struct Instance {
    server: Mutex<Server>,
    pub(crate) address: String,
    lines: Option<Lines>,
}

#[derive(Debug)]
struct Lines {
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

    /// One instance on a SQLite file, with nothing else running.
    pub(crate) fn start_alone(binary: &Path) -> anyhow::Result<Self> {
        let server = Server::start_with(binary, &flags(None))?;
        Ok(Self {
            servers: None,
            instances: vec![Instance {
                address: server.address.clone(),
                server: Mutex::new(server),
                lines: None,
            }],
        })
    }

    fn start_with(binary: &Path, count: usize, by_proxy: bool) -> anyhow::Result<Self> {
        let postgres = Postgres::start(true)?;
        let redis = Redis::start()?;
        let instances = (0..count)
            .map(|_| Instance::start(binary, &postgres, &redis, by_proxy))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let servers = Servers {
            postgres: Mutex::new(postgres),
            redis: Mutex::new(redis),
        };
        Ok(Self {
            servers: Some(servers),
            instances,
        })
    }

    pub(crate) fn addresses(&self) -> Vec<String> {
        self.instances
            .iter()
            .map(|instance| instance.address.clone())
            .collect()
    }

    /// Whether its one instance has a file of its own.
    pub(crate) fn is_alone(&self) -> bool {
        self.servers.is_none()
    }

    pub(crate) fn postgres(&self) -> anyhow::Result<MutexGuard<'_, Postgres>> {
        Ok(lock(&self.servers.as_ref().context(OWN_FILE)?.postgres))
    }

    pub(crate) fn redis(&self) -> anyhow::Result<MutexGuard<'_, Redis>> {
        Ok(lock(&self.servers.as_ref().context(OWN_FILE)?.redis))
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
        let server = Server::start_with(binary, &flags(Some((database, bus))))?;
        Ok(Self {
            address: server.address.clone(),
            server: Mutex::new(server),
            lines: Some(Lines {
                to_postgres,
                to_redis,
            }),
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
        if let Some(lines) = &self.lines {
            lines.to_postgres.set(to_postgres);
            lines.to_redis.set(to_redis);
        }
    }
}

/// What an instance is told as it starts. `ports`: PostgreSQL's and Redis's, none where it has a file of its own.
pub(crate) fn flags(ports: Option<(u16, u16)>) -> Vec<String> {
    // All people of a run come from one address.
    let mut flags = vec!["--sockets-per-address".to_owned(), "10000".to_owned()];
    if let Some((database, bus)) = ports {
        flags.extend([
            "--database-url".to_owned(),
            format!("postgres://postgres@127.0.0.1:{database}/postgres"),
            "--redis-url".to_owned(),
            format!("redis://127.0.0.1:{bus}"),
        ]);
    }
    flags
}
