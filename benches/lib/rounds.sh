# What table.sh runs. Each round takes every program once, in turns.

make_inputs() {
    say "making inputs of $events events"
    : >raw.ndjson
    : >rows.ndjson
    sessions=$((events / 100 > 0 ? events / 100 : 1))
    "$peers" generate --events "$events" -o main.ndjson
    "$peers" generate --events 10000 -o small.ndjson
    "$peers" generate --events 36000 --rate 10 --per-frame 1 -o hour.ndjson
    "$peers" generate --events "$events" --sessions "$sessions" -o many.ndjson
    "$peers" csv main.ndjson main.csv
    measure record_hour -- "$bin" record --db hour.db hour.ndjson --json
    size size_hour hour.db
    measure record_many -- "$bin" record --db many.db many.ndjson --json
}

one_round() {
    small_session
    whole_file
    # Once: sealing is no race, and what is compared with its rows has to be a copy of them.
    [ "$round" -gt 1 ] || sealing
    reading
    exporting
    starting
}

# S2 and S9: a new database of 10k events, and a snapshot of it.
small_session() {
    drop small.db
    "$peers" probe . --rounds 50 | keep probe
    measure record_small -- "$bin" record --db small.db small.ndjson --json
    measure snapshot -- "$bin" snapshot create latest --db small.db --json
}

# S1, S5, S7: the same file through everybody.
whole_file() {
    rm -f out.copy out.mcap
    drop lean.db rows.db shell.db main.db
    measure copy -- "$peers" copy main.ndjson out.copy
    measure mcap -- "$peers" mcap main.ndjson out.mcap
    measure lean -- "$peers" lean main.ndjson lean.db
    measure record -- "$bin" record --db main.db main.ndjson --json
    measure rows -- "$peers" rows "$events" rows.db
    if command -v sqlite3 >/dev/null; then
        measure shell -- sqlite3 shell.db 'CREATE TABLE event(session, seq, time, kind, frame, delta, data)' \
            '.mode csv' '.import main.csv event'
    fi
    size size_mcap out.mcap
    size size_lean lean.db
    size size_record main.db
    rm -f out.copy out.mcap
    drop rows.db shell.db
}

# S7, S8, S10: the recording read back.
reading() {
    measure replay -- "$bin" replay latest --from-snapshot none --db main.db --json
    measure readparse_one -- "$peers" readparse lean.db --threads 1
    measure point -- "$bin" replay latest --seq $((events / 2 + 1)) --db main.db --json
    measure validate -- "$bin" validate main.db --json
    measure readparse -- "$peers" readparse lean.db
    [ -z "$(med seal_main wall_ms)" ] ||
        measure replay_sealed -- "$bin" replay latest --from-snapshot none --db seal_main.db --json
}

# S13: the events written out, to nowhere: a sync of so many bytes would be a figure of the disk.
exporting() {
    measure export_small -- "$bin" export latest --include-content --yes --format ndjson --db small.db
    measure export -- "$bin" export latest --include-content --yes --format ndjson --db main.db
    measure export_filtered -- "$bin" export latest --format ndjson --db main.db
    measure copyout -- "$peers" copyout main.db
    [ -z "$(med seal_main wall_ms)" ] || measure export_sealed -- "$bin" export latest --include-content --yes --format ndjson --db seal_main.db
}

# S6: cold forms of the main input and of an hour at 60 Hz, one event a frame.
sealing() {
    local name
    "$peers" generate --events 216000 --rate 60 --per-frame 1 -o hour60.ndjson
    measure record_hour60 -- "$bin" record --db hour60.db hour60.ndjson --json
    rm hour60.ndjson
    for name in main hour60; do
        [ ! -e "$name.db" ] || seal_copy "$name"
    done
    drop hour60.db seal_hour60.db
}

# seal_copy NAME: NAME.db sealed and vacuumed as seal_NAME.db, what it takes, and whether everything comes back.
seal_copy() {
    local sealed="seal_$1.db"
    cp "$1.db" "$sealed"
    measure "seal_$1" --stdout seal.json -- "$bin" archive create latest --yes --json --db "$sealed"
    jq '{bytes}' seal.json | keep "blocks_$1"
    measure "vacuum_$1" -- "$bin" maintain --vacuum --force --db "$sealed"
    size "sealed_$1" "$sealed"
    told "$1.db" rows
    told "$sealed" sealed
    jq -n --argjson same "$(cmp -s rows.told sealed.told && echo true || echo false)" '{same: $same}' | keep "back_$1"
}

