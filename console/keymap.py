"""Which key does what: the defaults of the action table, a person's overrides, and what is wrong with those."""

from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct

from console.keys import ACTIONS, BY_ID, Action

_NAMED = (
    "enter", "escape", "tab", "space", "backspace", "delete", "insert", "up", "down", "left", "right",
    "home", "end", "pageup", "pagedown", *(f"f{n}" for n in range(1, 13)),
)  # fmt: skip
_REFUSED = {
    "ctrl+b": "it is tmux's prefix",
    "ctrl+a": "it is screen's prefix",
    "ctrl+s": "it stops the terminal's output",
    "ctrl+q": "it resumes the terminal's output",
    "ctrl+h": "it is backspace",
    "ctrl+i": "it is tab",
    "ctrl+m": "it is enter",
    "ctrl+[": "it is escape",
    "ctrl+^": "mosh uses it",
    "~": "ssh uses it",
    "f10": "the desktop uses it",
    "f11": "the desktop uses it",
}


class KeyProblem(Struct, frozen=True):
    """A wrong entry of the `keys` table: the action id as written, what is wrong, and the nearest valid word."""

    id: str
    message: str
    nearest: str = ""


class Keymap(Struct, frozen=True):
    """Which key does what: `by_key` maps a key to an action id, `by_id` the other way."""

    by_key: Mapping[str, str]
    by_id: Mapping[str, tuple[str, ...]]

    def label(self, action_id: str) -> str:
        """The action's first key as a person reads it; empty when it has none."""
        return next(iter(self.by_id[action_id]), "")


def key_problem(key: str) -> str:
    """Why `key` cannot be bound; empty when it can."""
    if key in _REFUSED:
        return f"{key!r} cannot be bound: {_REFUSED[key]}"
    modifier, _, base = key.rpartition("+") if len(key) > 1 else ("", "", key)
    printable = len(base) == 1 and base.isascii() and base.isprintable() and base != " "
    known = {
        "": printable or base in _NAMED,
        "ctrl": (printable and (base.islower() or base in "\\]_")) or base in ("up", "down", "left", "right"),
        "alt": printable and base.isalpha(),
        "shift": base == "tab" or (base.startswith("f") and base in _NAMED),
    }
    return "" if known.get(modifier, False) else f"unknown key {key!r}"


def nearest(word: str, words: tuple[str, ...]) -> str:
    """The one of `words` that looks most like `word`; empty when none does."""
    return next(iter(get_close_matches(word, words, n=1, cutoff=0.5)), "")


def _split(keys: str) -> tuple[str, ...]:
    """The keys of an override; they are separated by commas, and `,` itself is written `comma`."""
    parts = [part.strip() for part in keys.split(",")]
    return tuple("," if part == "comma" else part for part in parts if part)


def _check_override(action_id: str, keys: tuple[str, ...]) -> KeyProblem | None:
    """What is wrong with one override, looked at alone."""
    action = BY_ID.get(action_id)
    if action is None:
        return KeyProblem(action_id, f"unknown action {action_id!r}", nearest(action_id, tuple(BY_ID)))
    if action.fixed:
        return KeyProblem(action_id, f"the keys of {action_id!r} are fixed")
    wrong = next((key for key in keys if key_problem(key)), None)
    if wrong is None:
        return None
    return KeyProblem(action_id, key_problem(wrong), nearest(wrong, _NAMED) if len(wrong) > 1 else "")


def _join(keys_of: Mapping[str, tuple[str, ...]], overridden: frozenset[str]) -> tuple[Keymap, list[KeyProblem]]:
    """Give every key to its action; a key wanted twice is a problem of the override, and names both owners."""
    by_key: dict[str, str] = {}
    problems: list[KeyProblem] = []
    for action_id in sorted(keys_of, key=lambda one: one in overridden):
        for key in keys_of[action_id]:
            owner = by_key.setdefault(key, action_id)
            if owner != action_id:
                problems.append(KeyProblem(action_id, f"{key!r} belongs to both {owner!r} and {action_id!r}"))
    by_id = {one: tuple(key for key in keys if by_key[key] == one) for one, keys in keys_of.items()}
    return Keymap(by_key, by_id), problems


def resolve(overrides: Mapping[str, str]) -> tuple[Keymap, tuple[KeyProblem, ...]]:
    """The keymap with a person's overrides, such as `{"find.next": "n,f3"}`, and everything wrong with them.

    A wrong override leaves the action with its default keys. An override replaces all keys of its action, so two
    actions can swap theirs. An empty override takes the keys away.
    """
    keys_of = {action.id: action.keys for action in ACTIONS}
    problems: list[KeyProblem] = []
    accepted: set[str] = set()
    for action_id, written in overrides.items():
        keys = _split(written)
        problem = _check_override(action_id, keys)
        if problem is None:
            keys_of[action_id] = keys
            accepted.add(action_id)
        else:
            problems.append(problem)
    keymap, clashes = _join(keys_of, frozenset(accepted))
    return keymap, (*problems, *clashes)


def defaults() -> Keymap:
    """The keymap without overrides."""
    return resolve({})[0]


def find_action(word: str) -> Action | KeyProblem:
    """The action a person named on the command line: its id, its words, or an unambiguous beginning of an id."""
    exact = BY_ID.get(word) or next((a for a in ACTIONS if a.words == word), None)
    if exact is not None:
        return exact
    starts = [action for action in ACTIONS if action.id.startswith(word)]
    if word and len(starts) == 1:
        return starts[0]
    names = (*BY_ID, *(action.words for action in ACTIONS))
    return KeyProblem(word, f"no action {word!r}", nearest(word, names))
