//! A person with a page: it connects, shows what it is told, sends what is not answered again, and comes back wherever it can.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::ids::{BoardId, CommandId, PersonId};
use protocol::meeting::command::About;
use protocol::meeting::state::Role;
use protocol::meeting::view::{View, apply_change};
use protocol::meeting::{Code, Command};
use protocol::wire::{self, ServerMessage, close};
use server::app::App;
use server::chance::Chance;
use server::hub::input::{Attach, JoinRequest, SessionKey};
use server::hub::{Fail, Handle};
use server::session::outbox;
use server::store::{BoardItem, Position};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::chance::Dice;
use crate::line::Life;
use crate::wishes;
use crate::world::{Answered, Asked, World};

/// How long somebody waits for an answer before they try elsewhere.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a page shows and knows.
#[derive(Debug)]
pub struct Page {
    pub name: &'static str,
    pub role: Role,
    secret: [u8; 32],
    pub person: Option<PersonId>,
    pub view: Option<View>,
    position: Option<wire::Position>,
    /// Commands that are not answered yet, in order.
    pub pending: VecDeque<CommandId>,
    given: u64,
    pub connected: bool,
    /// The meeting does not let them in any more.
    pub is_out: bool,
}

type Shared = Arc<Mutex<Page>>;

/// Lives until the run ends.
pub async fn live(world: Arc<World>, name: &'static str, role: Role) {
    let dice = world.dice.fork();
    let mut secret = [0; 32];
    for part in secret.chunks_mut(8) {
        part.copy_from_slice(&dice.u64().to_be_bytes());
    }
    let page = Arc::new(Mutex::new(Page {
        name,
        role,
        secret,
        person: None,
        view: None,
        position: None,
        pending: VecDeque::new(),
        given: 0,
        connected: false,
        is_out: false,
    }));
    world.pages.lock().unwrap().push(page.clone());
    sleep(dice.millis(0, 1_500)).await;
    let mut tries = 0;
    loop {
        if let Some((app, life)) = dice.pick_of(&world.serving()) {
            if page.lock().unwrap().person.is_none() {
                let joined = join(&world, &page, &app).await;
                if !joined {
                    sleep(dice.millis(50, 500)).await;
                    continue;
                }
            }
            connect(&world, &page, &dice, app, life).await;
            page.lock().unwrap().connected = false;
        }
        if page.lock().unwrap().is_out {
            return;
        }
        tries += 1;
        let away = world.is_busy() && dice.chance(120);
        let wait = if away {
            dice.millis(5_000, 20_000)
        } else {
            dice.millis(20, if tries % 3 == 0 { 2_000 } else { 300 })
        };
        sleep(wait).await;
    }
}

async fn join(world: &World, page: &Shared, app: &App) -> bool {
    let request = {
        let page = page.lock().unwrap();
        JoinRequest {
            role: page.role,
            secret: page.secret,
            about: About {
                name: Some(page.name.to_owned()),
                ..About::default()
            },
            claims: None,
            comes_as: None,
            simulated: false,
        }
    };
    let Ok(Ok(joined)) = timeout(PATIENCE, app.hubs.join(world.meeting, request)).await else {
        return false;
    };
    let mut page = page.lock().unwrap();
    world.note(|| format!("{} has joined as {}", page.name, joined.person));
    page.person = Some(joined.person);
    true
}

/// What goes up a line.
struct Up {
    id: CommandId,
    command: Box<Command>,
}

