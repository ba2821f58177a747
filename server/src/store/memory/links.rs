//! Secrets of the store in memory.

use uuid::Uuid;

use super::state::State;
use crate::store::{Batch, LinkRow, ReadError, Revoke, SecretKind, SecretOwner};

impl State {
    pub(super) fn write_secrets(&mut self, meeting: Uuid, batch: &Batch) {
        let persons = |owner: &SecretOwner| owner.meeting == meeting && owner.kind == SecretKind::Person;
        self.secrets.retain(|_, owner| {
            let revoked = owner
                .person
                .is_some_and(|person| batch.revoke_person_secrets.contains(&person));
            !(persons(owner) && revoked)
        });
        for revoke in &batch.revoke {
            let taken_back = |hash: &[u8; 32], owner: &SecretOwner| {
                let fits = match revoke {
                    Revoke::Kind(kind) => owner.kind == *kind,
                    Revoke::Secret(secret) => hash == secret,
                    Revoke::OfPerson(kind, person) => owner.kind == *kind && owner.person == Some(*person),
                };
                owner.meeting == meeting && fits
            };
            let gone: Vec<_> = self
                .secrets
                .iter()
                .filter(|(hash, owner)| taken_back(hash, owner))
                .map(|(hash, owner)| (*hash, *owner))
                .collect();
            for (hash, owner) in gone {
                self.secrets.remove(&hash);
                self.revoked.insert(hash, owner);
            }
        }
        for (from, to) in &batch.rebind_secrets {
            for owner in self.secrets.values_mut() {
                if persons(owner) && owner.person == Some(*from) {
                    owner.person = Some(*to);
                }
            }
        }
        let now = self.now();
        for secret in &batch.secrets {
            let owner = SecretOwner {
                meeting,
                kind: secret.kind,
                person: secret.person,
            };
            self.secrets.insert(secret.hash, owner);
            self.made.insert(secret.hash, now);
        }
    }

    pub(super) fn links(&self, meeting: Uuid) -> Result<Vec<LinkRow>, ReadError> {
        self.meeting(meeting)?;
        let mut links: Vec<LinkRow> = self
            .secrets
            .iter()
            .filter(|(_, owner)| owner.meeting == meeting && owner.kind != SecretKind::Person)
            .map(|(hash, owner)| LinkRow {
                hash: *hash,
                kind: owner.kind,
                person: owner.person,
                made_at: self.made.get(hash).copied(),
            })
            .collect();
        links.sort_by_key(|link| (link.made_at, link.hash));
        Ok(links)
    }
}
