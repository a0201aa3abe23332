"""The action table: one row for everything a person can ask for.

Bindings, footer, help, command line, palette, `keys check` and the documentation are made from it.
"""

from collections.abc import Mapping
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
        "act.retry", "r", "retry", "Run the job, or the run in CI, once more; asks unless it failed.", "jobs",
        _WRITE, _ENGINE, _LIVE, footer=11, argument="[JOB]",
    ),
    _row("ci.retry_failed", "R", "retry failed", "Run only the failed jobs of the run in CI once more.", "jobs",
         _WRITE, _ENGINE, _LIVE),
    _row("ci.watch", "v", "watch", "Be told when the run in CI is over.", "jobs", _WRITE, _ENGINE, _LIVE),
    _row("ci.browse", "B", "browse", "Open the run in CI in the browser; over ssh copy its link.", "jobs"),
    _row("ci.trigger", "", "trigger", "Set off the named pipeline in CI.", "jobs", _WRITE, _ENGINE, _LIVE,
         argument="NAME [BRANCH]"),
    _row("job.run", "", "run", "Queue a command, run in the project's folder.", "jobs", _WRITE, _ENGINE, _LIVE,
         argument="COMMAND"),
    _row("job.cancel", "", "cancel", "End the job, with everything it started; a run in CI when you type y.", "jobs",
         _WRITE, _ENGINE, _LIVE),
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
    _row(
        "forecast.act", "", "relieve", "Do what a forecast offers, by number; without one say what that is.", "jobs",
        _WRITE, _ENGINE, _LIVE, argument="[NUMBER]",
    ),
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
