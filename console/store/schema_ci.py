"""CI: runs and jobs by place, what failed jobs told, how the places are, and what is asked of them.

`value` is the whole of it (msgpack); what is searched by stands in columns beside it. `run` and `job` are the server's
own names. Times are milliseconds since the epoch.
"""

CI = (
    """CREATE TABLE ci_runs(
        id INTEGER PRIMARY KEY, place TEXT NOT NULL, run TEXT NOT NULL, name TEXT NOT NULL,
        phase TEXT NOT NULL, outcome TEXT, created INTEGER NOT NULL, started INTEGER, finished INTEGER,
        value BLOB NOT NULL, UNIQUE(place, run))""",
    "CREATE INDEX ci_runs_created ON ci_runs(created)",
    "CREATE INDEX ci_runs_open ON ci_runs(phase) WHERE phase<>'finished'",
    "CREATE INDEX ci_runs_name ON ci_runs(place, name, finished)",
    """CREATE TABLE ci_jobs(
        id INTEGER PRIMARY KEY, place TEXT NOT NULL, run TEXT NOT NULL, job TEXT NOT NULL, name TEXT NOT NULL,
        attempt INTEGER NOT NULL, outcome TEXT, started INTEGER, finished INTEGER, value BLOB NOT NULL,
        UNIQUE(place, run, job))""",
    "CREATE INDEX ci_jobs_name ON ci_jobs(place, name, finished)",
    """CREATE TABLE ci_told(
        place TEXT, run TEXT, job TEXT, value BLOB NOT NULL, PRIMARY KEY(place, run, job)) WITHOUT ROWID""",
    "CREATE TABLE ci_places(place TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE ci_orders(
        id INTEGER PRIMARY KEY, place TEXT NOT NULL, run TEXT NOT NULL, ended INTEGER, value BLOB NOT NULL)""",
)
