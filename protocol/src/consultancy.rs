//! Consultancy protocols as data: steps with minutes, a floor rule, who writes where, and prompts per language.
//!
//! The word protocol alone means this crate and the wire; in code a method of meeting is a [`Definition`].

pub mod catalogue;
pub mod definition;
mod repeat;
pub mod rights;
pub mod validate;

pub use definition::{Brings, Definition, Floor, Prompts, Repeat, Section, Size, Step, Texts, Who, Write};
