"""The fourth migration: checkpoints and the plan.

A checkpoint's commit lies in the shadow git directory, its row here; the commit comes first. `state` holds the
circumstances (JSON), `digest` the hash of commit and circumstances. What is attached to an item of the plan is a job
or a checkpoint. Tokens name requests, so that one that comes again does nothing twice. Times are milliseconds.
"""

CHECKPOINTS = (
    """CREATE TABLE checkpoints(
        id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, time INTEGER NOT NULL,
        revision TEXT NOT NULL, origin TEXT NOT NULL, files INTEGER NOT NULL, bytes INTEGER NOT NULL,
        head TEXT NOT NULL, branch TEXT NOT NULL, left_out INTEGER NOT NULL, state BLOB NOT NULL,
        digest TEXT NOT NULL)""",
    """CREATE TABLE plan(
        id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER NOT NULL, level TEXT NOT NULL, title TEXT NOT NULL,
        created INTEGER NOT NULL, done INTEGER, token TEXT UNIQUE)""",
    "CREATE INDEX plan_parent ON plan(parent, id)",
    """CREATE TABLE plan_links(
        item INTEGER, kind TEXT, number INTEGER, PRIMARY KEY(item, kind, number)) WITHOUT ROWID""",
    "CREATE INDEX plan_links_number ON plan_links(kind, number)",
)
