"""The registry of fixes: rules as data in `registry/*.toml`, read tool by tool when they are needed."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from console.model.failure import Risk

REGISTRY = Path(__file__).with_name("registry")
GENERIC = "any"


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When something was printed, what may mend it.

    `tools`, `sub` (subcommands) and `line` (a pattern) say of which commands it speaks, `when` (all) and `unless`
    (none) of which output. `do` are templates of command lines, best first; `replace`, `drop`, `program`,
    `after_program`, `after_sub` and `append` edit the user's own words to what the templates call `{edited}`. `log`
    allows it where no command is known. Patterns are RE2's, on text of several lines; their named groups fill the
    templates.
    """

    id: str
    tools: tuple[str, ...] = ()
    sub: tuple[str, ...] = ()
    line: str = ""
    when: tuple[str, ...]
    unless: str = ""
    do: tuple[str, ...] = ("{edited}",)
    replace: dict[str, str] = {}
    drop: tuple[str, ...] = ()
    program: str = ""
    after_program: str = ""
    after_sub: str = ""
    append: str = ""
    why: str
    changes: str = ""
    verify: str = ""
    risk: Risk = Risk.REVERSIBLE
    confidence: float = 0.8
    log: bool = False

    @property
    def templates(self) -> str:
        """All of its templates as one text."""
        edits = (*self.replace.values(), self.program, self.after_program, self.after_sub, self.append)
        return " ".join((*self.do, *edits, self.why))


class Vocabulary(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The subcommands of a tool, what people call them elsewhere, and how it says that it does not know one."""

    commands: tuple[str, ...] = ()
    synonyms: dict[str, str] = {}
    unknown: tuple[str, ...] = ()


class Family(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of the registry: its tools, what they print that tells them, their rules and vocabularies."""

    tools: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    fix: tuple[Rule, ...] = ()
    vocabulary: dict[str, Vocabulary] = {}


class Index(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which files speak of a program, and which of a text: so that no other has to be read."""

    program: dict[str, tuple[str, ...]]
    printed: dict[str, tuple[str, ...]]


@cache
def family(name: str) -> Family:
    """Read one file; a rule that names no tools is about all tools of its file."""
    read: dict[str, Any] = tomllib.loads((REGISTRY / f"{name}.toml").read_text(encoding="utf-8"))
    for rule in read.get("fix", ()):
        rule.setdefault("tools", read.get("tools", ()))
        for key in ("tools", "sub", "when", "do", "drop"):
            if isinstance(rule.get(key), str):
                rule[key] = [rule[key]]
    return msgspec.convert(read, Family)


@cache
def families() -> tuple[str, ...]:
    """The names of all files, the generic one last."""
    names = sorted(path.stem for path in REGISTRY.glob("*.toml"))
    return (*(name for name in names if name not in {GENERIC, "index"}), GENERIC)


@cache
def index() -> Index:
    """The index, as it was written by `indexed`."""
    return msgspec.convert(tomllib.loads((REGISTRY / "index.toml").read_text(encoding="utf-8")), Index)


def indexed() -> Index:
    """The index that belongs to the files."""
    program: dict[str, list[str]] = {}
    printed: dict[str, list[str]] = {}
    for name in families():
        known = family(name)
        tools = {tool for rule in known.fix for tool in rule.tools} | {
            words.split(" ")[0] for words in known.vocabulary
        }
        for tool in tools | set(known.tools):
            program.setdefault(tool, []).append(name)
        for text in known.printed:
            printed.setdefault(text, []).append(name)
    return Index(
        program={key: tuple(program[key]) for key in sorted(program)},
        printed={key: tuple(printed[key]) for key in sorted(printed)},
    )


def about(tools: frozenset[str], output: str) -> tuple[Family, ...]:
    """The files that speak of some tools or of what was printed, and the generic one."""
    known = index()
    names = dict.fromkeys(name for tool in sorted(tools) for name in known.program.get(tool, ()))
    names |= dict.fromkeys(name for text, spoken in known.printed.items() if text in output for name in spoken)
    return tuple(family(name) for name in dict.fromkeys((*names, GENERIC)))


def vocabulary(tool: str) -> Vocabulary:
    """What is known of a tool's subcommands."""
    for name in index().program.get(tool.split(" ", maxsplit=1)[0], ()):
        if tool in (words := family(name).vocabulary):
            return words[tool]
    return Vocabulary()


def every_rule() -> tuple[Rule, ...]:
    """The whole registry."""
    return tuple(rule for name in families() for rule in family(name).fix)
