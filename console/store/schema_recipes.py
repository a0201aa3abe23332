"""What is known of the project's jobs between their runs: when they run next, and what they passed with.

`recipe` is the hash of command and folder as in `jobs`. A proof says that a command passed with inputs of this digest;
`input_checks` keeps for every job with inputs whether that spared it (`proof` is the job that stood for it, 0 for none)
and how many seconds. `file_digests` remembers contents by size, times and inode. `habits` counts how often a job
followed on saving files of a class, `guesses` what became of jobs that were started early. Times are milliseconds
since the epoch.
"""

RECIPES = (
    """CREATE TABLE proofs(
        recipe TEXT, digest TEXT, job INTEGER NOT NULL, seconds REAL NOT NULL, time INTEGER NOT NULL,
        PRIMARY KEY(recipe, digest)) WITHOUT ROWID""",
    """CREATE TABLE input_checks(
        job INTEGER PRIMARY KEY, proof INTEGER NOT NULL, seconds REAL NOT NULL, time INTEGER NOT NULL)""",
    "CREATE TABLE file_digests(path BLOB PRIMARY KEY, stamp BLOB NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE schedules(
        name TEXT PRIMARY KEY, spec TEXT NOT NULL, next INTEGER NOT NULL, last INTEGER) WITHOUT ROWID""",
    "CREATE TABLE watched(name TEXT PRIMARY KEY, spec TEXT NOT NULL, stamp TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE habits(
        class TEXT, recipe TEXT, cases INTEGER NOT NULL, kept INTEGER NOT NULL, work BLOB,
        PRIMARY KEY(class, recipe)) WITHOUT ROWID""",
    """CREATE TABLE guesses(
        job INTEGER PRIMARY KEY, recipe TEXT NOT NULL, time INTEGER NOT NULL, outcome TEXT NOT NULL)""",
)
