//! Writes the TypeScript types of everything that crosses a socket or an HTTP answer to standard output: `make generate`.
//!
//! One file, sorted by name, so that a change of the wire shows as a small diff.

use protocol::{record, wire};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use ts_rs::{Config, TS, TypeVisitor};

struct Collector<'a> {
    config: &'a Config,
    seen: BTreeSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Collector<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Types of the standard library have no file of their own and no declaration.
        if !self.seen.insert(TypeId::of::<T>()) || T::output_path().is_none() {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.declarations.insert(
            T::ident(self.config),
            format!("{docs}export {}\n", T::decl(self.config)),
        );
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn main() -> io::Result<()> {
    let config = Config::default().with_large_int("number");
    let mut collector = Collector {
        config: &config,
        seen: BTreeSet::new(),
        declarations: BTreeMap::new(),
    };
    collector.visit::<wire::ClientMessage>();
    collector.visit::<wire::ServerMessage>();
    collector.visit::<wire::CreateMeeting>();
    collector.visit::<wire::MeetingCreated>();
    collector.visit::<wire::EnterCode>();
    collector.visit::<wire::CodeFound>();
    collector.visit::<wire::Door>();
    collector.visit::<wire::JoinLink>();
    collector.visit::<wire::MakeLink>();
    collector.visit::<wire::AskAbsent>();
    collector.visit::<wire::Absent>();
    collector.visit::<wire::Roster>();
    collector.visit::<wire::OwnCommitments>();
    collector.visit::<wire::MarkCommitment>();
    collector.visit::<wire::StartRehearsal>();
    collector.visit::<wire::Rehearsal>();
    collector.visit::<wire::RehearsalView>();
    collector.visit::<wire::ListAnswer>();
    collector.visit::<wire::MakePersonalLinks>();
    collector.visit::<wire::PreparationPage>();
    collector.visit::<wire::WritePreparation>();
    collector.visit::<wire::PersonalLinks>();
    collector.visit::<protocol::meeting::expected::ExpectedList>();
    collector.visit::<wire::Links>();
    collector.visit::<wire::RecordLink>();
    collector.visit::<wire::RecordLinkView>();
    collector.visit::<wire::Join>();
    collector.visit::<wire::Joined>();
    collector.visit::<wire::HttpError>();
    collector.visit::<wire::Library>();
    collector.visit::<wire::LiveMeetings>();
    collector.visit::<wire::BoardNotes>();
    collector.visit::<record::Record>();
    collector.visit::<protocol::meeting::ticket::TicketResults>();

    let mut out = io::stdout().lock();
    writeln!(
        out,
        "// Made from the Rust types by `make generate`. Do not edit.\n"
    )?;
    writeln!(out, "export const WIRE_VERSION = {};\n", wire::WIRE_VERSION)?;
    for declaration in collector.declarations.values() {
        writeln!(out, "{declaration}")?;
    }
    Ok(())
}
