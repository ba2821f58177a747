//! JSON from outside: bounded depth, no key twice, then its type.

use std::collections::HashSet;
use std::fmt;

use protocol::consultancy::validate::{self, DefinitionFault};
use protocol::limits::JSON_DEPTH_MAX;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// What was wrong, without an echo of what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// Reads a value. The length is bounded by whoever received it.
///
/// # Errors
/// [`Unreadable`]: no JSON, too deep, a key twice, an unknown type, a wrong value.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    check(text)?;
    serde_json::from_str(text).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Data => "a field is missing, unknown or has a wrong value",
            serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof
            | serde_json::error::Category::Io => "this is not JSON",
        };
        let (line, column) = (error.line(), error.column());
        Unreadable(format!(
            "The message could not be read: {what} (line {line}, column {column})."
        ))
    })
}

/// The command id in a message that could otherwise not be read, so that its sender can tell which one it was.
pub fn command_id(text: &str) -> Option<protocol::ids::CommandId> {
    #[derive(serde::Deserialize)]
    struct Only {
        command_id: protocol::ids::CommandId,
    }
    check(text).ok()?;
    serde_json::from_str::<Only>(text)
        .ok()
        .map(|only| only.command_id)
}

/// The faults of the protocol that somebody wants to start, when that is why the message could not be read: they are named by step and
/// field, for whoever wrote the file.
pub fn protocol_faults(text: &str) -> Option<Vec<DefinitionFault>> {
    #[derive(serde::Deserialize)]
    struct Message {
        command: Command,
    }
    #[derive(serde::Deserialize)]
    struct Command {
        protocol: Choice,
    }
    #[derive(serde::Deserialize)]
    struct Choice {
        own: serde_json::Value,
    }
    check(text).ok()?;
    let message: Message = serde_json::from_str(text).ok()?;
    validate::parse(&message.command.protocol.own.to_string()).err()
}

/// serde keeps the last of two equal keys in maps and ignores unknown ones: two readers could see two messages in one text.
fn check(text: &str) -> Result<(), Unreadable> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let walked = Walk { depth: 0 }.deserialize(&mut deserializer);
    walked.and_then(|()| deserializer.end()).map_err(|error| {
        let text = error.to_string();
        let why = [TOO_DEEP, TWICE].into_iter().find(|why| text.starts_with(why));
        let why = why.unwrap_or("this is not JSON");
        Unreadable(format!("The message could not be read: {why}."))
    })
}

const TOO_DEEP: &str = "it is nested too deeply";
const TWICE: &str = "a key is there twice";

#[derive(Clone, Copy)]
struct Walk {
    depth: usize,
}

impl Walk {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth >= JSON_DEPTH_MAX {
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let deeper = self.deeper()?;
        while items.next_element_seed(deeper)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let deeper = self.deeper()?;
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !seen.insert(key) {
                return Err(A::Error::custom(TWICE));
            }
            entries.next_value_seed(deeper)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::wire::ClientMessage;

    fn fault(text: &str) -> String {
        parse::<ClientMessage>(text).unwrap_err().0
    }

    #[test]
    fn a43_what_is_no_message_is_told_apart_without_an_echo() {
        assert!(fault("{\"type\":\"time\",\"sent\":1,\"sent\":2}").contains(TWICE));
        assert!(fault(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))).contains(TOO_DEEP));
        for text in [
            "",
            "secret words",
            "{\"type\":\"time\",\"sent\":NaN}",
            "{\"type\":\"time\",\"sent\":1e400}",
            "{\"type\":\"hello\",\"version\":1,\"secret\":\"\\ud800\"}",
            "{\"type\":\"time\",\"sent\":1} x",
        ] {
            assert!(fault(text).contains("not JSON"), "{text}: {}", fault(text));
            assert!(!fault(text).contains("secret words"));
        }
        for text in [
            "{\"type\":\"hello\",\"version\":99999999999999999999999,\"secret\":\"x\"}",
            "{\"type\":\"hello\",\"version\":-1,\"secret\":\"x\"}",
            "{\"type\":\"become_admin\"}",
        ] {
            assert!(fault(text).contains("wrong value"), "{text}: {}", fault(text));
        }
        assert_eq!(
            parse::<ClientMessage>("{\"type\":\"time\",\"sent\":1.5,\"role\":\"facilitator\"}"),
            Ok(ClientMessage::Time { sent: 1.5 })
        );
    }
}
