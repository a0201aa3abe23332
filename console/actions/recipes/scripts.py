"""Jobs that a project writes down one by one: scripts of package.json, targets of make, recipes of just."""

import re
from collections.abc import Iterator

from console.actions.recipes.files import Folder
from console.actions.recipes.recipe import Recipe

_LOCKS = (
    ("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"), ("bun.lockb", "bun"),
)  # fmt: skip
_MANAGERS = ("npm", "pnpm", "yarn", "bun")
_TARGET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+/@-]*")
_VARIABLE = re.compile(r"(?:export\s+|override\s+)*[^\s:=]+\s*(?:::?:?|[?+!])?=")
_DIRECTIVES = frozenset({
    "ifeq", "ifneq", "ifdef", "ifndef", "else", "endif", "include", "-include", "sinclude", "unexport", "vpath", "load",
})  # fmt: skip
_JUST = re.compile(r"@?([A-Za-z_][A-Za-z0-9_-]*+)([^:=]*+(?:=[^:]*+)?):(?!=)")
_REQUIRED = re.compile(r"\+?\$?[A-Za-z_][A-Za-z0-9_-]*(?!\S)")


def package_json(folder: Folder) -> Iterator[Recipe]:
    """A job for each script; those that run before or after another are part of that one."""
    about = folder.json("package.json")
    scripts = about.get("scripts")
    if not isinstance(scripts, dict):
        return
    manager = _manager(folder, str(about.get("packageManager", "")))
    for name, script in scripts.items():
        hook = re.fullmatch(r"(?:pre|post)(.+)", name)
        if isinstance(script, str) and name and not (hook and hook[1] in scripts) and not name.startswith("-"):
            yield Recipe(name=f"{manager}:{name}", short=name, argv=(manager, "run", name), origin="package.json")


def _manager(folder: Folder, said: str) -> str:
    named = said.partition("@")[0]
    return named if named in _MANAGERS else next((name for lock, name in _LOCKS if folder.has(lock)), "npm")


def make(folder: Folder) -> Iterator[Recipe]:
    """A job for each target that is no file; make's own order of file names."""
    origin = folder.has("GNUmakefile", "makefile", "Makefile")
    for name in targets(folder.text(origin)) if origin else ():
        yield Recipe(name=f"make:{name}", short=name, argv=("make", name), origin=origin)


def targets(text: str) -> Iterator[str]:
    """The targets of a makefile by which people call it: the phony ones, and those that do not look like files."""
    phony: set[str] = set()
    seen: dict[str, None] = {}
    for left, right in _rules(text):
        if ".PHONY" in left:
            phony.update(right)
            continue
        seen.update(dict.fromkeys(word for word in left if _TARGET.fullmatch(word)))
    return (name for name in seen if name in phony or not re.search(r"[./]", name))


def _rules(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words before and after the colon of each rule."""
    defining = False
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        word = next(iter(line.split(None, 1)), "")
        if word in ("define", "endef"):
            defining = word == "define"
        if defining or word in _DIRECTIVES or line.startswith(("\t", "#")) or _VARIABLE.match(line.strip()):
            continue
        left, colon, right = line.partition("#")[0].partition(":")
        if colon:
            yield left.split(), right.lstrip(":").partition(";")[0].split()


def just(folder: Folder) -> Iterator[Recipe]:
    """A job for each recipe that can run without arguments and is not private."""
    origin = folder.has("justfile", "Justfile", ".justfile", "JUSTFILE")
    hidden = False
    for line in folder.text(origin).splitlines() if origin else ():
        if line.startswith("["):
            hidden = hidden or "private" in line
            continue
        found = _JUST.match(line)
        if found and not hidden and not found[1].startswith("_") and not _asks(found[2]):
            yield Recipe(name=f"just:{found[1]}", short=found[1], argv=("just", found[1]), origin=origin)
        hidden = hidden and not found


def _asks(parameters: str) -> bool:
    """Whether a recipe has a parameter that must be given."""
    return any(_REQUIRED.fullmatch(word) for word in parameters.split())
