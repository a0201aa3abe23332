"""Deployments, and which version every named job ran with. Times are milliseconds since the epoch.

`job_versions.state` is how the attempt ended with this version, empty while that is not known.
"""

DEPLOYS = (
    """CREATE TABLE job_versions(
        job INTEGER, attempt INTEGER, name TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL DEFAULT '',
        PRIMARY KEY(job, attempt)) WITHOUT ROWID""",
    "CREATE INDEX job_versions_version ON job_versions(version, name)",
    """CREATE TABLE deploys(
        job INTEGER, attempt INTEGER, version TEXT NOT NULL, phase TEXT NOT NULL, since INTEGER NOT NULL,
        until INTEGER NOT NULL, checks INTEGER NOT NULL, code INTEGER NOT NULL, cause TEXT NOT NULL,
        PRIMARY KEY(job, attempt)) WITHOUT ROWID""",
    "CREATE INDEX deploys_version ON deploys(version, since)",
)
