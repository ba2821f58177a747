//! The store's contract: every guarantee (J1… in `server::store`) as tests that each store must pass, named by number.
//!
//! - `support`: making stores, batches and ids; verifying a journal
//! - `appends`: J1, J2, J4, J5, J7, J8, J9
//! - `locks`: J6
//! - `boards`: J10, J11, J18, refused updates
//! - `snapshots`: J19, of meetings
//! - `instances`: J16 and J17, of stores that instances share
//! - `rest`: J12 to J15, liveness, levels, the probe
//! - `sqlite`: what only a file can show: J3, a kill in mid-append, the canary in the bytes, full and foreign files
//! - `transfer`: export and import, from one kind of store to the other
//! - `postgres`: the contract on a real PostgreSQL, and what only a server can show
//!
//! A new store gets a line at the end of this file, or runs [`all`].

#![expect(
    clippy::unwrap_used,
    reason = "the contract's functions are tests, though no attribute says so"
)]

mod appends;
mod boards;
mod instances;
mod locks;
mod postgres;
mod rest;
mod snapshots;
mod sqlite;
mod support;
mod transfer;

/// The contract, for `$run` to run: a name beginning with `short_` is run on a store that ends its locks after 50 ms.
macro_rules! contract {
    ($run:ident $($argument:tt)*) => {
        $run! {
            $($argument)*
            appends:
                j01_an_append_names_the_head,
                j01_many_writers_leave_no_gap,
                j02_all_of_a_batch_or_nothing,
                j04_the_chain_holds,
                j05_a_command_is_done_once,
                j05_of_many_commands_the_one_done_before_is_named,
                j05_a_command_without_entries_is_found,
                j07_a_meeting_that_is_not_there,
                j07_a_batch_that_cannot_be_written,
                j08_reads_see_what_was_answered,
                j09_erased_stays_erased;
            locks:
                j06_a_lock_shows_what_was_missed_and_commits,
                j06_a_dropped_guard_writes_nothing,
                j06_others_wait_and_other_meetings_do_not,
                j06_a_lock_from_another_journal,
                j06_locks_take_turns,
                j06_a_batch_that_is_refused_lets_go,
                short_j06_a_lock_held_too_long_is_rolled_back;
            boards:
                j10_a_board_append_names_the_gate,
                j10_no_update_follows_a_gate_its_writer_did_not_know,
                j10_a_batch_makes_boards_and_raises_gates,
                j11_a_client_id_belongs_to_its_first_user,
                j11_the_log_is_read_in_order,
                refused_updates_and_barred_people,
                j18_a_snapshot_stands_for_the_log_before_it,
                j18_compactions_that_start_together_lose_nothing;
            snapshots:
                j19_a_snapshot_gives_way_to_none_that_reaches_less_far,
                j19_of_many_that_come_together_the_farthest_stays,
                j19_two_versions_stand_side_by_side_and_older_ones_go,
                j12_no_snapshot_outlives_its_meeting,
                j12_nor_does_one_that_comes_as_its_meeting_is_deleted;
            rest:
                j12_a_deleted_meeting_is_gone,
                j13_secrets_and_join_codes,
                j13_revoking_a_persons_secrets,
                j13_links_are_listed_taken_back_and_known_as_such,
                j14_the_key_stays,
                j15_a_ballot_leads_back_to_nobody,
                meetings_are_listed_with_their_status,
                alive_only_moves_forward,
                j17_levels_follow_whoever_has_the_store,
                a_closed_store_says_so;
        }
    };
}

/// Each as a test of its own.
macro_rules! each {
    ($store:ident $($module:ident: $($test:ident),*;)*) => {
        mod $store {
            $(mod $module {
                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $test() {
                        let home = crate::support::$store(stringify!($test).starts_with("short_")).await;
                        crate::$module::$test(home.store.clone()).await;
                        home.store.close().await;
                    }
                )*
            })*
        }
    };
}

/// As a list of names and functions, for stores that are dear to start.
macro_rules! listed {
    ($($module:ident: $($test:ident),*;)*) => {
        vec![$($((stringify!($test), |store| Box::pin(crate::$module::$test(store)) as _)),*),*]
    };
}

type ContractTest = fn(support::Shared) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

fn all() -> Vec<(&'static str, ContractTest)> {
    contract!(listed)
}

/// What holds for stores that instances share.
fn of_instances() -> Vec<(&'static str, ContractTest)> {
    listed! {
        instances:
            j16_an_instance_lives_as_long_as_its_lease,
            j16_the_heads_of_boards_are_answered_together,
            j17_nothing_is_written_that_one_who_lives_cannot_read;
    }
}

contract!(each memory_store);
contract!(each sqlite_store);
