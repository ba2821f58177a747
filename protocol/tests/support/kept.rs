//! A state that is kept as JSON on the way and read back, as hubs keep it in snapshots.

use protocol::meeting::{Entry, State, apply};

/// The state after all entries, kept and read back after the first `cut` of them.
pub fn folded(entries: &[Entry], cut: usize) -> Result<State, serde_json::Error> {
    let (before, after) = entries.split_at(cut);
    let mut state = State::default();
    for entry in before {
        apply(&mut state, entry);
    }
    let kept = serde_json::to_vec(&state)?;
    let mut back: State = serde_json::from_slice(&kept)?;
    assert_eq!(back, state, "what is read back is what was kept");
    assert!(serde_json::to_vec(&back)? == kept, "to the byte");
    for entry in after {
        apply(&mut back, entry);
    }
    Ok(back)
}
