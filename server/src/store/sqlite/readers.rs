//! The connections that read: a few, each on whatever thread has something to read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::connection::Connect;
use super::fault;
use super::job::Stop;
use crate::store::ReadError;
use crate::store::failure::unavailable;

/// Reads are short; more connections than cores bring nothing.
const READERS: u32 = 4;
/// How long a read waits for a connection.
const PLACE_WITHIN: Duration = Duration::from_secs(5);

/// What a caller learns of a read.
pub(super) type Read<T> = Result<T, ReadError>;
/// What statements answer.
pub(super) type Found<T> = Result<T, Stop<ReadError>>;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    connect: Connect,
    /// One for each connection that may be at work.
    places: Arc<Semaphore>,
    /// Those that nobody has at the moment.
    free: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    /// Connections are opened as they are needed.
    pub(super) fn new(connect: Connect) -> Self {
        Self {
            connect,
            places: Arc::new(Semaphore::new(READERS as usize)),
            free: Arc::default(),
        }
    }

    /// Reads on a thread that may wait for the disk. What the statements of one call see is of one moment only within a transaction.
    ///
    /// # Errors
    /// As `read` says; [`ReadError::Unavailable`] where the database does not answer.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Connection) -> Found<T> + Send + 'static,
    ) -> Read<T> {
        let place = match timeout(PLACE_WITHIN, self.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(unavailable("the store is closed")),
            Err(_) => return Err(unavailable("all connections are busy")),
        };
        let readers = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut connection = readers.take()?;
            let found = read(&mut connection);
            readers.free().push(connection);
            // Only now: whoever comes next finds the connection.
            drop(place);
            found
        });
        match reading.await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(Stop::Refused(error))) => Err(error),
            Ok(Err(Stop::Broken(error))) => Err(unavailable(fault::text(&error))),
            Err(ended) => Err(unavailable(ended)),
        }
    }

    /// Waits for those who read, and closes one connection after the other. Nobody can read any more.
    pub(super) async fn close(&self) {
        let all = self.places.acquire_many(READERS).await;
        self.places.close();
        self.free().clear();
        drop(all);
    }

    fn take(&self) -> rusqlite::Result<Connection> {
        let free = self.free().pop();
        free.map_or_else(|| self.connect.open_to_read(), Ok)
    }

    fn free(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteOptions;
    use crate::store::sqlite::connection::first;

    fn readers(folder: &std::path::Path) -> Readers {
        let path = folder.join("store.sqlite");
        std::fs::write(&path, "").unwrap();
        Readers::new(Connect {
            path,
            options: SqliteOptions::default(),
        })
    }

    #[tokio::test]
    async fn a_few_connections_serve_many_and_none_of_them_writes() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(folder.path());
        let all = (0..40).map(|n: i64| {
            let readers = readers.clone();
            tokio::spawn(async move {
                let read = readers
                    .read(move |connection| Ok(first(connection, "SELECT ?", (n,), |row| row.get(0))?));
                assert_eq!(read.await, Ok(Some(n)));
            })
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        assert!((1..=READERS as usize).contains(&readers.free().len()));
        let writes = readers.read(|connection| Ok(connection.execute_batch("CREATE TABLE t (a)")?));
        assert_eq!(writes.await, Err(ReadError::Unavailable));
    }

    #[tokio::test]
    async fn a_read_that_panics_costs_its_connection_and_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(folder.path());
        for _ in 0..2 * READERS {
            let panics = readers.read(|_| -> Found<()> { panic!("a fault") });
            assert_eq!(panics.await, Err(ReadError::Unavailable));
        }
        let reads = readers.read(|connection| Ok(first(connection, "SELECT 1", (), |row| row.get(0))?));
        assert_eq!(reads.await, Ok(Some(1)));
    }

    #[tokio::test]
    async fn the_end_waits_for_who_reads_and_then_nobody_does() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(folder.path());
        let (go, waits) = std::sync::mpsc::channel::<()>();
        let (reads, begun) = tokio::sync::oneshot::channel();
        let reading = tokio::spawn({
            let readers = readers.clone();
            async move {
                let read = move |_: &mut Connection| {
                    let _ = reads.send(());
                    Ok(waits.recv().is_ok())
                };
                readers.read(read).await
            }
        });
        begun.await.unwrap();
        let closing = tokio::spawn({
            let readers = readers.clone();
            async move { readers.close().await }
        });
        tokio::task::yield_now().await;
        assert!(!closing.is_finished());
        go.send(()).unwrap();
        assert_eq!(reading.await.unwrap(), Ok(true));
        closing.await.unwrap();
        assert!(readers.free().is_empty());
        assert_eq!(readers.read(|_| Ok(())).await, Err(ReadError::Unavailable));
    }
}
