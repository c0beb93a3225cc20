//! A figure per event type: an array for the known types, a bounded map for the others.

use crate::core::model::event::{TYPES, index_of_name};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// Names of unknown types (and of models) that are counted one by one; the rest goes to [`OTHER`], so that a
/// stream of ever new names cannot fill the memory. In the order of first appearance, hence the same everywhere.
pub const MAX_NAMES: usize = 1000;
/// Where the rest goes. No type and no model can have this name.
pub const OTHER: &str = "(other)";

/// One figure per event type. Types that were never seen are left out of the JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct PerType<T> {
    known: Vec<Option<T>>,
    others: BTreeMap<String, T>,
}

impl<T> Default for PerType<T> {
    fn default() -> Self {
        Self { known: std::iter::repeat_with(|| None).take(TYPES.len()).collect(), others: BTreeMap::new() }
    }
}

impl<T: Copy + Default> PerType<T> {
    /// The figure of a type; `known` is its place in the table.
    pub fn slot(&mut self, known: Option<usize>, name: &str) -> &mut T {
        match known {
            Some(at) if at < self.known.len() => self.known[at].get_or_insert_default(),
            _ => bounded_slot(&mut self.others, name),
        }
    }

    /// How many names stand beside the table's.
    pub fn other_names(&self) -> usize {
        self.others.len()
    }

    /// All figures, sorted by name.
    pub fn sorted(&self) -> BTreeMap<&str, T> {
        let known = TYPES.iter().zip(&self.known).filter_map(|(t, v)| v.map(|v| (t.name, v)));
        known.chain(self.others.iter().map(|(n, v)| (n.as_str(), *v))).collect()
    }
}

/// The entry of a name, or of [`OTHER`] once there are too many names.
fn bounded_slot<'a, T: Default>(map: &'a mut BTreeMap<String, T>, name: &str) -> &'a mut T {
    let key = if map.contains_key(name) || map.len() < MAX_NAMES { name } else { OTHER };
    map.entry(key.to_owned()).or_default()
}

/// Changes that entry; a name that is there already is not copied.
pub fn change_bounded<T: Default>(map: &mut BTreeMap<String, T>, name: &str, change: impl FnOnce(&mut T)) {
    match map.get_mut(name) {
        Some(slot) => change(slot),
        None => change(bounded_slot(map, name)),
    }
}

impl<T: Copy + Default + Serialize> Serialize for PerType<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.sorted().serialize(serializer)
    }
}

impl<'de, T: Copy + Default + DeserializeOwned> Deserialize<'de> for PerType<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut figures = Self::default();
        for (name, value) in BTreeMap::<String, T>::deserialize(deserializer)? {
            match index_of_name(&name) {
                Some(at) => figures.known[at] = Some(value),
                None => {
                    figures.others.insert(name, value);
                }
            }
        }
        Ok(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_bounded_and_figures_come_back() {
        let mut counts = PerType::<u64>::default();
        for n in 0..3000 {
            *counts.slot(None, &format!("x.{n}")) += 1;
        }
        *counts.slot(Some(1), TYPES[1].name) += 7;
        let sorted = counts.sorted();
        assert_eq!(sorted.len(), MAX_NAMES + 2);
        assert_eq!(sorted[OTHER], 2000);
        assert_eq!(sorted["energy.update"], 7);
        let back: PerType<u64> = serde_json::from_str(&serde_json::to_string(&counts).unwrap()).unwrap();
        assert_eq!(back, counts);
    }
}
