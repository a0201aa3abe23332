"""The action table: one row for everything a person can ask for.

Bindings, footer, help, command line, palette, `keys check` and the documentation are made from it.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from enum import Enum

from msgspec import Struct


class Need(Enum):
    """What must hold before an action is allowed."""

    WRITE = "writes; not possible with --readonly"
    ENGINE = "needs a running engine"
    LIVE = "not possible in a recording"


class Action(Struct, frozen=True):
    """One thing a person can ask for.

    `id` is its stable name. `keys` are the default keys. `words` label it in the footer, `help` explains it in one
    sentence. `footer` is its place there (0: not shown, small numbers survive longest); actions that share a place
    share a hint, whose word is `hint`. `argument` names what the command line expects after it. A `fixed` action
    cannot be given other keys.
    """

    id: str
    keys: tuple[str, ...]
    words: str
    help: str
    group: str
    footer: int = 0
    needs: frozenset[Need] = frozenset()
    argument: str = ""
    fixed: bool = False
    hint: str = ""


def _row(
    id_: str, keys: str, words: str, help_: str, group: str, *needs: Need,
    footer: int = 0, argument: str = "", fixed: bool = False, hint: str = "",
) -> Action:  # fmt: skip
    """An action; the default keys are separated by blanks."""
    return Action(id_, tuple(keys.split()), words, help_, group, footer, frozenset(needs), argument, fixed, hint)


_PANES = ("Flow", "Budget", "Forecast", "Clusters", "Jobs", "Events")
_WRITE, _ENGINE, _LIVE = Need.WRITE, Need.ENGINE, Need.LIVE

ACTIONS: tuple[Action, ...] = (
    *(
        _row(f"pane.{n}", str(n), name, f"Go to pane {n}, {name}.", "panes", footer=4, hint="pane")
        for n, name in enumerate(_PANES, 1)
    ),
    _row("pane.next", "tab", "next pane", "Go to the next pane.", "panes"),
    _row("pane.previous", "shift+tab", "previous pane", "Go to the previous pane.", "panes"),
    _row("pane.zoom", "z +", "zoom", "Show the pane alone, or all panes again.", "panes", footer=5),
    _row("open", "enter", "open", "Open the detail of the selected row.", "panes", footer=15),
    _row(
        "back", "escape", "back", "Close prompt, detail, zoom, search or filter.", "panes",
        footer=2, fixed=True,
    ),
    _row("move.down", "j down", "down", "Select the next row.", "moves", fixed=True),
    _row("move.up", "k up", "up", "Select the previous row.", "moves", fixed=True),
    _row("move.left", "h left", "left", "Go to the pane on the left.", "moves", fixed=True),
    _row("move.right", "l right", "right", "Go to the pane on the right.", "moves", fixed=True),
    _row("move.page_down", "ctrl+d space pagedown", "page down", "One page down.", "moves", fixed=True),
    _row("move.page_up", "ctrl+u b pageup", "page up", "One page up.", "moves", fixed=True),
    _row("move.top", "g home", "top", "Go to the first row.", "moves", fixed=True),
    _row("move.bottom", "G end", "bottom", "Go to the last row; in Events follow again.", "moves", fixed=True),
    _row("find", "/", "find", "Search the events for a regular expression.", "events", footer=6, argument="PATTERN"),
    _row("find.next", "n", "next match", "Go to the next match.", "events"),
    _row("find.previous", "N", "previous match", "Go to the previous match.", "events"),
    _row(
        "filter", "&", "filter", "Show only events that match; with ! those that do not.", "events",
        footer=7, argument="PATTERN",
    ),
    _row("jump.error", "e", "next error", "Go to the next error.", "events"),
    _row("jump.error.previous", "E", "previous error", "Go to the previous error.", "events"),
    _row("jump.warning", "w", "next warning", "Go to the next warning or worse.", "events"),
    _row("jump.warning.previous", "W", "previous warning", "Go to the previous warning or worse.", "events"),
    _row("follow", "F", "follow", "Follow the newest events, or stop following.", "events", footer=8),
    _row(
        "debug", "D", "debug", "Show or hide quiet events: processes come and go.",
        "events", footer=17,
    ),
    _row("pause", "p", "pause", "Hold the display or go on; stop or play a recording.", "events", footer=16),
    _row("time.back", "[", "back 1 min", "Show everything one minute earlier.", "time", footer=9, hint="time"),
    _row("time.forward", "]", "on 1 min", "Show everything one minute later.", "time", footer=9, hint="time"),
    _row("time.incident.previous", "{", "last incident", "Go to the time of the previous error.", "time"),
    _row("time.incident.next", "}", "next incident", "Go to the time of the next error.", "time"),
    _row("time.goto", "@", "at", "Go to a time: 12:04, 2026-11-20 12:04 or -10m.", "time", argument="TIME"),
    _row("time.live", ".", "live", "Back to now; in a recording to its end.", "time", footer=10),
    _row(
        "act.ack", "a", "ack", "Acknowledge the cluster, with a note; again to take that back.", "failures",
        _WRITE, _ENGINE, _LIVE, footer=13, argument="[NOTE]",
    ),
    _row(
        "act.retry", "r", "retry", "Run the job once more; asks unless it failed.", "jobs",
        _WRITE, _ENGINE, _LIVE, footer=11,
    ),
    _row("job.run", "", "run", "Queue a command, run in the project's folder.", "jobs", _WRITE, _ENGINE, _LIVE,
         argument="COMMAND"),
    _row("job.cancel", "", "cancel", "End the job, with everything it started.", "jobs", _WRITE, _ENGINE, _LIVE),
    _row("job.pause", "", "pause job", "Hold the running job where it is, or let it go on.", "jobs",
         _WRITE, _ENGINE, _LIVE),
    _row("job.priority", "", "priority", "Give the job another priority; higher goes first.", "jobs",
         _WRITE, _ENGINE, _LIVE, argument="NUMBER"),
    _row("group.set", "", "group", "Say how many jobs of a group run side by side; 0 holds it.", "jobs",
         _WRITE, _ENGINE, _LIVE, argument="NAME N"),
    _row("breaker.hold", "", "hold", "Leave the named or selected dependency alone until it is reset.", "jobs",
         _WRITE, _ENGINE, _LIVE, argument="[NAME]"),
    _row("breaker.reset", "", "reset", "Let everything use the named or selected dependency again.", "jobs",
         _WRITE, _ENGINE, _LIVE, argument="[NAME]"),
    _row("forecast.act", "", "relieve", "Do what a forecast offers, by its number; without one say what that is.", "jobs",
         _WRITE, _ENGINE, _LIVE, argument="[NUMBER]"),
    _row(
        "act.fix", "x", "fix", "Show what would mend the cluster or job, and do it when you type y.", "failures",
        _WRITE, _ENGINE, _LIVE, footer=14, argument="[NUMBER]",
    ),
    _row(
        "act.checkpoint", "c", "ckpt", "Keep the work tree as it is, with what is going on.", "jobs",
        _WRITE, _ENGINE, _LIVE, footer=12, argument="[MESSAGE]",
    ),
    _row(
        "autopilot", "", "autopilot", "Mend what fails without asking, for an hour and 10 fixes unless you say more.",
        "failures", _WRITE, _ENGINE, _LIVE, argument="[TIME] [FIXES] [SCOPE]",
    ),
    _row(
        "autopilot.stop", "!", "autopilot off", "Stop the autopilot at once, with the fix that is under way.",
        "failures", _WRITE, _ENGINE, _LIVE,
    ),
    _row(
        "workaround.refuse", "", "refuse", "Do without what is done instead of something broken.", "jobs",
        _WRITE, _ENGINE, _LIVE, argument="NAME",
    ),
    _row(
        "workaround.allow", "", "allow", "Take a refusal back.", "jobs", _WRITE, _ENGINE, _LIVE, argument="NAME",
    ),
    _row("act.undo", "u", "undo", "Take back the last decision about clusters.", "failures", _WRITE, _ENGINE, _LIVE),
    _row("edit", "o", "edit", "Open the editor at the cluster's place in the code.", "failures"),
    _row(
        "similar", "", "similar", "Find past failures like these words, or like the cluster.", "failures",
        argument="[TEXT]",
    ),
    _row(
        "cluster.rename", "", "rename", "Give the cluster a name of your own; without one its headline is back.",
        "failures", _WRITE, _ENGINE, _LIVE, argument="[NAME]",
    ),
    _row(
        "cluster.mute", "", "mute", "Mute the cluster, or let it speak again.", "failures", _WRITE, _ENGINE, _LIVE,
    ),
    _row(
        "cluster.resolve", "", "resolve", "Say that the cluster is mended, or open it again; its return is told.",
        "failures", _WRITE, _ENGINE, _LIVE,
    ),
    _row(
        "cluster.merge", "", "merge", "Count the marked clusters, or the numbered one, as the selected one.",
        "failures", _WRITE, _ENGINE, _LIVE, argument="[NUMBER]",
    ),
    _row(
        "cluster.split", "", "split", "Give the numbered fingerprint of the cluster a cluster of its own.", "failures",
        _WRITE, _ENGINE, _LIVE, argument="NUMBER",
    ),
    _row(
        "cluster.explain", "", "explain", "Ask your own helper for its opinion of the cluster.", "failures",
        _WRITE, _ENGINE, _LIVE,
    ),
    _row("mark", "m", "mark", "Mark the row; copy then takes all marked rows.", "take away"),
    _row("copy", "y", "copy", "Copy the row, or the marked rows.", "take away", footer=18),
    _row("copy.pane", "Y", "copy pane", "Copy the whole pane.", "take away"),
    _row("save", "s", "save", "Save the screen as SVG and the frame as JSON.", "take away", _WRITE, footer=19),
    _row("theme", "t", "theme", "Next theme, or the one named.", "console", footer=20, argument="[NAME]"),
    _row("theme.list", "T", "themes", "Choose a theme from a list.", "console"),
    _row("cmd", ": ctrl+p", "cmd", "Open the command line with all actions.", "console", footer=3),
    _row("help", "? f1", "help", "Show every key and what it does.", "console", footer=1),
    _row("quit", "q", "quit", "Leave the console; the engine stays while needed.", "console", footer=21),
    _row("interrupt", "ctrl+c", "quit", "Pressed twice: leave the console.", "console", fixed=True),
    _row("git", "", "git", "Show the checkout and the files that differ.", "console"),
    _row("health", "", "health", "Show sources, engine and what the console costs.", "console"),
    _row("where", "", "where", "Show where the work stands: what went on, what failed, the next step.", "console"),
    _row("vsm", "7", "system", "Show the system view: what is done, conflicts, held back, and why.", "console"),
    _row("pain.ack", "", "see to it", "Say that you see to what hurts, everywhere or there.", "console",
         _WRITE, _ENGINE, _LIVE, argument="[SCOPE]"),
    _row("redraw", "ctrl+l", "redraw", "Paint the whole screen again.", "console", fixed=True),
    _row("suspend", "ctrl+z", "suspend", "Go to the shell; `fg` comes back.", "console", fixed=True),
    _row("engine.stop", "", "stop engine", "Stop the engine of this project.", "engine", _WRITE, _ENGINE, _LIVE),
    _row("engine.backup", "", "back up", "Copy the store and verify the copy.", "engine", _WRITE, _ENGINE, _LIVE),
    _row(
        "source.restart", "", "restart source", "Restart the named source.", "engine", _WRITE, _ENGINE, _LIVE,
        argument="NAME",
    ),
)  # fmt: skip

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}

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
