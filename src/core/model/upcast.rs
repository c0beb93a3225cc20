//! Events whose shape has changed since they were recorded. What is stored stays as it is, bytes and seals; whoever
//! folds or judges an event of an earlier shape brings its data into the present one first, step by step.
//!
//! **UPCASTER TABLE**: one file under `upcast/` and one row in [`EARLIER`]. A type's name may end in a version,
//! `health.heartbeat@0`; without one it has version 1. A version that has no row is a type that wfstate does not know:
//! kept, counted under its whole name, refused where unknown types are.

mod heartbeat_0;

use super::event::spec::{SpecError, TypeSpec};
use super::event::{TYPES, spec_of};
use super::json::{Fields, Member, Scanner, text};

/// Every shape that came before, any order.
pub static EARLIER: &[&TypeSpec] = &[&heartbeat_0::SHAPE];

/// How data of a shape becomes that of the next.
#[derive(Debug)]
pub struct Upcaster {
    /// The next shape; it may itself be one that came before.
    pub to: &'static TypeSpec,
    /// Writes the data in that shape, or says why it cannot. A function of the data alone: the same on every machine
    /// for ever, because state hashes hang on it.
    pub data: fn(&Fields<'_>, &mut Vec<u8>) -> Result<(), &'static str>,
}

/// Why an event cannot be brought into the present shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("as version {version} of {type_name} it cannot be brought into version {}: {why}", version + 1)]
pub struct UpcastError {
    /// The type, without a version.
    pub type_name: &'static str,
    /// The version that it stays in.
    pub version: u32,
    /// Why.
    pub why: &'static str,
}

/// A type's name and its version, where it has one in it.
pub fn parse(name: &str) -> (&str, Option<u32>) {
    match name.split_once('@') {
        Some((base, version)) => (base, version.parse().ok()),
        None => (name, None),
    }
}

/// The shape that a name with a version stands for, or one without of a type whose first version is past.
pub fn shape_of(name: &str) -> Option<&'static TypeSpec> {
    let (base, version) = parse(name);
    let version = if name.contains('@') { version? } else { 1 };
    TYPES.iter().chain(EARLIER).copied().find(|s| s.name == base && s.version == version)
}

/// Whether a name is that of a type that wfstate knows, in a version that it does not.
pub fn is_known_in_another_version(name: &str) -> bool {
    spec_of(name).is_none() && TYPES.iter().any(|t| t.name == parse(name).0)
}

/// An event's data in the present shape.
#[derive(Debug)]
pub struct Upcast {
    /// That shape.
    pub spec: &'static TypeSpec,
    bytes: Vec<u8>,
    members: Vec<Member>,
}

impl Upcast {
    /// Brings data of a shape that came before into the present one.
    pub fn of(shape: &'static TypeSpec, data: &Fields<'_>) -> Result<Self, UpcastError> {
        let mut now = Self { spec: shape, bytes: Vec::new(), members: Vec::new() };
        while let Some(up) = now.spec.up {
            let fail = |why| UpcastError { type_name: shape.name, version: now.spec.version, why };
            let mut next = Vec::with_capacity(data.object().len() + 64);
            // What an earlier step wrote is never without a byte.
            let so_far = if now.bytes.is_empty() { *data } else { now.data() };
            (up.data)(&so_far, &mut next).map_err(fail)?;
            let mut members = Vec::new();
            Scanner::default().object(&next, &mut members).map_err(|_| fail("what comes out is no JSON"))?;
            now = Self { spec: up.to, bytes: next, members };
        }
        Ok(now)
    }

    /// The data.
    pub fn data(&self) -> Fields<'_> {
        // It was UTF-8 when it was scanned.
        Fields::new(std::str::from_utf8(&self.bytes).unwrap_or_default(), &self.members, 1)
    }

    /// Whether it is what the present shape demands.
    pub fn check(&self, has_frame: bool) -> Result<(), SpecError> {
        self.spec.check(&self.data(), has_frame)
    }
}

