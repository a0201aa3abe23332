"""The user's own command, rearranged: what a template cannot say. An empty text means that nothing fits."""

import re
from collections.abc import Mapping
from itertools import takewhile

from console.analysis.fixes.case import Case
from console.analysis.fixes.parsing import parse
from console.analysis.fixes.shell import Segment, quote

Captures = Mapping[str, str]
_QUOTES = str.maketrans({"'": '"', "“": '"', "”": '"', "‘": '"', "’": '"'})
_DASHES = str.maketrans({"–": "-", "—": "--"})
_SED = re.compile(r"^[0-9,$]*s([^\w\s\\])((?:\\.|(?!\1).)*+)\1((?:\\.|(?!\1).)*+)$")


def without_sudo(case: Case, segment: Segment | None, _captures: Captures) -> str:
    """The segment without the wrapper that makes it root's."""
    if segment is None or not segment.sudo:
        return ""
    return case.line.text[: segment.start] + segment.text + case.line.text[segment.end :]


def as_root(case: Case, segment: Segment | None, _captures: Captures) -> str:
    """The whole line as root: a list or a redirection needs a shell that is root's too."""
    text = case.line.text
    if segment is None or segment.sudo or any(one.sudo for one in case.line.segments):
        return ""
    shell = ">" in text or (len(case.line.segments) > 1 and not case.line.piped)
    return f"sudo sh -c {_double(text)}" if shell else f"sudo {text}"


def _double(text: str) -> str:
    """A text as one word in double quotes, as people write it."""
    return '"' + re.sub(r'([\\"$`])', r"\\\1", text) + '"'


def requoted(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """A line whose quotes do not close, with double quotes throughout."""
    text = case.line.text.translate(_QUOTES)
    return text if case.line.broken and not parse(text).broken else ""


def respaced(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """The line with plain spaces for no-break ones."""
    text = case.line.text
    return text.replace("\u00a0", " ") if "\u00a0" in text else ""


def redashed(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """Dashes of typography as the ones of options; within quotes they stay, for there they may be meant."""
    quoted = any(sign in case.line.text for sign in "'\"")
    return "" if quoted else case.line.text.translate(_DASHES)


def unslipped(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """A line without a lone letter beyond ASCII at its very end."""
    text = case.line.text
    return text[:-1].rstrip() if len(text) > 2 and text[:-1].isascii() and text[-1] in "ç¨´`~§°ñæøåäöüß#" else ""


def undoubled(_case: Case, segment: Segment | None, _captures: Captures) -> str:
    """A segment without its program's second mention."""
    if segment is None or not segment.args or segment.args[0].value != segment.program:
        return ""
    return " ".join(word.raw for word in segment.words[segment.head + 1 :])


def swapped(case: Case, segment: Segment | None, captures: Captures) -> str:
    """A search whose pattern and place changed places: grep looked for the pattern as a file."""
    if segment is None or len(segment.operands) < 2:
        return ""
    place, what = segment.operands[0], segment.operands[-1]
    if captures.get("missing") != what.value:
        return ""
    raw = [word.raw for word in segment.words[segment.head :]]
    first, last = raw.index(place.raw), len(raw) - 1 - raw[::-1].index(what.raw)
    raw[first], raw[last] = raw[last], raw[first]
    return " ".join(raw)


def terminated(_case: Case, segment: Segment | None, _captures: Captures) -> str:
    """A sed command whose `s` expressions all end in their delimiter."""
    if segment is None:
        return ""
    words = []
    for word in segment.words[segment.head :]:
        match = _SED.match(word.value.removeprefix("-e"))
        words.append(quote(word.value + match[1]) if match is not None else word.raw)
    changed = " ".join(words)
    return "" if changed == segment.text else changed


def fewer_jobs(_case: Case, segment: Segment | None, _captures: Captures) -> str:
    """The build with half as many jobs, at least one."""
    if segment is None or segment.program not in {"make", "ninja", "cargo", "cmake"}:
        return ""
    raw = [word.raw for word in segment.words[segment.head :]]
    text = " ".join(raw)
    match = re.search(r"(?:^| )(-j|--jobs|--parallel)(?:[ =]?(\d+))?(?= |$)", text)
    if match is None:
        place = 2 if segment.program == "cargo" and len(raw) > 1 else 1
        option = "--parallel 2" if segment.program == "cmake" else "-j2"
        return " ".join([*raw[:place], option, *raw[place:]])
    fewer = max(1, int(match[2]) // 2) if match[2] else 2
    joint = " " if match[1].startswith("--") else ""
    return text[: match.start()] + f" {match[1]}{joint}{fewer}" + text[match.end() :]


def flag_first(_case: Case, segment: Segment | None, captures: Captures) -> str:
    """An option that stands behind an operand, put in front of the first of them."""
    flag = captures.get("flag") or captures.get("late") or ""
    if segment is None or not segment.verb:
        return ""
    words = list(segment.words[segment.head :])
    late = next((word for word in words if word.value == flag), None)
    if late is None:
        return ""
    words.remove(late)
    verb = segment.verb - segment.head
    front = len(list(takewhile(lambda word: word.value.startswith("-"), words[verb + 1 :])))
    words.insert(verb + 1 + front, late)
    return " ".join(word.raw for word in words)


def user_install(_case: Case, segment: Segment | None, _captures: Captures) -> str:
    """An installation by pip into the user's own folder; as root when that was tried already."""
    if segment is None or segment.sudo:
        return ""
    if any(word.value == "--user" for word in segment.words):
        return "sudo " + " ".join(word.raw for word in segment.words[segment.head :] if word.value != "--user")
    raw = [word.raw for word in segment.words[segment.head :]]
    place = next((n for n, text in enumerate(raw) if text == "install"), 0)
    return " ".join([*raw[: place + 1], "--user", *raw[place + 1 :]]) if place else ""


def npm_dashes(_case: Case, segment: Segment | None, _captures: Captures) -> str:
    """What npm wants before arguments that are meant for the script."""
    if segment is None or segment.program != "npm" or any(word.value == "--" for word in segment.words):
        return ""
    return "--"


def vagrant_up(_case: Case, segment: Segment | None, _captures: Captures) -> str:
    """What starts the machine the command is about: the one it names, else all."""
    if segment is None:
        return "vagrant up"
    names = [word.raw for word in segment.operands[:1] if segment.sub in {"ssh", "rdp", "winrm", "port"}]
    return " ".join(["vagrant up", *names])


def https(_case: Case, _segment: Segment | None, captures: Captures) -> str:
    """An address whose scheme was mistyped, with https."""
    bare = re.sub(r"^[a-z]*:?/+", "", captures.get("address", ""))
    return quote("https://" + bare) if bare else ""
