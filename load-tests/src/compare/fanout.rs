//! What fans out whatever anybody says to a room: `ws`, Socket.IO, NATS and our own bare broadcaster.

use super::crowd::{Member, complaints};
use super::frame::{BINARY, Pen, TEXT, Template, marked_text};
use super::line::{Line, contains};
use super::peers;
use super::stage::{Load, Stage, System};
use anyhow::{Context as _, bail};

/// Of each message, with its mark.
pub(super) const PAYLOAD_BYTES: usize = 200;

pub(super) async fn set(system: System, instances: Option<usize>, load: &Load) -> anyhow::Result<Stage> {
    let (host, addresses) = peers::deploy(system, instances)?;
    let mut members = Vec::with_capacity(load.everybody());
    for (member, address) in (0..load.everybody()).zip(addresses.iter().cycle()) {
        let room = load.room(member);
        let (line, template) = connect(system, address, room).await?;
        let pen = template.context("no mark in the message")?;
        members.push(Member {
            line,
            room,
            pen: load.sends(member).then(|| Box::new(pen) as Box<dyn Pen>),
        });
    }
    Ok(Stage {
        host,
        members,
        lines: 1,
        echoes: true,
        ear: complaints(match system {
            System::SocketIo => is_socket_io_error,
            System::Nats => is_nats_error,
            _ => |_| false,
        }),
        allowance: None,
    })
}

/// One client's line, in a room, and what it says there.
pub(super) async fn connect(
    system: System,
    address: &str,
    room: usize,
) -> anyhow::Result<(Line, Option<Template>)> {
    match system {
        System::Limit | System::Ws => plain(address, room).await,
        System::SocketIo => socket_io(address, room).await,
        System::Nats => nats(address, room).await,
        _ => bail!("{} does not fan out", system.name()),
    }
}

async fn plain(address: &str, room: usize) -> anyhow::Result<(Line, Option<Template>)> {
    let line = Line::open(address, &format!("/room-{room}")).await?;
    Ok((line, Template::new(BINARY, marked_text(PAYLOAD_BYTES).as_bytes())))
}

/// Engine.IO 4 and Socket.IO 5: the first digit is the packet of the one, the second of the other.
async fn socket_io(address: &str, room: usize) -> anyhow::Result<(Line, Option<Template>)> {
    let mut line = Line::open(address, "/socket.io/?EIO=4&transport=websocket").await?;
    line.until("Engine.IO's word", |message| message.starts_with(b"0"))
        .await?;
    line.say_text("40").await?;
    line.until("Socket.IO's word", |message| message.starts_with(b"40"))
        .await?;
    line.say_text(&format!("421[\"join\",\"room-{room}\"]")).await?;
    line.until("the room", |message| message.starts_with(b"431"))
        .await?;
    Ok((line, Template::new(TEXT, socket_io_event(room).as_bytes())))
}

fn socket_io_event(room: usize) -> String {
    format!("42[\"say\",\"room-{room}\",\"{}\"]", marked_text(PAYLOAD_BYTES))
}

/// The end of a namespace, or a no to it.
fn is_socket_io_error(message: &[u8]) -> bool {
    message.starts_with(b"41") || message.starts_with(b"44")
}

async fn nats(address: &str, room: usize) -> anyhow::Result<(Line, Option<Template>)> {
    let mut line = Line::open(address, "/").await?;
    line.until("NATS's INFO", |message| message.starts_with(b"INFO"))
        .await?;
    let hello = format!("CONNECT {{\"verbose\":false,\"pedantic\":false}}\r\nSUB room.{room} 1\r\nPING\r\n");
    line.say_bytes(hello.as_bytes()).await?;
    line.until("NATS's PONG", |message| contains(message, b"PONG\r\n"))
        .await?;
    Ok((line, Template::new(BINARY, nats_publication(room).as_bytes())))
}

fn nats_publication(room: usize) -> String {
    let text = marked_text(PAYLOAD_BYTES);
    format!("PUB room.{room} {}\r\n{text}\r\n", text.len())
}

fn is_nats_error(message: &[u8]) -> bool {
    contains(message, b"-ERR")
}

#[cfg(test)]
mod tests {
    use super::{PAYLOAD_BYTES, is_nats_error, is_socket_io_error, nats_publication, socket_io_event};

    #[test]
    fn a_publication_says_how_long_it_is() {
        let publication = nats_publication(3);
        let (head, rest) = publication.split_once("\r\n").unwrap();
        assert_eq!(head, format!("PUB room.3 {PAYLOAD_BYTES}"));
        assert_eq!(rest.strip_suffix("\r\n").unwrap().len(), PAYLOAD_BYTES);
    }

    #[test]
    fn an_event_is_json() {
        let event = socket_io_event(3);
        let json: Vec<String> = serde_json::from_str(event.strip_prefix("42").unwrap()).unwrap();
        assert_eq!(json[..2], ["say", "room-3"]);
        assert_eq!(json[2].len(), PAYLOAD_BYTES);
    }

    #[test]
    fn complaints_are_told_from_other_words() {
        assert!(is_nats_error(b"-ERR 'Slow Consumer'\r\n"));
        assert!(!is_nats_error(b"PING\r\n"));
        assert!(is_socket_io_error(b"41"));
        assert!(!is_socket_io_error(b"2"));
    }
}