/// The usual upcaster: members get other names, some are supplied where they are missing, all others are kept as
/// they are written.
pub fn rename(
    data: &Fields<'_>,
    renamed: &[(&str, &str)],
    supplied: &[(&str, &str)],
    out: &mut Vec<u8>,
) -> Result<(), &'static str> {
    let mut object = String::from("{");
    let mut member = |name: &str, json: &str| {
        if object.len() > 1 {
            object.push(',');
        }
        text::push_string(&mut object, name);
        object.push(':');
        object.push_str(json);
    };
    for (key, value) in data.iter() {
        match renamed.iter().find(|(from, _)| *from == key) {
            Some((_, to)) if data.get(to).is_some() => return Err("it says the same under both names"),
            Some((_, to)) => member(to, value.raw),
            None => member(&key, value.raw),
        }
    }
    for (name, json) in supplied {
        let sent = |name: &str| data.get(name).is_some();
        if !sent(name) && !renamed.iter().any(|(from, to)| to == name && sent(from)) {
            member(name, json);
        }
    }
    object.push('}');
    out.extend_from_slice(object.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::event::spec::{Check, required};
    use crate::core::model::event::{EventView, energy, health};
    use crate::core::model::state::State;
    use crate::core::model::time::Timestamp;

    static FIRST: TypeSpec = TypeSpec {
        name: "energy.update",
        needs_frame: false,
        version: 0,
        up: Some(&Upcaster { to: &SECOND, data: |d, out| rename(d, &[("e", "energy")], &[], out) }),
        fields: &[required("e", Check::NotNegative)],
        apply: |_, _| {},
    };
    static SECOND: TypeSpec = TypeSpec {
        name: "energy.update",
        needs_frame: false,
        version: 1,
        up: Some(&Upcaster {
            to: &energy::UPDATE,
            data: |d, out| rename(d, &[], &[("accumulator", "0"), ("model_id", "\"m\"")], out),
        }),
        fields: &[required("energy", Check::NotNegative)],
        apply: |_, _| {},
    };

    fn upcast(shape: &'static TypeSpec, data: &str) -> Result<String, &'static str> {
        let mut members = Vec::new();
        let data = Fields::scan(&mut Scanner::default(), data.as_bytes(), &mut members).unwrap();
        let now = Upcast::of(shape, &data).map_err(|e| e.why)?;
        assert!(std::ptr::eq(now.spec, &raw const energy::UPDATE) || now.spec.up.is_none());
        Ok(String::from_utf8(now.bytes).unwrap())
    }

    #[test]
    fn a_chain_is_gone_through_to_its_end() {
        let by_two = upcast(&FIRST, r#"{"e": 1.50 ,"x":[1, 2]}"#).unwrap();
        assert_eq!(by_two, r#"{"energy":1.50,"x":[1, 2],"accumulator":0,"model_id":"m"}"#);
        assert_eq!(upcast(&SECOND, r#"{"energy":1.50,"x":[1, 2]}"#).unwrap(), by_two);
        assert_eq!(upcast(&FIRST, r#"{"e":1,"energy":2}"#), Err("it says the same under both names"));
        assert_eq!(upcast(&energy::UPDATE, "{}").unwrap(), "", "the present shape is left alone");
    }

    #[test]
    fn an_earlier_shape_folds_as_the_present_one() {
        let fold = |spec: &'static TypeSpec, name: &str, data: &str| {
            let mut members = Vec::new();
            let data = Fields::scan(&mut Scanner::default(), data.as_bytes(), &mut members).unwrap();
            let mut state = State::default();
            let frame = Some(1);
            let view =
                EventView { seq: 1, at: Timestamp(1), name, spec: Some(spec), frame, energy: None, data };
            state.apply(&view).map(|()| state.hash())
        };
        let now = r#"{"energy":1.5,"accumulator":0,"model_id":"m"}"#;
        let present = fold(&energy::UPDATE, "energy.update", now).unwrap();
        assert_eq!(fold(&FIRST, "energy.update@0", r#"{"e":1.5}"#).unwrap(), present);
        assert_ne!(fold(&FIRST, "energy.update@0", r#"{"e":1.25}"#).unwrap(), present);
        assert!(fold(&FIRST, "energy.update@0", r#"{"e":1,"energy":2}"#).is_err());
    }

    #[test]
    fn names_say_versions() {
        let heartbeat = spec_of("health.heartbeat").unwrap();
        assert!(std::ptr::eq(heartbeat, &raw const health::HEARTBEAT));
        let earlier = spec_of("health.heartbeat@0").unwrap();
        assert_eq!(
            (earlier.name, earlier.version, earlier.schema().as_str()),
            ("health.heartbeat", 0, "event/health.heartbeat@0")
        );
        for unknown in
            ["health.heartbeat@2", "energy.peak@0", "x.y@0", "health.heartbeat@", "health.heartbeat@x"]
        {
            assert!(spec_of(unknown).is_none(), "{unknown}");
        }
        assert!(is_known_in_another_version("energy.peak@9") && !is_known_in_another_version("x.y@9"));
        assert!(!is_known_in_another_version("health.heartbeat@0"), "that one has its row");
    }

    #[test]
    fn every_row_leads_to_the_table_of_types_step_by_step() {
        for shape in EARLIER {
            let mut at: &TypeSpec = shape;
            while let Some(up) = at.up {
                assert_eq!((up.to.name, up.to.version), (shape.name, at.version + 1), "{}", shape.schema());
                at = up.to;
            }
            assert!(TYPES.iter().any(|t| std::ptr::eq(*t, at)), "{} ends elsewhere", shape.schema());
            let twins = EARLIER.iter().filter(|s| s.schema() == shape.schema());
            assert_eq!(twins.count(), 1, "{} stands twice", shape.schema());
        }
    }

    #[test]
    fn no_type_whose_stored_bytes_are_read_elsewhere_has_an_earlier_shape() {
        // The door and salvage take the energy out of an energy.update as it stands, the door looks into a rollback,
        // and the public views show fields of workflow events by SQL: those places have to learn it first.
        let read = |s: &TypeSpec| {
            s.name.starts_with("workflow.") || ["energy.update", "system.rollback"].contains(&s.name)
        };
        assert!(!EARLIER.iter().any(|s| read(s)));
    }
}
