#!/usr/bin/env bash
# Prints the whole bench table in one run: wfstate beside the peers and floors that are installed here.
#
# Machines differ and shared machines change within minutes, so every pair is measured in turns (A B A B ...),
# medians are compared, and a wall time that holds a sync stands beside a sync probe of the same seconds.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: benches/table.sh [EVENTS] [--full] [--rounds N] [--dir DIR] [--bin PATH] [--json FILE]

  EVENTS       events of the main input (default 100000); --full is 1000000
  --rounds N   rounds of everything that is compared (default 5; 3 with --full)
  --dir DIR    where the work directory is made: a real disk (default $TMPDIR or /var/tmp)
  --bin PATH   measure this wfstate instead of building the one of this checkout
  --json FILE  also write the rows and every raw figure as JSON

needs bash, jq, GNU coreutils and a Rust toolchain; sqlite3 and strace are used when they are installed.
TEXT
}

events=100000 rounds='' base="${TMPDIR:-/var/tmp}" bin='' json=''
while [ $# -gt 0 ]; do
    case "$1" in
        --full) events=1000000 rounds="${rounds:-3}" ;;
        --rounds) rounds="${2:?}"; shift ;;
        --dir) base="${2:?}"; shift ;;
        --bin) bin="$(realpath "${2:?}")"; shift ;;
        --json) json="$(realpath "${2:?}")"; shift ;;
        -h | --help) usage; exit 0 ;;
        *[!0-9]* | '') usage >&2; exit 2 ;;
        *) events="$1" ;;
    esac
    shift
done
rounds="${rounds:-5}"
for tool in jq cargo; do
    command -v "$tool" >/dev/null || { echo "table.sh: $tool is missing; this script cannot do without it" >&2; exit 2; }
done

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d -p "$base" wfstate-bench.XXXXXX)"
trap 'rm -rf "$work"' EXIT

# shellcheck source=lib/measure.sh
. "$here/lib/measure.sh"
# shellcheck source=lib/rounds.sh
. "$here/lib/rounds.sh"
# shellcheck source=lib/rows.sh
. "$here/lib/rows.sh"

build
# The bench's own home, so that no configuration, key or state of the user's takes part.
unset "${!WFSTATE_@}"
export XDG_STATE_HOME="$work/home" XDG_CONFIG_HOME="$work/home" XDG_DATA_HOME="$work/home" TMPDIR="$work"
mkdir "$work/home"
cd "$work"

make_inputs
for round in $(seq "$rounds"); do
    say "round $round of $rounds"
    one_round
done
say "backups beside a recorder"
backing_up
say "live sessions"
live_sessions
say "groups of 15"
groups_of_15

header
all_rows
if [ -n "$json" ]; then
    jq -n --slurpfile rows rows.ndjson --slurpfile raw raw.ndjson --arg header "$(header)" \
        '{header: $header, rows: $rows, raw: $raw}' >"$json"
fi
