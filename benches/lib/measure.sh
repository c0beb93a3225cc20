# Measuring and counting for table.sh. Figures are kept one JSON object a line in raw.ndjson.

say() { echo "table.sh: $*" >&2; }

# Builds the release binary (unless one was given) and the peers; sets $bin and $peers.
build() {
    say "building"
    if [ -z "$bin" ]; then
        cargo build --release --quiet --manifest-path "$here/../Cargo.toml" >&2
        bin="$(cargo metadata --no-deps --format-version 1 --manifest-path "$here/../Cargo.toml" |
            jq -r .target_directory)/release/wfstate"
    fi
    # Built in its own directory, so that cargo takes up the same SQLite flags as the product's build.
    (cd "$here/peers" && CARGO_TARGET_DIR="$here/peers/target" cargo build --release --quiet --locked >&2)
    peers="$here/peers/target/release/peers"
}

# measure NAME [option of `peers run`]... -- COMMAND...: one run, appended to raw.ndjson. A failure is a figure too.
measure() {
    local name="$1" options=()
    shift
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    sync
    "$peers" run --stderr stderr.txt "${options[@]}" -- "$@" >figure.json 2>run.txt ||
        jq -n --rawfile why run.txt '{exit_code: 127, why: $why}' >figure.json
    jq -c --arg name "$name" --rawfile stderr stderr.txt \
        '{name: $name} + . + (if .exit_code == 0 or .why then {} else {why: $stderr} end)' figure.json >>raw.ndjson
}

# keep NAME: appends the JSON object on standard input to raw.ndjson as a figure of that name.
keep() { jq -c --arg name "$1" '{name: $name, exit_code: 0} + .' >>raw.ndjson; }

# med NAME FIELD: the median over the rounds that worked, to two decimals; nothing when there is none.
med() {
    jq -rs --arg name "$1" --arg field "$2" '
        [.[] | select(.name == $name and .exit_code == 0) | .[$field] | numbers] | sort
        | if length == 0 then "" else (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) * 50 | round / 100 end' raw.ndjson
}

# most NAME FIELD: the largest of all rounds.
most() {
    jq -rs --arg name "$1" --arg field "$2" '
        [.[] | select(.name == $name and .exit_code == 0) | .[$field] | numbers] | max // ""' raw.ndjson
}

# flag NAME FIELD: whether it is so in every run.
flag() {
    jq -rs --arg name "$1" --arg field "$2" '
        [.[] | select(.name == $name) | .[$field]] | length > 0 and all' raw.ndjson
}

# why NAME: why it could not be measured, in one line that a table cell can hold.
why() {
    jq -rs --arg name "$1" '
        [.[] | select(.name == $name)] | if length == 0 then "not run" else
            (map(select(.exit_code != 0)) | first) as $bad
            | if $bad == null then "no figure" else
                "exit \($bad.exit_code // "by signal"): "
                + (($bad.why // "") | split("\n") | map(select(. != "")) | last // "no message")
            end
        end | gsub("\\|"; "/") | gsub("[\u0000-\u001f]"; " ") | .[0:120]' raw.ndjson
}

# calc EXPRESSION: jq arithmetic, to two decimals.
calc() { jq -nr "($1) | if type == \"number\" then (. * 100 | round / 100) else . end"; }

# bytes FILE...: bytes of those that exist.
bytes() {
    local sum=0 file
    for file in "$@"; do [ -e "$file" ] && sum=$((sum + $(stat -c %s "$file"))); done
    echo "$sum"
}

# size NAME DB: the database with whatever stands beside it, as a figure.
size() {
    [ -e "$2" ] || return 0
    jq -n --argjson bytes "$(bytes "$2" "$2-wal" "$2-shm")" '{bytes: $bytes}' | keep "$1"
}

# drop DB...: removes databases and their companions.
drop() { local db; for db in "$@"; do rm -rf "$db" "$db"-* "$db".*; done; }
