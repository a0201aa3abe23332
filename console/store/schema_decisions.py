"""The fifth migration: breakers, retry budgets, what followed failed attempts, decisions, fixes, workarounds.

`breakers.value`, `rulings.chosen`, `rulings.others`, `fix_runs.value` and `workarounds.value` are JSON of the model's
types. `breakers.probe` is who holds the only leave to try, NULL for nobody. `job_steps` has a row for each attempt: the
tactic it was started by and, once it failed, what with. `vector` is that of what a ruling is about, for recalling it by
likeness. Times are milliseconds since the epoch.
"""

DECISIONS = (
    "CREATE TABLE breakers(key TEXT PRIMARY KEY, state TEXT NOT NULL, probe TEXT, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE budgets(
        key TEXT PRIMARY KEY, tokens REAL NOT NULL, wall REAL NOT NULL, ticks REAL NOT NULL, boot TEXT NOT NULL)
        WITHOUT ROWID""",
    """CREATE TABLE job_steps(
        job INTEGER, attempt INTEGER, tactic TEXT NOT NULL, fingerprint TEXT NOT NULL DEFAULT '',
        category TEXT NOT NULL DEFAULT 'unknown', PRIMARY KEY(job, attempt)) WITHOUT ROWID""",
    """CREATE TABLE rulings(
        id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, subject TEXT NOT NULL, question TEXT NOT NULL,
        chosen TEXT NOT NULL, others TEXT NOT NULL, rule TEXT NOT NULL, who TEXT NOT NULL,
        outcome TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL, vector BLOB NOT NULL)""",
    "CREATE INDEX rulings_subject ON rulings(subject, id)",
    "CREATE TABLE fix_runs(ruling INTEGER PRIMARY KEY, open INTEGER NOT NULL, value TEXT NOT NULL)",
    "CREATE INDEX fix_runs_open ON fix_runs(ruling) WHERE open=1",
    "CREATE TABLE workarounds(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
