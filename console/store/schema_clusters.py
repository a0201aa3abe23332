"""The second migration: failures grouped into clusters, and the catalogue of failures that happened.

A key is one fingerprint, the finest unit that is counted; a cluster is a group of keys. Everything that is counted
hangs on the key, so that merging and splitting move keys and lose nothing. A cluster whose keys all went elsewhere
stays as a pointer (`joined`). `examples`, `studies` and `opinions` are apart from `clusters` because the frame reads
many rows of that and none of these. Times are milliseconds, minutes are minutes since the epoch.
"""

CLUSTERS = (
    "ALTER TABLE events ADD COLUMN key INTEGER",
    """CREATE TABLE clusters(
        id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, severity INTEGER NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL, n INTEGER NOT NULL, sample TEXT NOT NULL, origin TEXT NOT NULL, place BLOB,
        rank INTEGER NOT NULL, standing TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
        muted INTEGER NOT NULL DEFAULT 0, person TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
        resolved INTEGER, cause INTEGER NOT NULL DEFAULT 0, joined INTEGER, studied INTEGER NOT NULL DEFAULT 0,
        category TEXT NOT NULL DEFAULT 'unknown', confidence REAL NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT '', fix TEXT NOT NULL DEFAULT '',
        cause_why TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX clusters_last ON clusters(last) WHERE joined IS NULL",
    "CREATE INDEX clusters_standing ON clusters(standing, last) WHERE standing<>''",
    "CREATE INDEX clusters_cause ON clusters(cause) WHERE cause<>0",
    "CREATE INDEX clusters_studied ON clusters(studied, last DESC) WHERE joined IS NULL",
    """CREATE TABLE keys(
        id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, cluster INTEGER NOT NULL, why TEXT NOT NULL,
        title TEXT NOT NULL, severity INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        n INTEGER NOT NULL, placed INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX keys_cluster ON keys(cluster)",
    """CREATE TABLE key_minutes(
        key INTEGER, minute INTEGER, n INTEGER NOT NULL, PRIMARY KEY(key, minute)) WITHOUT ROWID""",
    "CREATE INDEX key_minutes_minute ON key_minutes(minute, n)",
    """CREATE TABLE key_facts(
        key INTEGER, kind TEXT, value TEXT, n INTEGER NOT NULL, PRIMARY KEY(key, kind, value)) WITHOUT ROWID""",
    """CREATE TABLE failures(
        id INTEGER PRIMARY KEY, key INTEGER NOT NULL, time INTEGER NOT NULL, last INTEGER NOT NULL,
        n INTEGER NOT NULL, severity INTEGER NOT NULL, node TEXT NOT NULL, source TEXT NOT NULL, origin TEXT NOT NULL,
        job TEXT NOT NULL DEFAULT '', branch TEXT NOT NULL DEFAULT '', revision TEXT NOT NULL DEFAULT '',
        summary TEXT NOT NULL, evidence TEXT NOT NULL, outcome TEXT NOT NULL DEFAULT '', recovered INTEGER)""",
    "CREATE TABLE counted(digest TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE INDEX failures_key ON failures(key, origin, last)",
    "CREATE INDEX failures_last ON failures(last)",
    "CREATE INDEX failures_open ON failures(job, branch) WHERE outcome=''",
    "CREATE VIRTUAL TABLE failures_text USING fts5(summary, evidence, content='failures', content_rowid='id')",
    "CREATE TABLE examples(cluster INTEGER PRIMARY KEY, seq INTEGER, lines TEXT NOT NULL)",
    "CREATE TABLE studies(cluster INTEGER PRIMARY KEY, value BLOB NOT NULL)",
    "CREATE TABLE opinions(cluster INTEGER PRIMARY KEY, time INTEGER NOT NULL, text TEXT NOT NULL)",
    "CREATE TABLE vectors(cluster INTEGER PRIMARY KEY, version INTEGER NOT NULL, data BLOB NOT NULL)",
    """CREATE TABLE baselines(
        job TEXT, branch TEXT, time INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY(job, branch)) WITHOUT ROWID""",
    """CREATE TABLE fix_outcomes(
        id INTEGER PRIMARY KEY, time INTEGER NOT NULL, fingerprint TEXT NOT NULL, rule TEXT NOT NULL,
        command TEXT NOT NULL, worked INTEGER NOT NULL)""",
    "CREATE INDEX fix_outcomes_rule ON fix_outcomes(rule, fingerprint)",
    """CREATE TABLE decisions(
        id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
        words TEXT NOT NULL, before BLOB NOT NULL, undone INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE decision_clusters(
        cluster INTEGER, decision INTEGER, PRIMARY KEY(cluster, decision)) WITHOUT ROWID""",
)
