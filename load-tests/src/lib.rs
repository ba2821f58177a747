//! What load and fault runs share with the tests of the server: servers of their own to be cruel to.

pub mod private;
