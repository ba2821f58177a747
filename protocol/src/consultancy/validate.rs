//! Whether a consultancy protocol can be run, with errors for the people who write one: each names the step, the field
//! and the fault. `docs/protocols.md` lists them.

mod meaning;
mod shape;

pub use meaning::check;

use super::Definition;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is wrong with a protocol, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DefinitionFault {
    /// The step's id, or `#3` for a third step without one; none for the protocol itself.
    pub step: Option<String>,
    /// The field, with a path where it is inside another: `prompts.group.en`. Empty for the file as a whole.
    pub field: String,
    /// What to mend, in English.
    pub fault: String,
}

impl fmt::Display for DefinitionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = &self.step {
            write!(f, "step '{step}': ")?;
        }
        if !self.field.is_empty() {
            write!(f, "field '{}': ", self.field)?;
        }
        f.write_str(&self.fault)
    }
}

/// Reads a protocol file.
///
/// # Errors
/// Every fault that was found, in the order of the file; those of its form first, since what a protocol means can only
/// be checked when it can be read.
pub fn parse(json: &str) -> Result<Definition, Vec<DefinitionFault>> {
    let value = serde_json::from_str(json).map_err(|error| whole_file(&format!("is not JSON: {error}")))?;
    let faults = shape::faults(&value);
    if !faults.is_empty() {
        return Err(faults);
    }
    let definition =
        serde_json::from_value(value).map_err(|error| whole_file(&format!("cannot be read: {error}")))?;
    let faults = check(&definition);
    if faults.is_empty() {
        Ok(definition)
    } else {
        Err(faults)
    }
}

fn whole_file(fault: &str) -> Vec<DefinitionFault> {
    vec![DefinitionFault {
        step: None,
        field: String::new(),
        fault: fault.to_owned(),
    }]
}
