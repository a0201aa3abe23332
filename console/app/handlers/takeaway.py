"""Taking away what is shown: marks, copies, snapshots."""

import asyncio
import os
from datetime import UTC, datetime

import msgspec

from console.app.handlers.base import Handlers, Work
from console.model.lines import Role, plain


class TakeAwayHandlers:
    """Copies go to the clipboard, snapshots into the state directory."""

    def __init__(self, work: Work) -> None:
        self._desk = work.desk
        self._host = work.host

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {"mark": self.mark, "copy": self.copy_row, "copy.pane": self.copy_pane, "save": self.save}

    async def mark(self, _argument: str) -> None:
        """Mark the selected row, or take its mark away."""
        desk = self._desk
        key, text = desk.pane.key, self._row()
        if not text:
            desk.say("no row is selected", Role.MUTED)
            return
        name = f"{desk.active} {key}"
        if desk.marked.pop(name, None) is None:
            desk.marked[name] = text
        desk.say(f"{len(desk.marked)} marked; {desk.setup.keymap.label('copy')} copies them, esc forgets them")

    async def copy_row(self, _argument: str) -> None:
        """Copy the marked rows, or the selected one."""
        marked = list(self._desk.marked.values())
        await self._copy("\n".join(marked) if marked else self._row())

    async def copy_pane(self, _argument: str) -> None:
        """Copy all lines of the pane that has the keys."""
        view = self._desk.pane.shown
        await self._copy("\n".join(plain(line).rstrip() for line in view.lines) if view else "")

    async def save(self, _argument: str) -> None:
        """Write the screen and its frame beside each other."""
        desk = self._desk
        if not desk.setup.state:
            desk.say("there is no state directory to save to", Role.WARN)
            return
        from console.app.snapshots import write

        stamp = datetime.fromtimestamp(desk.setup.clock.now(), tz=UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = os.path.join(desk.setup.state, "snapshots")
        picture, frame = self._host.screenshot().encode(), msgspec.json.encode(desk.frame)
        try:
            base = await asyncio.to_thread(write, folder, stamp, picture, frame)
        except OSError as error:
            desk.say(f"the snapshot cannot be written: {error.strerror}", Role.FAIL)
        else:
            desk.say(f"saved {base}.svg and .json", Role.OK)

    def _row(self) -> str:
        """The selected row in full: an event's whole text, else the line as shown."""
        desk = self._desk
        pane = desk.pane
        if pane is desk.events:
            event = desk.events.selected
            return str(event.attrs.get("body") or event.text) if event else ""
        view = pane.shown
        row = pane.cursor - pane.scroll + view.first if view and view.keys else -1
        return (
            plain(view.lines[row]).strip(f" {desk.painter.glyphs.cursor}")
            if view and 0 <= row < len(view.lines)
            else ""
        )

    async def _copy(self, text: str) -> None:
        desk, setup = self._desk, self._desk.setup
        if not text:
            desk.say("there is nothing to copy", Role.MUTED)
            return
        from console.app.clipboard import CopyError, copy

        folder = "" if setup.readonly else setup.state
        try:
            way = await asyncio.to_thread(copy, text, setup.env, self._host.write_terminal, folder)
        except CopyError as error:
            desk.say(f"not copied: {error}", Role.WARN)
        else:
            desk.say(way, Role.OK)
