//! The entity diagram: what stands in a database and what belongs to what, in the columns of the public views.

/// Mermaid's words for the relations; the columns follow from [`ENTITIES`].
const RELATIONS: &[&str] = &[
    "USER ||--o{ SESSION : owns",
    "SESSION ||--o{ FRAME : runs",
    "FRAME ||--o{ EVENT : holds",
    "SESSION ||--o{ EVENT : records",
    "SESSION ||--o{ SNAPSHOT : has",
    "SESSION ||--o{ JOURNAL : explains",
    "SESSION ||--o{ LEDGER : anchors",
    "SNAPSHOT }o--|| EVENT : follows",
];

/// ENTITY TABLE: an entity, the public view that shows it, and columns as type, name, note.
pub static ENTITIES: &[Entity] = &[
    Entity {
        name: "USER",
        view: Some("user"),
        columns: &[
            ("string", "user_id", "PK"),
            ("int", "current_level", ""),
            ("int", "total_sessions", ""),
            ("float", "total_energy", "EU"),
            ("int", "experience_points", ""),
            ("json", "unlocked_paths", ""),
            ("json", "preferences", ""),
            ("datetime", "created_at", ""),
            ("datetime", "updated_at", ""),
            ("int", "schema_version", ""),
        ],
    },
    Entity {
        name: "SESSION",
        view: Some("session"),
        columns: &[
            ("string", "session_id", "PK"),
            ("string", "user_id", "FK"),
            ("datetime", "start_time", ""),
            ("datetime", "end_time", "null while it runs"),
            ("float", "total_energy", "EU"),
            ("int", "total_events", ""),
            ("string", "model_id", ""),
            ("string", "hardware_tier", ""),
            ("string", "session_mode", ""),
            ("bool", "clean_shutdown", ""),
            ("int", "schema_version", ""),
            ("json", "metadata", ""),
            ("datetime", "created_at", ""),
            ("datetime", "updated_at", ""),
            ("string", "kind", "stream or workflow"),
            ("string", "label", ""),
            ("string", "status", ""),
        ],
    },
    Entity {
        name: "FRAME",
        view: None,
        columns: &[
            ("string", "session_id", "FK"),
            ("int", "frame_id", "never decreases, may repeat and skip"),
        ],
    },
    Entity {
        name: "EVENT",
        view: Some("event"),
        columns: &[
            ("int", "event_id", "PK"),
            ("string", "session_id", "FK"),
            ("datetime", "timestamp", "as the producer sent it"),
            ("string", "type", ""),
            ("json", "data", "null when erased"),
            ("int", "frame_id", "FK"),
            ("float", "energy_delta", "EU"),
            ("bool", "processed", ""),
            ("int", "schema_version", ""),
            ("datetime", "created_at", ""),
            ("int", "seq", "1, 2, 3 within the session"),
            ("string", "event_key", "the producer's own id"),
        ],
    },
    Entity {
        name: "SNAPSHOT",
        view: Some("snapshot"),
        columns: &[
            ("int", "snapshot_id", "PK"),
            ("string", "session_id", "FK"),
            ("datetime", "timestamp", ""),
            ("string", "snapshot_type", ""),
            ("blob", "state", "energy-state, packed"),
            ("int", "last_event_id", "seq of the last event in it"),
            ("float", "energy_accumulator", "EU"),
            ("int", "frame_count", ""),
            ("int", "schema_version", ""),
            ("datetime", "created_at", ""),
            ("string", "codec", ""),
            ("string", "state_hash", ""),
        ],
    },
    Entity {
        name: "JOURNAL",
        view: None,
        columns: &[
            ("int", "journal_id", "PK"),
            ("int", "after_seq", "the event that it stands after"),
            ("int", "ts_us", ""),
            ("string", "kind", ""),
            ("json", "facts", ""),
            ("blob", "hash", ""),
        ],
    },
    Entity {
        name: "LEDGER",
        view: Some("audit"),
        columns: &[
            ("int", "audit_id", "PK"),
            ("datetime", "timestamp", ""),
            ("string", "operation", ""),
            ("string", "table_name", ""),
            ("string", "record_id", "pseudonym of the session"),
            ("json", "old_values", ""),
            ("json", "new_values", ""),
            ("string", "user_context", ""),
            ("int", "schema_version", ""),
        ],
    },
];

/// One entity.
#[derive(Debug)]
pub struct Entity {
    /// As the diagram calls it.
    pub name: &'static str,
    /// The public view with the same columns, where there is one.
    pub view: Option<&'static str>,
    /// Type, name, and a key (`PK`, `FK`) or a note.
    pub columns: &'static [(&'static str, &'static str, &'static str)],
}

/// The diagram.
pub fn mermaid() -> String {
    let mut lines = vec!["erDiagram".to_owned()];
    lines.extend(RELATIONS.iter().map(|relation| format!("    {relation}")));
    for entity in ENTITIES {
        lines.extend(entity.view.map(|view| format!("    %% the view `{view}` has these columns")));
        lines.push(format!("    {} {{", entity.name));
        for (kind, name, note) in entity.columns {
            lines.push(match *note {
                "" => format!("        {kind} {name}"),
                "PK" | "FK" => format!("        {kind} {name} {note}"),
                note => format!("        {kind} {name} \"{note}\""),
            });
        }
        lines.push("    }".to_owned());
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::store::ddl;

    /// The columns of a view: what stands before each `AS name,` or is a bare name, at the outermost level.
    fn columns_of(view: &str) -> Vec<String> {
        let ddl = ddl();
        let start = ddl.find(&format!("CREATE VIEW {view} AS")).unwrap();
        let body = ddl[start..].split_once("SELECT").unwrap().1;
        let (mut depth, mut column, mut columns) = (0, String::new(), Vec::new());
        for c in body.chars() {
            depth += i32::from(c == '(') - i32::from(c == ')');
            if depth == 0 && (c == ',' || column.ends_with("\nFROM ")) {
                let name = column.trim_end_matches("\nFROM ").trim();
                columns.push(name.rsplit([' ', '.', '\n']).next().unwrap().to_owned());
                if c != ',' {
                    return columns;
                }
                column.clear();
            } else {
                column.push(c);
            }
        }
        columns
    }

    #[test]
    fn the_diagram_has_the_columns_of_the_public_views() {
        for entity in ENTITIES {
            let Some(view) = entity.view else { continue };
            let drawn: Vec<&str> = entity.columns.iter().map(|c| c.1).collect();
            assert_eq!(drawn, columns_of(view), "{view}");
        }
    }

    #[test]
    fn every_related_entity_is_drawn() {
        for relation in RELATIONS {
            let words: Vec<&str> = relation.split(' ').collect();
            for name in [words[0], words[2]] {
                assert!(ENTITIES.iter().any(|e| e.name == name), "{name}");
            }
        }
    }
}
