"""The eighth migration: stretches of the autopilot, and what the helper was asked and answered.

`autopilots.value` is JSON of the model's type; at most one is open. `helpings` has a row for each time the helper was
asked, written before it is: `answer` is its opinion, `argv` (JSON) and `why` what it suggests. Times are milliseconds
since the epoch.
"""

AUTOPILOT = (
    "CREATE TABLE autopilots(id INTEGER PRIMARY KEY AUTOINCREMENT, open INTEGER NOT NULL, value TEXT NOT NULL)",
    "CREATE UNIQUE INDEX autopilots_open ON autopilots(open) WHERE open=1",
    """CREATE TABLE helpings(
        id INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint TEXT NOT NULL, subject TEXT NOT NULL,
        time INTEGER NOT NULL, seconds REAL, answer TEXT NOT NULL DEFAULT '', argv TEXT NOT NULL DEFAULT '[]',
        why TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX helpings_fingerprint ON helpings(fingerprint, time)",
    "CREATE INDEX helpings_subject ON helpings(subject, id)",
    "CREATE INDEX helpings_time ON helpings(time)",
)