async fn connect(world: &Arc<World>, page: &Shared, dice: &Dice, app: Arc<App>, life: Arc<Life>) {
    let (outbox, mut reader) = outbox();
    let session = app.session_key();
    let (name, person, resume) = {
        let page = page.lock().unwrap();
        let resume = page.position.as_ref().map(|seen| Position {
            seq: seen.seq,
            hash: seen.hash.parse().unwrap(),
        });
        (page.name, page.person.unwrap(), resume)
    };
    let make = || Attach {
        session,
        person,
        outbox: outbox.clone(),
        resume,
    };
    let handle = match timeout(PATIENCE, app.hubs.attach(world.meeting, make)).await {
        Ok(Ok(handle)) => handle,
        Ok(Err(Fail::NotInMeeting | Fail::Gone | Fail::Refused(_))) => {
            page.lock().unwrap().is_out = true;
            return world.note(|| format!("{name} is out"));
        }
        Ok(Err(_)) | Err(_) => return,
    };
    let line = world.count();
    world.note(|| format!("{name} is connected to {}, line {line}", life.name));
    page.lock().unwrap().connected = true;
    let (up, queue) = mpsc::unbounded_channel();
    let drops = Arc::new(AtomicBool::new(false));
    let linger = dice.fork();
    tokio::spawn(uplink(
        handle.clone(),
        session,
        queue,
        life.clone(),
        drops.clone(),
        linger,
    ));
    resend(world, page, &up);
    let mut closing = std::pin::pin!(reader.closing());
    let mut stopped = std::pin::pin!(handle.stopped());
    let mut next_wish = Instant::now() + dice.millis(50, 900);
    let mut looks = Instant::now();
    let mut said = Vec::new();
    loop {
        let frame = tokio::select! {
            biased;
            reason = &mut closing => {
                world.note(|| format!("{name} is told {} by {}", reason.code, life.name));
                if matches!(reason.code, close::FORBIDDEN | close::MEETING_GONE) {
                    page.lock().unwrap().is_out = true;
                }
                break;
            }
            () = &mut stopped => break,
            frame = reader.next() => frame,
            () = sleep_until(next_wish), if world.is_busy() => {
                next_wish = Instant::now() + dice.millis(100, 1_600);
                if dice.chance(world.faults().line_lost) {
                    world.note(|| format!("{name} loses the line to {}", life.name));
                    drops.store(dice.chance(500), Ordering::Relaxed);
                    break;
                }
                for _ in 0..if dice.chance(150) { 3 } else { 1 } {
                    wish(world, page, dice, &up, line, &app).await;
                }
                continue;
            }
            // An instance that dies takes its connections with it.
            () = sleep_until(looks + Duration::from_millis(250)) => {
                looks = Instant::now();
                if life.is_over() {
                    break;
                }
                continue;
            }
        };
        let Some(frame) = frame else { break };
        if life.is_over() || timeout(PATIENCE, life.runs()).await.is_err() || life.is_over() {
            break;
        }
        said.extend_from_slice(&frame.content());
        if frame.is_last() {
            let message = String::from_utf8(std::mem::take(&mut said)).unwrap();
            take(world, page, &message, dice, &up);
        }
    }
    world.note(|| format!("{name} is off {}, line {line}", life.name));
}

/// Sends what the page gives; what is on its way when the page is gone may still come, or not.
async fn uplink(
    handle: Handle,
    session: SessionKey,
    mut queue: mpsc::UnboundedReceiver<Up>,
    life: Arc<Life>,
    drops: Arc<AtomicBool>,
    dice: Dice,
) {
    while let Some(Up { id, command }) = queue.recv().await {
        sleep(dice.millis(0, if dice.chance(100) { 600 } else { 20 })).await;
        life.runs().await;
        if drops.load(Ordering::Relaxed) {
            continue;
        }
        if handle.command(session, id, command).await.is_err() {
            return;
        }
    }
    // Some lines are known to be lost at once, some only after the pings.
    sleep(dice.millis(0, if dice.chance(300) { 30_000 } else { 50 })).await;
    life.runs().await;
    handle.detach(session).await;
}

fn resend(world: &World, page: &Shared, up: &mpsc::UnboundedSender<Up>) {
    let page = page.lock().unwrap();
    for id in &page.pending {
        send_again(world, &page, *id, up);
    }
}

fn send_again(world: &World, page: &Page, id: CommandId, up: &mpsc::UnboundedSender<Up>) {
    if let Some(asked) = world.asked.lock().unwrap().get_mut(&id) {
        asked.sends += 1;
        world.note(|| format!("{} sends {id} again", page.name));
        let command = Box::new(asked.command.clone());
        drop(up.send(Up { id, command }));
    }
}

