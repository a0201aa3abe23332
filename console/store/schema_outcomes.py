"""What went well and what did not, by minute: the totals behind objectives, longer than events are kept.

`subject` names what went badly, empty for what went well. Minutes are minutes since the epoch.
"""

OUTCOMES = (
    """CREATE TABLE outcomes(
        minute INTEGER, objective TEXT, subject TEXT, good INTEGER NOT NULL, bad INTEGER NOT NULL,
        PRIMARY KEY(minute, objective, subject)) WITHOUT ROWID""",
)
