//! What the tests stand on.

pub mod http;
pub mod person;
pub mod server;

pub use person::Person;
pub use server::TestServer;
