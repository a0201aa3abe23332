"""The third migration: the work queue, its dependencies, and every attempt.

`work` is what was asked for (msgpack); what is decided by stands in columns beside it. `title` is clean and redacted.
`recipe` is a hash of command and folder, by which jobs that do the same share their history. `token` is the asker's
name for the request: asked again, after an engine died before it could answer, it gives the same job. Times are
milliseconds since the epoch.
"""

JOBS = (
    """CREATE TABLE jobs(
        id INTEGER PRIMARY KEY AUTOINCREMENT, work BLOB NOT NULL, recipe TEXT NOT NULL, title TEXT NOT NULL,
        grp TEXT NOT NULL, priority INTEGER NOT NULL, state TEXT NOT NULL, enqueued INTEGER NOT NULL, who TEXT NOT NULL,
        attempt INTEGER NOT NULL DEFAULT 0, exit_code INTEGER, started INTEGER, finished INTEGER,
        next_attempt INTEGER, cause TEXT NOT NULL DEFAULT '', inputs TEXT NOT NULL DEFAULT '',
        token TEXT UNIQUE)""",
    """CREATE INDEX jobs_open ON jobs(state, id) WHERE state IN ('waiting', 'queued', 'running', 'paused')""",
    "CREATE INDEX jobs_finished ON jobs(finished) WHERE finished IS NOT NULL",
    "CREATE INDEX jobs_recipe ON jobs(recipe, id)",
    """CREATE TABLE job_after(
        job INTEGER, other INTEGER, condition TEXT NOT NULL, PRIMARY KEY(job, other)) WITHOUT ROWID""",
    "CREATE INDEX job_after_other ON job_after(other)",
    """CREATE TABLE attempts(
        job INTEGER, number INTEGER, begun INTEGER NOT NULL, state TEXT NOT NULL, code INTEGER, signal INTEGER,
        cause TEXT NOT NULL DEFAULT '', finished INTEGER, seconds REAL, cpu_s REAL, rss INTEGER,
        dropped INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(job, number)) WITHOUT ROWID""",
    "CREATE TABLE tracks(name TEXT PRIMARY KEY, parallel INTEGER NOT NULL, paused INTEGER NOT NULL) WITHOUT ROWID",
)
