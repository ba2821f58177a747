//! From settings to a running server, and to its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::app::App;
use crate::bus::Bus;
use crate::chance::SystemChance;
use crate::clock::StoreClock;
use crate::config::Config;
use crate::languages::Languages;
use crate::store::{self, Store};
use crate::{bus, cluster, http, memory, rehearsals, telemetry};

/// How often a hub says in the store that it is alive.
const ALIVE_EVERY: Duration = Duration::from_secs(5);
/// How long sockets have to leave when the server goes; each leaves after a random part of it.
const LEAVE_WITHIN: Duration = Duration::from_secs(4);
/// How long the rest of the end may take.
const END_WITHIN: Duration = Duration::from_secs(5);

/// A server that listens but does not serve yet.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    bus: Option<(bus::Listener, [u8; 32])>,
    beat_every: Duration,
    listener: TcpListener,
    local_addr: SocketAddr,
}

/// Opens the store, binds the address and joins the parts up.
///
/// # Errors
/// One line for whoever starts the server.
pub async fn build(config: &Config) -> anyhow::Result<Server> {
    let store = store::open(&config.database_url).await?;
    build_on(config, store).await
}

/// As [`build`], on a store that is open.
///
/// # Errors
/// One line for whoever starts the server.
pub async fn build_on(config: &Config, store: Arc<dyn Store>) -> anyhow::Result<Server> {
    let bus = match &config.redis_url {
        Some(url) => Some(Bus::redis(url, config.redis_ca_file.as_deref())?),
        None => None,
    };
    build_with(config, store, bus).await
}

/// As [`build_on`], with this bus.
///
/// # Errors
/// One line for whoever starts the server.
pub async fn build_with(
    config: &Config,
    store: Arc<dyn Store>,
    bus: Option<(Bus, bus::Listener)>,
) -> anyhow::Result<Server> {
    telemetry::metrics();
    let languages = Languages::read(config.text_folder.as_deref())?;
    let clock = StoreClock::measured(store.as_ref())
        .await
        .context("the database does not answer")?;
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!(
            "listen: cannot listen on {}; is it in use, or not an address of this machine",
            config.listen
        )
    })?;
    let local_addr = listener.local_addr()?;
    if local_addr.ip().is_unspecified() && config.public_url.is_none() {
        tracing::warn!(
            "public_url is not set: browsers that do not ask for {local_addr} by that name are turned away"
        );
    }
    let (bus, listener_of_bus) = match bus {
        Some((bus, listener)) => {
            let secret = store.secret_key().await.context("the database does not answer")?;
            (bus, Some((listener, secret)))
        }
        None => Default::default(),
    };
    let app = App::new(
        config,
        local_addr,
        store,
        Arc::new(clock),
        languages,
        bus,
        Arc::new(SystemChance),
    );
    arrive(&app).await?;
    Ok(Server {
        app: Arc::new(app),
        bus: listener_of_bus,
        beat_every: config.beat_every,
        listener,
        local_addr,
    })
}

impl Server {
    /// The address that is bound.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// What to open in a browser.
    pub fn url(&self) -> &str {
        &self.app.site.public_url
    }

    /// What handlers may reach, for tests.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Serves until `stop` comes back, then lets everybody leave: within ten seconds it is over.
    ///
    /// # Errors
    /// The listener failed.
    pub async fn run_until_stopped(self, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
        let Self {
            app,
            listener,
            bus,
            beat_every,
            ..
        } = self;
        let mut tasks = keep(&app, beat_every, bus);
        let (finish, finished) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(http::serve(app.clone(), listener, async {
            drop(finished.await);
        }));
        stop.await;
        tracing::info!("stopping: sockets are sent on");
        app.draining.send_replace(true);
        drop(tokio::time::timeout(LEAVE_WITHIN, app.all_left()).await);
        let end = async {
            drop(tokio::time::timeout(Duration::from_secs(2), app.boards.shutdown()).await);
            drop(finish);
            drop(tokio::time::timeout(Duration::from_secs(2), serving).await);
            tasks.shutdown().await;
            drop(tokio::time::timeout(Duration::from_secs(1), cluster::leave(&app)).await);
            // The gap before the next start begins now, not up to five seconds ago.
            touch(&app).await;
            app.store.close().await;
        };
        // A database that does not answer keeps nobody: what is acknowledged is written.
        drop(tokio::time::timeout(END_WITHIN, end).await);
        tracing::info!("stopped");
        Ok(())
    }
}

/// Says that this instance is there, and asks whether it may serve.
///
/// # Errors
/// One line for whoever starts the server.
pub async fn arrive(app: &App) -> anyhow::Result<()> {
    cluster::arrive(&app.hubs, app.store.as_ref()).await
}

/// What an instance does by itself, whoever is connected to it, until the tasks are dropped.
pub fn keep(app: &Arc<App>, beat_every: Duration, bus: Option<(bus::Listener, [u8; 32])>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(stay_alive(app.clone()));
    tasks.spawn(reopen(app.clone()));
    tasks.spawn(cluster::run(app.clone(), beat_every));
    tasks.spawn(memory::watch(app.clone()));
    if let Some((listener, secret)) = bus {
        tasks.spawn(bus::run(app.clone(), listener, secret));
    }
    tasks
}

/// Touches every live meeting, so that a later start knows how long nobody held it.
async fn stay_alive(app: Arc<App>) {
    let mut timer = tokio::time::interval(ALIVE_EVERY);
    loop {
        timer.tick().await;
        // Without this the samples of histograms wait for somebody to read the metrics, which nobody need ever do.
        telemetry::metrics().run_upkeep();
        app.clock.measure_again(app.store.as_ref()).await;
        let off_by_ms = app.clock.off_by_ms();
        metrics::gauge!("convene_clock_off_seconds").set(off_by_ms as f64 / 1000.0);
        touch(&app).await;
    }
}

async fn touch(app: &App) {
    let held: Vec<_> = app.hubs.held().into_iter().map(|meeting| meeting.0).collect();
    metrics::gauge!("convene_meetings").set(held.len() as f64);
    let touched = app.store.touch_alive(&held, app.clock.now().0);
    match tokio::time::timeout(ALIVE_EVERY, touched).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "live meetings could not be touched"),
        Err(_) => tracing::warn!("live meetings could not be touched in time"),
    }
}

async fn reopen(app: Arc<App>) {
    match rehearsals::clean_up(app.store.as_ref()).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "rehearsals that were left are deleted"),
        Err(error) => tracing::warn!(%error, "rehearsals that were left could not be looked for"),
    }
    match app.hubs.reopen().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "meetings that were live are open again"),
        Err(error) => tracing::warn!(%error, "live meetings could not be opened again"),
    }
}