# told DB NAME: everything that an export says of the database, byte for byte, and the state that replay comes to.
told() {
    {
        "$bin" export latest --include-content --yes --format ndjson --db "$1" 2>stderr.txt | sha256sum
        "$bin" replay latest --from-snapshot none --db "$1" --json 2>>stderr.txt | jq -e '.state_hash, .events'
    } >"$2.told" || echo "not told by $1: $(tail -n 1 stderr.txt)" >>"$2.told"
}

# S12: a backup of a database of 100 MB (or less, when the inputs are small) while somebody records into it.
backing_up() {
    local round
    backup_events=$((events < 440000 ? events : 440000))
    "$peers" generate --events "$backup_events" -o backup.ndjson
    measure record_backup -- "$bin" record --db backup.db backup.ndjson --json
    rm backup.ndjson
    mkfifo live.pipe
    for round in $(seq "$rounds"); do
        beside_a_recorder "$round" backup_round
    done
    rm live.pipe
    size size_backup_db backup.db
    drop backup.db
}

backup_round() {
    rm -f ours.zip floor.gz floor.copy
    measure backup -- "$bin" backup create ours.zip --db backup.db --json
    measure vacuum_deflate -- "$peers" backup backup.db floor.gz
    size size_backup ours.zip
    size size_backup_floor floor.gz
}

# beside_a_recorder NUMBER COMMAND: the command, while a session is recorded into backup.db at 60 Hz.
beside_a_recorder() {
    local feeder recorder code=0
    sed "s/\"session_id\":\"[^\"]*\"/\"session_id\":\"live$1\"/" hour.ndjson >live.ndjson
    : >acks.txt
    "$bin" record --db backup.db --ack commit - <live.pipe >acks.txt 2>stderr.txt &
    recorder=$!
    "$peers" feed live.ndjson --group 1 --pause-ms 16 >live.pipe 2>/dev/null &
    feeder=$!
    for _ in $(seq 100); do [ -s acks.txt ] && break; sleep 0.1; done
    "$2"
    kill "$feeder" 2>/dev/null || true
    wait "$feeder" || true
    wait "$recorder" || code=$?
    jq -n --argjson code "$code" --rawfile why stderr.txt '{exit_code: $code, why: $why}' | keep recorder_beside
}

# S11, S14: what answers at once.
starting() {
    measure list_many -- "$bin" list --db many.db --json
    measure list_recent -- "$bin" list -n 20 --db many.db --json
    # All of these sessions fall into the stretch: nothing can be skipped.
    measure cost_many -- "$bin" cost --db many.db --since 2025-08-01 --until 2025-08-31 --json
    measure trend_many -- "$bin" stats --trend --db many.db --since 2025-08-01 --until 2025-08-31 --json
    measure list_small -- "$bin" list --db small.db
    measure help -- "$bin" --help
}

# S3: arrival to acknowledgement, with the probe in the same seconds.
live_sessions() {
    local per_frame
    for per_frame in 1 20; do
        if "$peers" live "$bin" . --hz 60 --per-frame "$per_frame" --seconds 10 >live.json 2>stderr.txt; then
            keep "live_$per_frame" <live.json
        else
            jq -n --rawfile why stderr.txt '{exit_code: 1, why: $why}' | keep "live_$per_frame"
        fi
        drop live-*.db
    done
}

# S16: 9000 events in groups of 15, each a commit. Syncs are counted in a run of their own (tracing is slow),
# and once more for a single group: the difference is what commits cost, without opening and closing.
groups_of_15() {
    grouped grouped 600
    if command -v strace >/dev/null; then
        grouped grouped_syncs 600 --strace
        grouped grouped_base 1 --strace
    fi
}

# grouped NAME GROUPS [option of `peers run`]
grouped() {
    local name="$1" groups="$2"
    shift 2
    drop grouped.db
    # The feeder's pipe breaks when the recorder refuses; the recorder's exit code tells.
    { "$peers" feed small.ndjson --group 15 --groups "$groups" --pause-ms 10 2>/dev/null || true; } |
        measure "$name" --stdout acks.txt "$@" -- \
            "$bin" record --db grouped.db --ack commit --durability disk -
    jq -nR '{commits: [inputs | fromjson? | select(.message_type? == "ack")] | length}' acks.txt | keep "${name}_acks"
}
