//! An event on its way out: what of it may leave.

use super::ExportError;
use super::policy::Filter;
use crate::core::fold::{BadEvent, Fault, FoldFailure, TypeNames};
use crate::core::model::chain::Sealed;
use crate::core::model::event::spec::TypeSpec;
use crate::core::record::filter::Filter as TypeFilter;
use crate::core::store::{EventChunk, StoredEvent};

/// What decides of every event of a session alike.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    pub types: &'a TypeNames,
    /// The types that are wanted.
    pub only: &'a TypeFilter,
    /// Everything leaves as it is stored.
    pub content: bool,
}

/// An event as it leaves: what was changed of it.
pub struct Leaving<'e> {
    pub name: &'e str,
    pub spec: Option<&'static TypeSpec>,
    pub erased: bool,
    /// Its data, where that is not what is stored.
    pub data: Option<&'e str>,
    pub key: Option<&'e str>,
    pub extra: Option<&'e str>,
    pub filtered: bool,
}

impl<'a> Terms<'a> {
    /// The name of an event's type, where it has one.
    pub fn name(&self, event: &StoredEvent) -> &'a str {
        self.types.get(event.type_no).map_or("", |t| t.0)
    }

    /// What is known of an event's type.
    pub fn spec(&self, event: &StoredEvent) -> Option<&'static TypeSpec> {
        self.types.get(event.type_no).and_then(|t| t.1)
    }

    /// An event as it leaves.
    pub fn leaving<'e>(
        &self,
        filter: &'e mut Filter,
        (chunk, event): (&'e EventChunk, &'e StoredEvent),
        removed: &mut dyn FnMut(&str),
    ) -> Result<Leaving<'e>, ExportError>
    where
        'a: 'e,
    {
        let Some((name, spec)) = self.types.get(event.type_no) else {
            return Err(bad(event, "", Fault::Type));
        };
        let payload = chunk.payload(event);
        let (key, extra, erased) = (chunk.key(event), chunk.extra(event), payload.is_none());
        let mut leaving = Leaving { name, spec, erased, data: None, key, extra, filtered: false };
        if self.content {
            return Ok(leaving);
        }
        if let Some(key) = leaving.key.filter(|key| !Filter::key(key)) {
            removed(key);
            (leaving.key, leaving.filtered) = (None, true);
        }
        if let Some(extra) = leaving.extra.take() {
            removed(extra);
            leaving.filtered = true;
        }
        if let Some(payload) = payload {
            let data = filter.data(spec, payload, removed);
            leaving.data = data.map_err(|e| bad(event, name, Fault::Data(e)))?;
            leaving.filtered |= leaving.data.is_some();
        }
        Ok(leaving)
    }
}

impl Leaving<'_> {
    /// As it is written.
    pub fn sealed<'s>(&'s self, chunk: &'s EventChunk, event: &'s StoredEvent) -> Sealed<'s> {
        let payload = match self.data {
            Some(data) => data.as_bytes(),
            None => chunk.payload(event).unwrap_or(b"{}"),
        };
        Sealed {
            seq: event.seq,
            at: event.at,
            type_name: self.name,
            flags: event.flags,
            frame: event.frame,
            energy: event.energy,
            key: self.key,
            extra: self.extra,
            payload,
        }
    }
}

/// An event that stands in the way.
pub fn bad(event: &StoredEvent, name: &str, fault: Fault) -> ExportError {
    FoldFailure::Event(BadEvent { seq: event.seq, type_name: name.to_owned(), fault }).into()
}
