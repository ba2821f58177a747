//! One statement, its answer, and what is known when there is none.

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::{Query, QueryAs};
use sqlx::{FromRow, PgConnection, Postgres};

use super::PostgresStore;
use crate::store::ReadError;
use crate::store::failure::unavailable;

/// Why a statement has no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// There was no connection: it was not asked.
    NotAsked(sqlx::Error),
    /// The database, or the connection to it, says no.
    Failed(sqlx::Error),
    /// Nothing came in time.
    NoAnswer,
}

/// A connection on loan. Unless the answer has come it is closed, not given back: the next one would wait for a line that may be dead.
pub(super) struct Lease {
    connection: Option<PoolConnection<Postgres>>,
}

impl Lease {
    /// For one statement.
    pub(super) fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.connection.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// The answer has come.
    pub(super) fn give_back(mut self) {
        drop(self.connection.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(connection.detach());
        }
    }
}

impl PostgresStore {
    async fn lease(&self) -> Result<Lease, Trouble> {
        let connection = self.pool.acquire().await.map_err(Trouble::NotAsked)?;
        Ok(Lease {
            connection: Some(connection),
        })
    }

    /// All rows that a statement answers.
    pub(super) async fn rows<O>(
        &self,
        query: QueryAs<'_, Postgres, O, PgArguments>,
    ) -> Result<Vec<O>, Trouble>
    where
        O: Send + Unpin + for<'r> FromRow<'r, PgRow>,
    {
        let mut lease = self.lease().await?;
        let asked = query.fetch_all(lease.connection().map_err(Trouble::NotAsked)?);
        let answer = tokio::time::timeout(self.options.answer_within, asked)
            .await
            .map_err(|_| Trouble::NoAnswer)?;
        lease.give_back();
        answer.map_err(Trouble::Failed)
    }

    /// Does a statement that answers nothing.
    pub(super) async fn run(&self, query: Query<'_, Postgres, PgArguments>) -> Result<(), Trouble> {
        let mut lease = self.lease().await?;
        let asked = query.execute(lease.connection().map_err(Trouble::NotAsked)?);
        let answer = tokio::time::timeout(self.options.answer_within, asked)
            .await
            .map_err(|_| Trouble::NoAnswer)?;
        lease.give_back();
        answer.map(drop).map_err(Trouble::Failed)
    }

    /// [`rows`](Self::rows), for reads.
    pub(super) async fn read<O>(
        &self,
        query: QueryAs<'_, Postgres, O, PgArguments>,
    ) -> Result<Vec<O>, ReadError>
    where
        O: Send + Unpin + for<'r> FromRow<'r, PgRow>,
    {
        self.rows(query).await.map_err(|trouble| match trouble {
            Trouble::NotAsked(error) | Trouble::Failed(error) => unavailable(error),
            Trouble::NoAnswer => unavailable(sqlx::Error::PoolTimedOut),
        })
    }

    /// [`read`](Self::read), for what is one row or none.
    pub(super) async fn read_one<O>(
        &self,
        query: QueryAs<'_, Postgres, O, PgArguments>,
    ) -> Result<Option<O>, ReadError>
    where
        O: Send + Unpin + for<'r> FromRow<'r, PgRow>,
    {
        Ok(self.read(query).await?.into_iter().next())
    }
}
