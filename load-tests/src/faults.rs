//! Workload `faults`: three instances on PostgreSQL and Redis with people at work, and one fault after the other; then one instance with a
//! SQLite file. At the end, what the clients were told is held against what is there.

mod check;
mod figures;
mod journal;
mod kinds;
mod work;

use crate::cluster::Cluster;
use crate::diary::Pages;
use crate::gather::{Seat, arrive, open_boards, to_rooms};
use crate::measure::Measure;
use crate::person::Person;
use crate::report::{self, line};
use crate::server::build;
use crate::ways::Ways;
use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{Instant, sleep};

pub use check::Account;
pub use figures::{Quantiles, Row};
pub use kinds::Fault;

const INSTANCES: usize = 3;
/// Everybody is well again within this, or the run ends with an error.
const WELL_WITHIN: Duration = Duration::from_secs(90);
/// What is under way when everybody is well shall be seen too.
const AFTERMATH: Duration = Duration::from_secs(2);

/// What a run consists of.
#[derive(Debug, Clone, Args)]
pub struct FaultArguments {
    /// People beside the facilitator.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u16).range(6..=500))]
    pub participants: u16,
    /// Breakout rooms.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub rooms: u16,
    /// Seconds of the stretch at the end in which faults come mixed, two at a time; 0: none.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub seconds: u32,
    /// Seconds of one round; the next begins when it is over.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(40..=1800))]
    pub round: u32,
    /// These faults alone, with commas between.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<Fault>,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// A folder for the logs of the instances.
    #[arg(long)]
    pub logs: Option<PathBuf>,
}

/// Runs what the command line asks for; whether nothing was lost.
pub(crate) async fn run(arguments: &FaultArguments) -> anyhow::Result<bool> {
    let binary = build()?;
    let (rows, account) = run_with(&binary, arguments).await?;
    figures::heading();
    rows.iter().for_each(figures::print);
    print(&account);
    let mut more = serde_json::Map::new();
    more.insert("account".to_owned(), serde_json::to_value(&account)?);
    report::write("faults", &rows, more, arguments.json.as_deref())?;
    Ok(account.is_clean())
}

/// The same with this program, for tests: what was measured, and the account.
///
/// # Errors
/// Something does not start, or does not recover.
pub async fn run_with(binary: &Path, arguments: &FaultArguments) -> anyhow::Result<(Vec<Row>, Account)> {
    let chosen = if arguments.only.is_empty() {
        Fault::value_variants()
    } else {
        &arguments.only
    };
    let (alone, several): (Vec<Fault>, Vec<Fault>) = chosen.iter().partition(|fault| fault.is_of_own_file());
    let (mut rows, mut account) = (Vec::new(), Account::default());
    if !several.is_empty() {
        let cluster = block_in_place(|| Cluster::start(binary, INSTANCES))?;
        let played = play_on(cluster, &several, arguments).await?;
        rows.extend(played.0);
        account.add(played.1);
    }
    if !alone.is_empty() {
        let cluster = block_in_place(|| Cluster::start_alone(binary))?;
        let played = play_on(cluster, &alone, arguments).await?;
        rows.extend(played.0);
        account.add(played.1);
    }
    Ok((rows, account))
}

async fn play_on(
    cluster: Cluster,
    faults: &[Fault],
    arguments: &FaultArguments,
) -> anyhow::Result<(Vec<Row>, Account)> {
    let scene = Scene::set(cluster, arguments).await?;
    let played = scene.play(faults, arguments).await;
    if let Some(folder) = &arguments.logs {
        scene.keep_logs(folder)?;
    }
    played
}

fn print(account: &Account) {
    line(&format!(
        "acknowledged commands {}, missing {}, done twice {}, refused and yet done {}",
        account.acknowledged, account.missing, account.done_twice, account.refused_and_done
    ));
    line(&format!(
        "pieces of writing that were saved {}, missing {}",
        account.saved, account.saved_and_missing
    ));
    line(&format!(
        "steps {}, not exactly once {}; views {} wrong; journal of {} entries, gaps {}",
        account.steps, account.steps_wrong, account.views_wrong, account.entries, account.gaps
    ));
    for error in &account.errors {
        line(&format!("  {error}"));
    }
}

/// A deployment and a meeting on it that is under way.
struct Scene {
    cluster: Arc<Cluster>,
    facilitator: Arc<Person>,
    seats: Vec<Seat>,
    rooms: Vec<protocol::ids::RoomId>,
    meeting: String,
    measure: Arc<Measure>,
}

impl Scene {
    async fn set(cluster: Cluster, arguments: &FaultArguments) -> anyhow::Result<Self> {
        let ways = Ways::shaky(cluster.addresses());
        let measure = Arc::new(Measure::new()?);
        let (facilitator, people) = arrive(&ways, arguments.participants, &measure).await?;
        let rooms = to_rooms(&facilitator, &people, arguments.rooms).await?;
        let seats = open_boards(&people).await?;
        let meeting = facilitator
            .with_view(|view| view.meeting.id.to_string())
            .context("no view")?;
        line(&format!(
            "{} people in {} rooms on {} instance(s)",
            seats.len(),
            rooms.len(),
            cluster.instances.len()
        ));
        Ok(Self {
            cluster: Arc::new(cluster),
            facilitator,
            seats,
            rooms,
            meeting,
            measure,
        })
    }

