
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'wfstate' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'wfstate'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'wfstate' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('record', 'record', [CompletionResultType]::ParameterValue, 'Record a stream of events, durably, while it happens')
            [CompletionResult]::new('emit', 'emit', [CompletionResultType]::ParameterValue, 'Record one event')
            [CompletionResult]::new('quarantine', 'quarantine', [CompletionResultType]::ParameterValue, 'Show what the recorder refused, and try it again')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one session')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Count: events, energy, models, rates, errors')
            [CompletionResult]::new('cost', 'cost', [CompletionResultType]::ParameterValue, 'What was spent: by day, model or label; and whether it is more than it may be')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'What is being recorded now, and how well')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Compute the state at any point again, and compare it')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Go back to an earlier state, as a new event')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Create, list, show, verify and prune snapshots')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check databases, from file bytes to meaning')
            [CompletionResult]::new('workflow', 'workflow', [CompletionResultType]::ParameterValue, 'Sessions of phases: start, save, resume, complete')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Make a new database of what a damaged one still proves, and check it')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Keep of the past what is to be kept: by age, count and bytes')
            [CompletionResult]::new('maintain', 'maintain', [CompletionResultType]::ParameterValue, 'Move the log, give free pages back, take away what killed runs left: for a clock to start')
            [CompletionResult]::new('archive', 'archive', [CompletionResultType]::ParameterValue, 'Pack cold sessions, where they are or into a file; list and restore such files')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Make, list, verify and prune backups')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Make a database of a backup again, whole or at a point in time')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write sessions out: NDJSON, JSON, YAML, CSV, SQL, or a page')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Bring sessions in: exports, databases and packs of wfstate, files of other programs')
            [CompletionResult]::new('fixture', 'fixture', [CompletionResultType]::ParameterValue, 'Make databases to test with: whole ones of any size, or broken in exactly one way')
            [CompletionResult]::new('purge', 'purge', [CompletionResultType]::ParameterValue, 'Delete sessions for ever, and prove it')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep sessions from being deleted')
            [CompletionResult]::new('head', 'head', [CompletionResultType]::ParameterValue, 'Print one line to keep elsewhere: it proves later that nothing was changed or cut off')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Bring a database of an earlier version to this one, with a copy to go back to')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'List what was done with the database: exports, purges, backups, sessions that store words')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Show the database''s schema and every JSON schema')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show and check the configuration')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look at this machine: files, rights, locks, room, clock, versions')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print shell completions')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;record' {
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'The session of events that name none [default: a new one, named after the time]')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'What the sessions of this recording are about')
            [CompletionResult]::new('--ack', '--ack', [CompletionResultType]::ParameterName, 'Say when events are durable: JSON lines on standard output')
            [CompletionResult]::new('--durability', '--durability', [CompletionResultType]::ParameterName, 'What durable means: on the disk, or safe from a crash of this process only')
            [CompletionResult]::new('--unknown', '--unknown', [CompletionResultType]::ParameterName, 'Events of types that wfstate does not know')
            [CompletionResult]::new('--on-invalid', '--on-invalid', [CompletionResultType]::ParameterName, 'Lines that are refused')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Record only types that match; may be repeated')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out types that match; may be repeated')
            [CompletionResult]::new('--max-line', '--max-line', [CompletionResultType]::ParameterName, 'Longer lines are refused')
            [CompletionResult]::new('--snapshot-every', '--snapshot-every', [CompletionResultType]::ParameterName, 'Events between snapshots; 0 takes none')
            [CompletionResult]::new('--ready-fd', '--ready-fd', [CompletionResultType]::ParameterName, 'Write a line to this file descriptor when the recording is ready')
            [CompletionResult]::new('--metrics-file', '--metrics-file', [CompletionResultType]::ParameterName, 'Keep live figures in this file, in the Prometheus text format')
            [CompletionResult]::new('--validate-every', '--validate-every', [CompletionResultType]::ParameterName, 'Check what was recorded since the last look, that often: `60s`. A finding is said at once, and an error gives exit code 4 at the end')
            [CompletionResult]::new('--backup-to', '--backup-to', [CompletionResultType]::ParameterName, 'Make a backup in this folder whenever the newest one there is older than `[database] backup_interval`')
            [CompletionResult]::new('--on-alert', '--on-alert', [CompletionResultType]::ParameterName, 'Have the shell run this at each alert, with `WFSTATE_ALERT_METRIC`, `_VALUE`, `_THRESHOLD`, `_SEVERITY` and `_MESSAGE`')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Go on with the sessions that the stream names, or with the latest interrupted one')
            [CompletionResult]::new('--content', '--content', [CompletionResultType]::ParameterName, 'Store the words of prompts and answers, and mark the session')
            [CompletionResult]::new('--private', '--private', [CompletionResultType]::ParameterName, 'Leave nothing on disk, not even a row')
            [CompletionResult]::new('--tee', '--tee', [CompletionResultType]::ParameterName, 'Pass accepted lines on to standard output; the summary goes to standard error')
            [CompletionResult]::new('--new-key', '--new-key', [CompletionResultType]::ParameterName, 'Go on under a new content key where the old one is lost')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;emit' {
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'The session: an id, a prefix, latest, label:X')
            [CompletionResult]::new('--frame-id', '--frame-id', [CompletionResultType]::ParameterName, 'The event''s frame')
            [CompletionResult]::new('--energy-delta', '--energy-delta', [CompletionResultType]::ParameterName, 'What it adds to the energy, in EU')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Its time [default: now]')
            [CompletionResult]::new('--event-key', '--event-key', [CompletionResultType]::ParameterName, 'Your own id for it: sent again, the event is recorded once')
            [CompletionResult]::new('--expect-seq', '--expect-seq', [CompletionResultType]::ParameterName, 'Only when the session stands at this event')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--create', '--create', [CompletionResultType]::ParameterName, 'Make the session (and the database) where it does not exist')
            [CompletionResult]::new('--content', '--content', [CompletionResultType]::ParameterName, 'Store the words of prompts and answers')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;quarantine' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List refused lines')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one refused line')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try refused lines again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;quarantine;list' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most this many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;quarantine;show' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;quarantine;retry' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;quarantine;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List refused lines')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one refused line')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try refused lines again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;quarantine;help;list' {
            break
        }
        'wfstate;quarantine;help;show' {
            break
        }
        'wfstate;quarantine;help;retry' {
            break
        }
        'wfstate;quarantine;help;help' {
            break
        }
        'wfstate;list' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many sessions; 0 for all')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many sessions; 0 for all')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only sessions that began at this time or later: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only sessions that began before this time')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only sessions with this status')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Only sessions with this label')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only sessions of this kind')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;history' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many sessions; 0 for all')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many sessions; 0 for all')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only sessions that began at this time or later: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only sessions that began before this time')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only sessions with this status')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Only sessions with this label')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only sessions of this kind')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;show' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;stats' {
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'The last so many days of UTC, today (or the day of --until) included [default: 30; sessions that are named are taken whole]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what was at this time or later: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what was before this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--trend', '--trend', [CompletionResultType]::ParameterName, 'Day by day, and how much it grows')
            [CompletionResult]::new('--anomalies', '--anomalies', [CompletionResultType]::ParameterName, 'What is out of the ordinary in the session')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;cost' {
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'What the sums are told by')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'The last so many days of UTC, today (or the day of --until) included [default: 30; sessions that are named are taken whole]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what was at this time or later: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what was before this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Exit 4 when what is known to be spent is more than an amount')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;cost;check' {
            [CompletionResult]::new('--max-usd', '--max-usd', [CompletionResultType]::ParameterName, 'What may be spent, in US dollars')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'The last so many days of UTC, today (or the day of --until) included [default: 30; sessions that are named are taken whole]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what was at this time or later: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what was before this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;cost;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Exit 4 when what is known to be spent is more than an amount')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;cost;help;check' {
            break
        }
        'wfstate;cost;help;help' {
            break
        }
        'wfstate;status' {
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Look again and again, each so many seconds')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;replay' {
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'The session to take, of a file that has several')
            [CompletionResult]::new('--seq', '--seq', [CompletionResultType]::ParameterName, 'The point after this event')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The point at this time: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--frame', '--frame', [CompletionResultType]::ParameterName, 'The point after the last event of this frame')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'The point after the event with this key of its producer')
            [CompletionResult]::new('--snapshot', '--snapshot', [CompletionResultType]::ParameterName, 'The point where this snapshot was taken')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Compare with a golden file; exit 4 and the first diverging event if it differs')
            [CompletionResult]::new('--from-snapshot', '--from-snapshot', [CompletionResultType]::ParameterName, 'Begin from a snapshot instead of the first event; points within a session begin from the newest')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'The same as --db')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Print each event with what it changed')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Write the golden file instead of comparing with it')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Pass over events that cannot be folded, and list them')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;rollback' {
            [CompletionResult]::new('--seq', '--seq', [CompletionResultType]::ParameterName, 'The point after this event')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The point at this time: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--frame', '--frame', [CompletionResultType]::ParameterName, 'The point after the last event of this frame')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'The point after the event with this key of its producer')
            [CompletionResult]::new('--snapshot', '--snapshot', [CompletionResultType]::ParameterName, 'The point where this snapshot was taken')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be appended')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;snapshot' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why it is made')
            [CompletionResult]::new('--seq', '--seq', [CompletionResultType]::ParameterName, 'The point after this event')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The point at this time: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--frame', '--frame', [CompletionResultType]::ParameterName, 'The point after the last event of this frame')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'The point after the event with this key of its producer')
            [CompletionResult]::new('--snapshot', '--snapshot', [CompletionResultType]::ParameterName, 'The point where this snapshot was taken')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a snapshot of a session, now or at a point')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a session''s snapshots')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one snapshot: its state as JSON')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Show one snapshot: its state as JSON')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Fold again from the first event and compare every snapshot')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove snapshots that are not needed, and those that do not hold')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;snapshot;create' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why it is made')
            [CompletionResult]::new('--seq', '--seq', [CompletionResultType]::ParameterName, 'The point after this event')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The point at this time: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--frame', '--frame', [CompletionResultType]::ParameterName, 'The point after the last event of this frame')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'The point after the event with this key of its producer')
            [CompletionResult]::new('--snapshot', '--snapshot', [CompletionResultType]::ParameterName, 'The point where this snapshot was taken')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;snapshot;list' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;snapshot;show' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;snapshot;export' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;snapshot;verify' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every session of the database')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;snapshot;prune' {
            [CompletionResult]::new('--keep-last', '--keep-last', [CompletionResultType]::ParameterName, 'Keep the newest N')
            [CompletionResult]::new('--keep-every', '--keep-every', [CompletionResultType]::ParameterName, 'Keep one for every so many events')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;snapshot;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a snapshot of a session, now or at a point')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a session''s snapshots')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one snapshot: its state as JSON')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Fold again from the first event and compare every snapshot')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove snapshots that are not needed, and those that do not hold')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;snapshot;help;create' {
            break
        }
        'wfstate;snapshot;help;list' {
            break
        }
        'wfstate;snapshot;help;show' {
            break
        }
        'wfstate;snapshot;help;verify' {
            break
        }
        'wfstate;snapshot;help;prune' {
            break
        }
        'wfstate;snapshot;help;help' {
            break
        }
        'wfstate;validate' {
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Run only these rules, by id or family (WFE004, WFH)')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave these rules out')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The mildest finding that gives exit code 4 [default: the configuration''s, else error]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Findings of a database that are shown; the others are counted')
            [CompletionResult]::new('--max-findings', '--max-findings', [CompletionResultType]::ParameterName, 'Findings of a database that are shown; the others are counted')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Findings of a database that are shown; the others are counted')
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'Demand that the database still extends the heads in this file, which `wfstate head` printed earlier')
            [CompletionResult]::new('--schema-path', '--schema-path', [CompletionResultType]::ParameterName, 'A directory of your own event schemas: `<type>.json`, `event/<type>.json`, or one document for all types')
            [CompletionResult]::new('--since-seq', '--since-seq', [CompletionResultType]::ParameterName, 'Look only at what stands after this event of each session; what is before it is taken as it is')
            [CompletionResult]::new('--sample', '--sample', [CompletionResultType]::ParameterName, 'Look only at a part of each session: N events or more, in whole sealed batches, evenly spread')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Pass over the findings in this file, which --write-baseline wrote and which stays where it is')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write all findings to this file, so that later runs with --baseline name only new ones; exit code 0')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a report: github, gitlab, html, json, junit, markdown or sarif; repeatable')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Explain a rule')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--list-rules', '--list-rules', [CompletionResultType]::ParameterName, 'List the rules')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin a workflow; prints its name')
            [CompletionResult]::new('phase', 'phase', [CompletionResultType]::ParameterValue, 'Save, list and ask after phases')
            [CompletionResult]::new('context', 'context', [CompletionResultType]::ParameterValue, 'Save and print the context that a resume starts from')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with a workflow: prints what is done, what it cost, and the context')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Stop for a while')
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'End with success')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'End with an error; `resume --retry` can go on')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Give up')
            [CompletionResult]::new('output', 'output', [CompletionResultType]::ParameterValue, 'Save the text that it comes to, or print it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;workflow;start' {
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'What it is about')
            [CompletionResult]::new('--hold', '--hold', [CompletionResultType]::ParameterName, 'Nobody but this process, and what it starts, goes on with the workflow as long as it lives')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;phase' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Save what a phase came to (`--output FILE` is read; `-` is standard input)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the phases that are done, in the order of their first completion')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Ask whether a phase is done: exit code 0, or 4')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;workflow;phase;save' {
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long it took')
            [CompletionResult]::new('--cost-usd', '--cost-usd', [CompletionResultType]::ParameterName, 'What it cost, in dollars')
            [CompletionResult]::new('--idempotency-key', '--idempotency-key', [CompletionResultType]::ParameterName, 'Your name for this completion: saved again under the same name it is known, and saved once')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;phase;list' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;phase;done' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;phase;help' {
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Save what a phase came to (`--output FILE` is read; `-` is standard input)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the phases that are done, in the order of their first completion')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Ask whether a phase is done: exit code 0, or 4')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;workflow;phase;help;save' {
            break
        }
        'wfstate;workflow;phase;help;list' {
            break
        }
        'wfstate;workflow;phase;help;done' {
            break
        }
        'wfstate;workflow;phase;help;help' {
            break
        }
        'wfstate;workflow;context' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the newest context')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Save a context: a JSON object')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;workflow;context;get' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;context;set' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;context;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the newest context')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Save a context: a JSON object')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;workflow;context;help;get' {
            break
        }
        'wfstate;workflow;context;help;set' {
            break
        }
        'wfstate;workflow;context;help;help' {
            break
        }
        'wfstate;workflow;resume' {
            [CompletionResult]::new('--hold', '--hold', [CompletionResultType]::ParameterName, 'Nobody but this process, and what it starts, goes on with the workflow as long as it lives')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Also when it failed')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;pause' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;complete' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;fail' {
            [CompletionResult]::new('--error', '--error', [CompletionResultType]::ParameterName, 'What it failed of')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;cancel' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;output' {
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Save the text of this file; `-` is standard input [default: print the newest text]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;workflow;help' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin a workflow; prints its name')
            [CompletionResult]::new('phase', 'phase', [CompletionResultType]::ParameterValue, 'Save, list and ask after phases')
            [CompletionResult]::new('context', 'context', [CompletionResultType]::ParameterValue, 'Save and print the context that a resume starts from')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with a workflow: prints what is done, what it cost, and the context')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Stop for a while')
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'End with success')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'End with an error; `resume --retry` can go on')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Give up')
            [CompletionResult]::new('output', 'output', [CompletionResultType]::ParameterValue, 'Save the text that it comes to, or print it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;workflow;help;start' {
            break
        }
        'wfstate;workflow;help;phase' {
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Save what a phase came to (`--output FILE` is read; `-` is standard input)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the phases that are done, in the order of their first completion')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Ask whether a phase is done: exit code 0, or 4')
            break
        }
        'wfstate;workflow;help;phase;save' {
            break
        }
        'wfstate;workflow;help;phase;list' {
            break
        }
        'wfstate;workflow;help;phase;done' {
            break
        }
        'wfstate;workflow;help;context' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the newest context')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Save a context: a JSON object')
            break
        }
        'wfstate;workflow;help;context;get' {
            break
        }
        'wfstate;workflow;help;context;set' {
            break
        }
        'wfstate;workflow;help;resume' {
            break
        }
        'wfstate;workflow;help;pause' {
            break
        }
        'wfstate;workflow;help;complete' {
            break
        }
        'wfstate;workflow;help;fail' {
            break
        }
        'wfstate;workflow;help;cancel' {
            break
        }
        'wfstate;workflow;help;output' {
            break
        }
        'wfstate;workflow;help;help' {
            break
        }
        'wfstate;recover' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--keep-unproved', '--keep-unproved', [CompletionResultType]::ParameterName, 'Keep events that can be read, too, where the seal of their batch does not fit any more')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would come out')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;retention' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what would be done')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Do it: compact, purge, give the room back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;retention;plan' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Purge sessions that ended so long ago: 90d, 12h')
            [CompletionResult]::new('--compact-older-than', '--compact-older-than', [CompletionResultType]::ParameterName, 'Compact the events of sessions that ended so long ago')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Purge all but the newest N sessions that ended')
            [CompletionResult]::new('--max-bytes', '--max-bytes', [CompletionResultType]::ParameterName, 'Seal, then compact, then purge the oldest, until file and log take no more')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Only sessions with this label')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only sessions of this kind')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;retention;apply' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Purge sessions that ended so long ago: 90d, 12h')
            [CompletionResult]::new('--compact-older-than', '--compact-older-than', [CompletionResultType]::ParameterName, 'Compact the events of sessions that ended so long ago')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Purge all but the newest N sessions that ended')
            [CompletionResult]::new('--max-bytes', '--max-bytes', [CompletionResultType]::ParameterName, 'Seal, then compact, then purge the oldest, until file and log take no more')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Only sessions with this label')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only sessions of this kind')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;retention;help' {
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what would be done')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Do it: compact, purge, give the room back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;retention;help;plan' {
            break
        }
        'wfstate;retention;help;apply' {
            break
        }
        'wfstate;retention;help;help' {
            break
        }
        'wfstate;maintain' {
            [CompletionResult]::new('--if-older-than', '--if-older-than', [CompletionResultType]::ParameterName, 'Do nothing where it was done within this time: 12h, 7d')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--checkpoint', '--checkpoint', [CompletionResultType]::ParameterName, 'Move the write-ahead log into the file')
            [CompletionResult]::new('--optimize', '--optimize', [CompletionResultType]::ParameterName, 'Let `SQLite` look where its statistics are worth making anew')
            [CompletionResult]::new('--analyze', '--analyze', [CompletionResultType]::ParameterName, 'Make all statistics anew')
            [CompletionResult]::new('--vacuum', '--vacuum', [CompletionResultType]::ParameterName, 'Give free pages back to the disk')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;archive' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Pack sessions where they are, or into a file')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the archives in a folder, or the sessions of one')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring the sessions of an archive back into the database')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;archive;create' {
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Only sessions of this user')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Only sessions with this label')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only sessions that ended longer ago than this: 30d, 12h; or before a time: RFC 3339, a date')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only sessions of this kind')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only sessions with this status')
            [CompletionResult]::new('--keep-newest', '--keep-newest', [CompletionResultType]::ParameterName, 'Leave the newest so many thousand events of each session as they are')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All sessions')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be packed')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;archive;list' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;archive;restore' {
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Only this session; may be given more than once')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be brought back')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;archive;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Pack sessions where they are, or into a file')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the archives in a folder, or the sessions of one')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring the sessions of an archive back into the database')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;archive;help;create' {
            break
        }
        'wfstate;archive;help;list' {
            break
        }
        'wfstate;archive;help;restore' {
            break
        }
        'wfstate;archive;help;help' {
            break
        }
        'wfstate;backup' {
            [CompletionResult]::new('--if-older-than', '--if-older-than', [CompletionResultType]::ParameterName, 'Do nothing where a backup of this database there is not older than this. Without a value (as the last option) the time of `[database] backup_interval`')
            [CompletionResult]::new('--encrypt-to', '--encrypt-to', [CompletionResultType]::ParameterName, 'Encrypt for an age recipient: age1…, or a file of them')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Encrypt under the passphrase in the first line of a file')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup; others may go on recording meanwhile')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that a backup is whole, and that it can be restored')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the backups in a folder')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove backups of this database that a policy does not keep')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;backup;create' {
            [CompletionResult]::new('--if-older-than', '--if-older-than', [CompletionResultType]::ParameterName, 'Do nothing where a backup of this database there is not older than this. Without a value (as the last option) the time of `[database] backup_interval`')
            [CompletionResult]::new('--encrypt-to', '--encrypt-to', [CompletionResultType]::ParameterName, 'Encrypt for an age recipient: age1…, or a file of them')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Encrypt under the passphrase in the first line of a file')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;backup;verify' {
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'A file with age identities, for an encrypted backup')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'A file whose first line is the passphrase of an encrypted backup')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--drill', '--drill', [CompletionResultType]::ParameterName, 'Also restore it to a private place, replay every session from its first event, and compare where it ends')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;backup;list' {
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'A file with age identities, for an encrypted backup')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'A file whose first line is the passphrase of an encrypted backup')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;backup;prune' {
            [CompletionResult]::new('--keep-last', '--keep-last', [CompletionResultType]::ParameterName, 'Keep the newest N')
            [CompletionResult]::new('--keep-daily', '--keep-daily', [CompletionResultType]::ParameterName, 'Keep one for each of N days')
            [CompletionResult]::new('--keep-weekly', '--keep-weekly', [CompletionResultType]::ParameterName, 'Keep one for each of N weeks')
            [CompletionResult]::new('--keep-monthly', '--keep-monthly', [CompletionResultType]::ParameterName, 'Keep one for each of N months')
            [CompletionResult]::new('--keep-within', '--keep-within', [CompletionResultType]::ParameterName, 'Keep all that are not older than this')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'A file with age identities, for an encrypted backup')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'A file whose first line is the passphrase of an encrypted backup')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;backup;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup; others may go on recording meanwhile')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that a backup is whole, and that it can be restored')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the backups in a folder')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove backups of this database that a policy does not keep')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;backup;help;create' {
            break
        }
        'wfstate;backup;help;verify' {
            break
        }
        'wfstate;backup;help;list' {
            break
        }
        'wfstate;backup;help;prune' {
            break
        }
        'wfstate;backup;help;help' {
            break
        }
        'wfstate;restore' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Leave out events after this time: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--seq', '--seq', [CompletionResultType]::ParameterName, 'Leave out events after this one, of the one session that is restored')
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Restore this session alone; may be given again')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'A file with age identities, for an encrypted backup')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'A file whose first line is the passphrase of an encrypted backup')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--if-not-exists', '--if-not-exists', [CompletionResultType]::ParameterName, 'Do nothing where the database exists')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;export' {
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Only sessions of this user')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Only sessions with this label')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only sessions that ended longer ago than this: 30d, 12h; or before a time: RFC 3339, a date')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only sessions of this kind')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only sessions with this status')
            [CompletionResult]::new('--seq', '--seq', [CompletionResultType]::ParameterName, 'Only these events: 100..200, 100.., ..200')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only events of this time and later: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only events before this time')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of these types, as globs; such a file cannot be folded')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'What for: `plain` can be read back; `audit` is a document of one session with a summary (json, yaml)')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All sessions')
            [CompletionResult]::new('--include-content', '--include-content', [CompletionResultType]::ParameterName, 'Leave a person''s and a model''s words in; asks, and needs the audit trail')
            [CompletionResult]::new('--allow-secrets', '--allow-secrets', [CompletionResultType]::ParameterName, 'Do not refuse a file because something in it looks like a secret')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;import' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'What the files are [default: guessed]')
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Import only this session; may be given more than once')
            [CompletionResult]::new('--on-conflict', '--on-conflict', [CompletionResultType]::ParameterName, 'What happens to a session whose name another session has')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--accept-unverified', '--accept-unverified', [CompletionResultType]::ParameterName, 'Import also what cannot be proved to be as it was written, and mark it')
            [CompletionResult]::new('--content', '--content', [CompletionResultType]::ParameterName, 'Store the content of other programs'' events instead of commitments')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be imported')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;fixture' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('make', 'make', [CompletionResultType]::ParameterValue, 'Make a database: whole, or broken in exactly one way')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules that a database can be made to break, and how')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;fixture;make' {
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Events in all [default: 1000; with --broken as many as it takes]')
            [CompletionResult]::new('--sessions', '--sessions', [CompletionResultType]::ParameterName, 'Sessions that they are shared out to [default: 3; with --broken 1]')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Another seed gives other names, times, keys and events')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Streams of a model at work, workflows of phases, or both')
            [CompletionResult]::new('--broken', '--broken', [CompletionResultType]::ParameterName, 'Break exactly this rule; `fixture list` names them')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--content', '--content', [CompletionResultType]::ParameterName, 'Store prompts and outputs as they are, not as commitments')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;fixture;list' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;fixture;help' {
            [CompletionResult]::new('make', 'make', [CompletionResultType]::ParameterValue, 'Make a database: whole, or broken in exactly one way')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules that a database can be made to break, and how')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;fixture;help;make' {
            break
        }
        'wfstate;fixture;help;list' {
            break
        }
        'wfstate;fixture;help;help' {
            break
        }
        'wfstate;purge' {
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Only sessions of this user')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Only sessions with this label')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only sessions that ended longer ago than this: 30d, 12h; or before a time: RFC 3339, a date')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only sessions of this kind')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only sessions with this status')
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'The same as SESSION')
            [CompletionResult]::new('--seq', '--seq', [CompletionResultType]::ParameterName, 'With --content: of these events only')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; it is kept in the ledger for ever')
            [CompletionResult]::new('--receipt', '--receipt', [CompletionResultType]::ParameterName, 'Write the receipt to a file as well, as JSON')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All sessions')
            [CompletionResult]::new('--content', '--content', [CompletionResultType]::ParameterName, 'Erase only the words of its events, and keep the events')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be deleted')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Finish purges that were interrupted')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;hold' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Place a hold on a session, a user or a label')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a hold')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the holds')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;hold;add' {
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Every session of this user, also those to come')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Every session with this label, also those to come')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;hold;remove' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;hold;list' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;hold;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Place a hold on a session, a user or a label')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a hold')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the holds')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;hold;help;add' {
            break
        }
        'wfstate;hold;help;remove' {
            break
        }
        'wfstate;hold;help;list' {
            break
        }
        'wfstate;hold;help;help' {
            break
        }
        'wfstate;head' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;migrate' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'End with exit code 4 when a migration is pending')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Which version the database has, and what lies between it and this wfstate')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Bring the database to this version: copy it aside, migrate it, compare every session''s state')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Migrate a private copy and compare; of a database of this version, say whether its schema is the one of this version')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'Bring every event of an earlier shape into the shape of today, and say which ones cannot be; nothing is stored')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;migrate;status' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'End with exit code 4 when a migration is pending')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;migrate;up' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only on a private copy; prints the statements and how long they take')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;migrate;verify' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;migrate;events' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'What it does in any case: events are never rewritten')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;migrate;help' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Which version the database has, and what lies between it and this wfstate')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Bring the database to this version: copy it aside, migrate it, compare every session''s state')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Migrate a private copy and compare; of a database of this version, say whether its schema is the one of this version')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'Bring every event of an earlier shape into the shape of today, and say which ones cannot be; nothing is stored')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;migrate;help;status' {
            break
        }
        'wfstate;migrate;help;up' {
            break
        }
        'wfstate;migrate;help;verify' {
            break
        }
        'wfstate;migrate;help;events' {
            break
        }
        'wfstate;migrate;help;help' {
            break
        }
        'wfstate;audit' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List exports, purges, backups, restores, migrations and sessions that store words, newest last')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;audit;list' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many entries, the newest; 0 for all')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many entries, the newest; 0 for all')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only entries of this kind, such as exported or purged')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only entries of this time or later: RFC 3339, a date, or -2h before now')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only entries before this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Sessions that came and went, too')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;audit;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List exports, purges, backups, restores, migrations and sessions that store words, newest last')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;audit;help;list' {
            break
        }
        'wfstate;audit;help;help' {
            break
        }
        'wfstate;schema' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one JSON Schema by its name, or the database''s own schema')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Name every JSON Schema')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;schema;show' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;schema;list' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;schema;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one JSON Schema by its name, or the database''s own schema')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Name every JSON Schema')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;schema;help;show' {
            break
        }
        'wfstate;schema;help;list' {
            break
        }
        'wfstate;schema;help;help' {
            break
        }
        'wfstate;config' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print every setting, as a configuration file would say it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read the configuration and name every mistake in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;config;show' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'Say where each value comes from')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;config;check' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print every setting, as a configuration file would say it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read the configuration and name every mistake in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;config;help;show' {
            break
        }
        'wfstate;config;help;check' {
            break
        }
        'wfstate;config;help;help' {
            break
        }
        'wfstate;doctor' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;completions' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;man' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A configuration file on top of those that are found')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the answer goes; `-` is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress of long work is shown on standard error')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for another writer')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file of content commitments [default: the database''s path with .key appended]')
            [CompletionResult]::new('--memory-limit', '--memory-limit', [CompletionResultType]::ParameterName, 'Upper bound of memory for caches')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no configuration file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write --output over an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; twice for still more')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a question is an error')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open the database for reading only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'wfstate;help' {
            [CompletionResult]::new('record', 'record', [CompletionResultType]::ParameterValue, 'Record a stream of events, durably, while it happens')
            [CompletionResult]::new('emit', 'emit', [CompletionResultType]::ParameterValue, 'Record one event')
            [CompletionResult]::new('quarantine', 'quarantine', [CompletionResultType]::ParameterValue, 'Show what the recorder refused, and try it again')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one session')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Count: events, energy, models, rates, errors')
            [CompletionResult]::new('cost', 'cost', [CompletionResultType]::ParameterValue, 'What was spent: by day, model or label; and whether it is more than it may be')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'What is being recorded now, and how well')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Compute the state at any point again, and compare it')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Go back to an earlier state, as a new event')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Create, list, show, verify and prune snapshots')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check databases, from file bytes to meaning')
            [CompletionResult]::new('workflow', 'workflow', [CompletionResultType]::ParameterValue, 'Sessions of phases: start, save, resume, complete')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Make a new database of what a damaged one still proves, and check it')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Keep of the past what is to be kept: by age, count and bytes')
            [CompletionResult]::new('maintain', 'maintain', [CompletionResultType]::ParameterValue, 'Move the log, give free pages back, take away what killed runs left: for a clock to start')
            [CompletionResult]::new('archive', 'archive', [CompletionResultType]::ParameterValue, 'Pack cold sessions, where they are or into a file; list and restore such files')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Make, list, verify and prune backups')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Make a database of a backup again, whole or at a point in time')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write sessions out: NDJSON, JSON, YAML, CSV, SQL, or a page')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Bring sessions in: exports, databases and packs of wfstate, files of other programs')
            [CompletionResult]::new('fixture', 'fixture', [CompletionResultType]::ParameterValue, 'Make databases to test with: whole ones of any size, or broken in exactly one way')
            [CompletionResult]::new('purge', 'purge', [CompletionResultType]::ParameterValue, 'Delete sessions for ever, and prove it')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep sessions from being deleted')
            [CompletionResult]::new('head', 'head', [CompletionResultType]::ParameterValue, 'Print one line to keep elsewhere: it proves later that nothing was changed or cut off')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Bring a database of an earlier version to this one, with a copy to go back to')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'List what was done with the database: exports, purges, backups, sessions that store words')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Show the database''s schema and every JSON schema')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show and check the configuration')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look at this machine: files, rights, locks, room, clock, versions')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print shell completions')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wfstate;help;record' {
            break
        }
        'wfstate;help;emit' {
            break
        }
        'wfstate;help;quarantine' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List refused lines')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one refused line')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try refused lines again')
            break
        }
        'wfstate;help;quarantine;list' {
            break
        }
        'wfstate;help;quarantine;show' {
            break
        }
        'wfstate;help;quarantine;retry' {
            break
        }
        'wfstate;help;list' {
            break
        }
        'wfstate;help;show' {
            break
        }
        'wfstate;help;stats' {
            break
        }
        'wfstate;help;cost' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Exit 4 when what is known to be spent is more than an amount')
            break
        }
        'wfstate;help;cost;check' {
            break
        }
        'wfstate;help;status' {
            break
        }
        'wfstate;help;replay' {
            break
        }
        'wfstate;help;rollback' {
            break
        }
        'wfstate;help;snapshot' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a snapshot of a session, now or at a point')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a session''s snapshots')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one snapshot: its state as JSON')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Fold again from the first event and compare every snapshot')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove snapshots that are not needed, and those that do not hold')
            break
        }
        'wfstate;help;snapshot;create' {
            break
        }
        'wfstate;help;snapshot;list' {
            break
        }
        'wfstate;help;snapshot;show' {
            break
        }
        'wfstate;help;snapshot;verify' {
            break
        }
        'wfstate;help;snapshot;prune' {
            break
        }
        'wfstate;help;validate' {
            break
        }
        'wfstate;help;workflow' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin a workflow; prints its name')
            [CompletionResult]::new('phase', 'phase', [CompletionResultType]::ParameterValue, 'Save, list and ask after phases')
            [CompletionResult]::new('context', 'context', [CompletionResultType]::ParameterValue, 'Save and print the context that a resume starts from')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with a workflow: prints what is done, what it cost, and the context')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Stop for a while')
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'End with success')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'End with an error; `resume --retry` can go on')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Give up')
            [CompletionResult]::new('output', 'output', [CompletionResultType]::ParameterValue, 'Save the text that it comes to, or print it')
            break
        }
        'wfstate;help;workflow;start' {
            break
        }
        'wfstate;help;workflow;phase' {
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Save what a phase came to (`--output FILE` is read; `-` is standard input)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the phases that are done, in the order of their first completion')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Ask whether a phase is done: exit code 0, or 4')
            break
        }
        'wfstate;help;workflow;phase;save' {
            break
        }
        'wfstate;help;workflow;phase;list' {
            break
        }
        'wfstate;help;workflow;phase;done' {
            break
        }
        'wfstate;help;workflow;context' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the newest context')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Save a context: a JSON object')
            break
        }
        'wfstate;help;workflow;context;get' {
            break
        }
        'wfstate;help;workflow;context;set' {
            break
        }
        'wfstate;help;workflow;resume' {
            break
        }
        'wfstate;help;workflow;pause' {
            break
        }
        'wfstate;help;workflow;complete' {
            break
        }
        'wfstate;help;workflow;fail' {
            break
        }
        'wfstate;help;workflow;cancel' {
            break
        }
        'wfstate;help;workflow;output' {
            break
        }
        'wfstate;help;recover' {
            break
        }
        'wfstate;help;retention' {
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what would be done')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Do it: compact, purge, give the room back')
            break
        }
        'wfstate;help;retention;plan' {
            break
        }
        'wfstate;help;retention;apply' {
            break
        }
        'wfstate;help;maintain' {
            break
        }
        'wfstate;help;archive' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Pack sessions where they are, or into a file')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the archives in a folder, or the sessions of one')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring the sessions of an archive back into the database')
            break
        }
        'wfstate;help;archive;create' {
            break
        }
        'wfstate;help;archive;list' {
            break
        }
        'wfstate;help;archive;restore' {
            break
        }
        'wfstate;help;backup' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup; others may go on recording meanwhile')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that a backup is whole, and that it can be restored')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the backups in a folder')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove backups of this database that a policy does not keep')
            break
        }
        'wfstate;help;backup;create' {
            break
        }
        'wfstate;help;backup;verify' {
            break
        }
        'wfstate;help;backup;list' {
            break
        }
        'wfstate;help;backup;prune' {
            break
        }
        'wfstate;help;restore' {
            break
        }
        'wfstate;help;export' {
            break
        }
        'wfstate;help;import' {
            break
        }
        'wfstate;help;fixture' {
            [CompletionResult]::new('make', 'make', [CompletionResultType]::ParameterValue, 'Make a database: whole, or broken in exactly one way')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules that a database can be made to break, and how')
            break
        }
        'wfstate;help;fixture;make' {
            break
        }
        'wfstate;help;fixture;list' {
            break
        }
        'wfstate;help;purge' {
            break
        }
        'wfstate;help;hold' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Place a hold on a session, a user or a label')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a hold')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the holds')
            break
        }
        'wfstate;help;hold;add' {
            break
        }
        'wfstate;help;hold;remove' {
            break
        }
        'wfstate;help;hold;list' {
            break
        }
        'wfstate;help;head' {
            break
        }
        'wfstate;help;migrate' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Which version the database has, and what lies between it and this wfstate')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Bring the database to this version: copy it aside, migrate it, compare every session''s state')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Migrate a private copy and compare; of a database of this version, say whether its schema is the one of this version')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'Bring every event of an earlier shape into the shape of today, and say which ones cannot be; nothing is stored')
            break
        }
        'wfstate;help;migrate;status' {
            break
        }
        'wfstate;help;migrate;up' {
            break
        }
        'wfstate;help;migrate;verify' {
            break
        }
        'wfstate;help;migrate;events' {
            break
        }
        'wfstate;help;audit' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List exports, purges, backups, restores, migrations and sessions that store words, newest last')
            break
        }
        'wfstate;help;audit;list' {
            break
        }
        'wfstate;help;schema' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one JSON Schema by its name, or the database''s own schema')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Name every JSON Schema')
            break
        }
        'wfstate;help;schema;show' {
            break
        }
        'wfstate;help;schema;list' {
            break
        }
        'wfstate;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print every setting, as a configuration file would say it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read the configuration and name every mistake in it')
            break
        }
        'wfstate;help;config;show' {
            break
        }
        'wfstate;help;config;check' {
            break
        }
        'wfstate;help;doctor' {
            break
        }
        'wfstate;help;completions' {
            break
        }
        'wfstate;help;man' {
            break
        }
        'wfstate;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
