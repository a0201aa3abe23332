"""What can be done about a resource that runs out: end the job, run fewer side by side, empty a cache."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from console.model.environment import allowed
from console.model.forecast import Culprit, Offer
from console.model.job import Job, JobState, Work

_CACHES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("~/.cache/pip", ("pip", "cache", "purge")),
    ("~/.cache/uv", ("uv", "cache", "clean")),
    ("~/.cache/pypoetry", ("poetry", "cache", "clear", "--all", "--no-interaction", ".")),
    ("~/.cache/pre-commit", ("pre-commit", "clean")),
    ("~/.cache/yarn", ("yarn", "cache", "clean")),
    ("~/.cache/pnpm", ("pnpm", "store", "prune")),
    ("~/.local/share/pnpm", ("pnpm", "store", "prune")),
    ("~/.npm", ("npm", "cache", "clean", "--force")),
    ("~/.cache/go-build", ("go", "clean", "-cache")),
    ("~/go", ("go", "clean", "-modcache")),
    ("~/.cache/ccache", ("ccache", "--clear")),
    ("~/.ccache", ("ccache", "--clear")),
    ("~/.cache/bazel", ("bazel", "clean", "--expunge")),
)
"""Folders that a tool fills again by itself, and how that tool empties them."""
_BUILDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("target", "Cargo.toml", ("cargo", "clean")),
    ("target", "pom.xml", ("mvn", "-q", "clean")),
    ("build", "build.gradle", ("gradle", "clean")),
    ("build", "build.gradle.kts", ("gradle", "clean")),
    ("_build", "mix.exs", ("mix", "clean")),
)
"""Folders of a project that a build makes again: name, the file that tells whose it is, and how it is emptied."""


def offers(culprit: Culprit | None, jobs: Iterable[Job], project: str, env: Mapping[str, str]) -> tuple[Offer, ...]:
    """What can be done, the most particular first; `env` is where the commands would run."""
    running = [job for job in jobs if job.state is JobState.RUNNING]
    found = []
    if culprit is not None:
        found += [_ending(job) for job in running if job.id == culprit.job]
        found += [_emptying(argv, culprit.path, project, env) for argv in _cleaners(culprit.path, project)]
    if culprit is None or not culprit.path:
        found += _fewer(running)
    return tuple(found)


def _ending(job: Job) -> Offer:
    return Offer(f"end job {job.id}, {job.title}", "job.cancel", {"job": job.id})


def _fewer(running: list[Job]) -> list[Offer]:
    """Half as many side by side, in the group that runs most."""
    groups = Counter(job.work.group for job in running)
    (group, n) = groups.most_common(1)[0] if groups else ("", 0)
    if n < 2:
        return []
    words = f"run {n // 2} instead of {n} jobs of group {group} side by side from now on"
    return [Offer(words, "group.set", {"group": group, "parallel": n // 2, "paused": False})]


def _cleaners(path: str, project: str) -> list[tuple[str, ...]]:
    """The commands that empty a folder."""
    caches = [argv for folder, argv in _CACHES if path and path == os.path.realpath(os.path.expanduser(folder))]
    builds = [
        argv
        for name, sign, argv in _BUILDS
        if path == os.path.realpath(os.path.join(project, name)) and os.path.exists(os.path.join(project, sign))
    ]
    return [*caches, *builds][:1]


def _emptying(argv: tuple[str, ...], path: str, project: str, env: Mapping[str, str]) -> Offer:
    work = Work(argv=argv, cwd=project, env=allowed(env))
    words = f"empty {os.path.basename(path)}: {' '.join(argv)}"
    return Offer(words, "job.add", {"work": msgspec.to_builtins(work)})