async fn wish(
    world: &Arc<World>,
    page: &Shared,
    dice: &Dice,
    up: &mpsc::UnboundedSender<Up>,
    line: u64,
    app: &Arc<App>,
) {
    let (person, name) = {
        let page = page.lock().unwrap();
        (page.person.unwrap(), page.name)
    };
    if dice.chance(100) {
        return write_on_board(world, person, dice, app).await;
    }
    let Some(command) = world.look(|state| wishes::draw(state, person, dice)).await else {
        return;
    };
    let head = world.head();
    let id = CommandId(dice.id());
    let mut page = page.lock().unwrap();
    page.given += 1;
    world.note(|| format!("{name} asks {id} on line {line}: {}", short(&command)));
    let asked = Asked {
        by: person,
        name,
        command: command.clone(),
        number: page.given,
        head,
        at: world.now(),
        sends: 1,
        line,
        given: world.count(),
        answered: None,
    };
    world.asked.lock().unwrap().insert(id, asked);
    page.pending.push_back(id);
    let command = Box::new(command);
    drop(up.send(Up { id, command }));
}

fn short(command: &Command) -> String {
    let mut text = format!("{command:?}");
    if text.len() > 110 {
        text.truncate((0..=110).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0));
    }
    text
}

/// Writes on a board of their room as a board's actor does: with the rights and the gate that the hub told of.
async fn write_on_board(world: &Arc<World>, person: PersonId, dice: &Dice, app: &Arc<App>) {
    let board = world
        .look(|state| {
            let room = state.rooms.get(&state.people.get(&person)?.room)?;
            Some(room.boards.first()?.id)
        })
        .await;
    let Some(BoardId(board)) = board else { return };
    let (world, app, dice) = (world.clone(), app.clone(), dice.fork());
    tokio::spawn(async move {
        let Ok(access) = app.hubs.access(world.meeting, BoardId(board)).await else {
            return;
        };
        sleep(dice.millis(0, 800)).await;
        let (may, gate) = {
            let now = access.borrow();
            (now.writers.contains(&person.0) && !now.ended, now.gate)
        };
        if may {
            let item = BoardItem {
                by: person.0,
                clients: vec![person.0.as_u64_pair().1],
                update: vec![1],
            };
            drop(app.store.board_append(board, gate, vec![item]).await);
        }
    });
}

fn take(world: &Arc<World>, page: &Shared, frame: &str, dice: &Dice, up: &mpsc::UnboundedSender<Up>) {
    let head = world.head();
    let mut page = page.lock().unwrap();
    match serde_json::from_str(frame).unwrap() {
        ServerMessage::Snapshot { position, view, .. } => {
            page.view = Some(*view);
            page.position = Some(position);
        }
        ServerMessage::Changes {
            position, changes, ..
        } => {
            let view = page.view.as_mut().expect("changes follow a view");
            for change in changes {
                apply_change(view, change);
            }
            page.position = Some(position);
        }
        ServerMessage::Done { command_id, seq } => {
            answered(world, &mut page, command_id, Answered::Done(seq))
        }
        ServerMessage::Error(error) => {
            let Some(id) = error.command_id else { return };
            match (error.code, error.reason) {
                (_, Some(refusal)) => {
                    answered(
                        world,
                        &mut page,
                        id,
                        Answered::Refused(refusal, head, world.now()),
                    );
                }
                // Pages tell their people, who try again or leave it.
                (Code::Unavailable, None) if dice.chance(500) => {
                    send_again(world, &page, id, up);
                }
                _ => answered(world, &mut page, id, Answered::NotSaved),
            }
        }
        _ => {}
    }
}

fn answered(world: &World, page: &mut Page, id: CommandId, answer: Answered) {
    if !page.pending.contains(&id) {
        return;
    }
    page.pending.retain(|pending| *pending != id);
    world.note(|| format!("{} is answered {id}: {answer:?}", page.name));
    if let Some(asked) = world.asked.lock().unwrap().get_mut(&id) {
        asked.answered = Some((world.count(), answer));
    }
}