    async fn play(
        &self,
        faults: &[Fault],
        arguments: &FaultArguments,
    ) -> anyhow::Result<(Vec<Row>, Account)> {
        let over = Arc::new(AtomicBool::new(false));
        let mut at_work = work::everybody(&self.seats, &over);
        let rounds = tokio::spawn(work::rounds(
            Arc::clone(&self.facilitator),
            self.seats.clone(),
            self.rooms.clone(),
            arguments.round,
            Arc::clone(&over),
        ));
        sleep(Duration::from_secs(5)).await;
        let mut rows = vec![self.quiet().await];
        for (n, fault) in faults.iter().enumerate() {
            let row = self.during(fault.name(), fault.happen(&self.cluster, n)).await?;
            figures::print(&row);
            rows.push(row);
        }
        // A full disk is one fault alone.
        if arguments.seconds > 0 && !self.cluster.is_alone() {
            let length = Duration::from_secs(arguments.seconds.into());
            let row = self
                .during("mixed".to_owned(), self.mixed(faults, length))
                .await?;
            figures::print(&row);
            rows.push(row);
        }
        over.store(true, Ordering::Relaxed);
        let count = rounds.await??;
        while let Some(worked) = at_work.join_next().await {
            worked??;
        }
        line(&format!("{count} rounds; now the account"));
        work::stop_all(&self.facilitator).await?;
        self.settle().await?;
        let account = check::account(
            &self.cluster,
            &self.meeting,
            &self.facilitator,
            &self.seats,
            &self.measure,
        )
        .await?;
        Ok((rows, account))
    }

    /// What people notice when nothing happens.
    async fn quiet(&self) -> Row {
        let began = self.measure.micros();
        sleep(Duration::from_secs(5)).await;
        let well = self.measure.micros();
        let span = figures::Span {
            began,
            lifted: well,
            well,
        };
        let row = figures::row("none".to_owned(), span, &self.diaries());
        figures::print(&row);
        row
    }

    /// Lets it happen and waits until everybody is well again.
    async fn during(
        &self,
        name: String,
        happening: impl Future<Output = anyhow::Result<()>>,
    ) -> anyhow::Result<Row> {
        let began = self.measure.micros();
        happening.await.with_context(|| name.clone())?;
        self.cluster.heal();
        let lifted = self.measure.micros();
        let give_up_at = Instant::now() + WELL_WITHIN;
        while let Some(who) = self.unwell(lifted) {
            if Instant::now() > give_up_at {
                bail!("{name}: {WELL_WITHIN:?} after it was over somebody is not well again: {who}");
            }
            sleep(Duration::from_millis(50)).await;
        }
        let well = self.measure.micros();
        sleep(AFTERMATH).await;
        let span = figures::Span { began, lifted, well };
        Ok(figures::row(name, span, &self.diaries()))
    }

    /// Somebody who has no line, or no answer to what they asked since then.
    fn unwell(&self, since: u64) -> Option<String> {
        self.seats.iter().enumerate().find_map(|(n, seat)| {
            let link = &seat.person.link;
            let answered = link.diary.read(|pages| {
                pages
                    .answered
                    .iter()
                    .rev()
                    .take(20)
                    .any(|answered| answered.sent >= since)
            });
            let what = match (link.is_live(), seat.board.is_live(), answered) {
                (true, true, true) => return None,
                (false, ..) => "no line",
                (_, false, _) => "no line to the board",
                (.., false) => "no answer",
            };
            Some(format!("person {n} at instance {} has {what}", link.at()))
        })
    }

    fn diaries(&self) -> Vec<Pages> {
        let diaries = self.seats.iter().map(|seat| &seat.person.link.diary);
        diaries.map(|diary| diary.read(Clone::clone)).collect()
    }

    /// Faults in no order, two at a time: one of a process of ours, and one of what is around them.
    async fn mixed(&self, of: &[Fault], length: Duration) -> anyhow::Result<()> {
        let until = Instant::now() + length;
        let (ours, others): (Vec<Fault>, Vec<Fault>) = of.iter().partition(|fault| fault.is_of_a_process());
        // Each on a task of its own: a process that starts waits for what the other lane mends.
        let mut lanes = JoinSet::new();
        for (n, lane) in [ours, others].into_iter().enumerate() {
            let cluster = Arc::clone(&self.cluster);
            lanes.spawn(async move {
                while Instant::now() < until {
                    let Some(fault) = fastrand::choice(&lane) else {
                        break;
                    };
                    fault.happen(&cluster, n).await?;
                    sleep(Duration::from_millis(fastrand::u64(0..2_000))).await;
                }
                anyhow::Ok(())
            });
        }
        while let Some(lane) = lanes.join_next().await {
            lane??;
        }
        Ok(())
    }

    /// Waits until everybody may write and all that was typed is saved.
    async fn settle(&self) -> anyhow::Result<()> {
        let give_up_at = Instant::now() + WELL_WITHIN;
        for (n, seat) in self.seats.iter().enumerate() {
            while seat.board.saved() != seat.board.typed() {
                if Instant::now() > give_up_at {
                    bail!("what person {n} typed is not saved {WELL_WITHIN:?} after the end");
                }
                sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    fn keep_logs(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        let name = if self.cluster.is_alone() {
            "alone"
        } else {
            "instance"
        };
        for (n, instance) in self.cluster.instances.iter().enumerate() {
            let log = instance.server().folder().join("log");
            std::fs::copy(log, folder.join(format!("{name}-{n}.log")))?;
        }
        Ok(())
    }
}
