"""The values of templates that need code, by the name under which a rule asks for them."""

import re
from collections.abc import Callable, Mapping

from console.analysis.fixes.around import (
    biggest_cache,
    cache_words,
    git_here,
    heroku_app,
    hg_here,
    holder,
    holder_name,
    kubernetes_kind,
    port,
    unknown_script,
)
from console.analysis.fixes.case import Case
from console.analysis.fixes.rearranged import (
    as_root,
    fewer_jobs,
    flag_first,
    https,
    npm_dashes,
    redashed,
    requoted,
    respaced,
    swapped,
    terminated,
    undoubled,
    unslipped,
    user_install,
    vagrant_up,
    without_sudo,
)
from console.analysis.fixes.shell import Segment, Word

Captures = Mapping[str, str]
_NAME = re.compile(r"\{(\w+)")


def computed(wanted: str, case: Case, segment: Segment | None, captures: Captures) -> dict[str, tuple[Word, ...]]:
    """The values that the templates in `wanted` name and that have something to say."""
    named = {name for name in _NAME.findall(wanted) if name in SPECIAL}
    made = {name: SPECIAL[name](case, segment, captures) for name in sorted(named)}
    return {name: (Word(value, value),) for name, value in made.items() if value}


SPECIAL: dict[str, Callable[[Case, Segment | None, Captures], str]] = {
    "without_sudo": without_sudo,
    "as_root": as_root,
    "requoted": requoted,
    "respaced": respaced,
    "redashed": redashed,
    "unslipped": unslipped,
    "undoubled": undoubled,
    "swapped": swapped,
    "terminated": terminated,
    "fewer_jobs": fewer_jobs,
    "flag_first": flag_first,
    "user_install": user_install,
    "npm_dashes": npm_dashes,
    "vagrant_up": vagrant_up,
    "https": https,
    "port": port,
    "holder": holder,
    "holder_name": holder_name,
    "biggest_cache": biggest_cache,
    "cache_words": cache_words,
    "unknown_script": unknown_script,
    "kubernetes_kind": kubernetes_kind,
    "heroku_app": heroku_app,
    "git_here": git_here,
    "hg_here": hg_here,
}
WHOLE = frozenset({"without_sudo", "as_root", "requoted", "respaced", "redashed", "unslipped"})
