"""What has begun and is not over, as the store knows it: jobs that run, and CI on the very commit that is checked out.

That somebody else's pipeline runs is no wait of ours. How all of it ends is told by events.
"""

import sqlite3

from console.model.flow import Act, Step
from console.model.job import JobState
from console.store import read_ci, read_jobs, read_states

TABLES = frozenset({"jobs", "ci"})
"""The tables whose change may mean that something has begun."""


def begun(conn: sqlite3.Connection) -> tuple[Step, ...]:
    """Everything that goes on, from its beginning."""
    jobs = tuple(
        Step(time=job.started, act=Act.BEGIN, key=f"job {job.id}", name=job.title)
        for job in read_jobs.open_jobs(conn)
        if job.state is JobState.RUNNING and job.started is not None
    )
    git = read_states.git(conn, None)
    if git is None or not git.head:
        return jobs
    runs = (card.run for card in read_ci.shown(conn) if not card.run.stand.over and _same(card.run.commit, git.head))
    waits = (Step(time=run.started or run.created, act=Act.WAIT, key=f"ci {run.id}", name=run.name) for run in runs)
    return (*jobs, *waits)


def _same(commit: str, head: str) -> bool:
    """Whether two names of commits mean the same one; either may be shortened."""
    return bool(commit) and (commit.startswith(head) or head.startswith(commit))
