//! server
pub mod boards;
pub mod store;
