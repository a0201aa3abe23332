"""The values of templates that need code, by the name under which a rule asks for them."""

import re
from collections.abc import Callable, Mapping

from console.analysis.fixes import around, rearranged
from console.analysis.fixes.case import Case
from console.analysis.fixes.shell import Segment, Word

Captures = Mapping[str, str]
_NAME = re.compile(r"\{(\w+)")


def computed(wanted: str, case: Case, segment: Segment | None, captures: Captures) -> dict[str, tuple[Word, ...]]:
    """The values that the templates in `wanted` name and that have something to say."""
    named = {name for name in _NAME.findall(wanted) if name in SPECIAL}
    made = {name: SPECIAL[name](case, segment, captures) for name in sorted(named)}
    return {name: (Word(value, value),) for name, value in made.items() if value}


SPECIAL: dict[str, Callable[[Case, Segment | None, Captures], str]] = {
    "without_sudo": rearranged.without_sudo,
    "as_root": rearranged.as_root,
    "requoted": rearranged.requoted,
    "respaced": rearranged.respaced,
    "redashed": rearranged.redashed,
    "unslipped": rearranged.unslipped,
    "undoubled": rearranged.undoubled,
    "swapped": rearranged.swapped,
    "terminated": rearranged.terminated,
    "fewer_jobs": rearranged.fewer_jobs,
    "flag_first": rearranged.flag_first,
    "user_install": rearranged.user_install,
    "npm_dashes": rearranged.npm_dashes,
    "vagrant_up": rearranged.vagrant_up,
    "https": rearranged.https,
    "port": around.port,
    "holder": around.holder,
    "holder_name": around.holder_name,
    "biggest_cache": around.biggest_cache,
    "cache_words": around.cache_words,
    "unknown_script": around.unknown_script,
    "kubernetes_kind": around.kubernetes_kind,
    "heroku_app": around.heroku_app,
    "git_here": around.git_here,
    "hg_here": around.hg_here,
}
WHOLE = frozenset({"without_sudo", "as_root", "requoted", "respaced", "redashed", "unslipped"})
