"""Tells the person through the terminal of what hurts and is not seen to: by the bell, then on the desktop."""

from collections.abc import Callable
from datetime import datetime

from console.analysis.pain.telling import BELL, DESKTOP, Louder, Ration, is_quiet, words
from console.model.frame import Frame
from console.model.settings import NotifySettings
from console.views.pain import pains

LONGEST = 200
TITLE = "kontrapunkt"
RING = "\x07"

Write = Callable[[str], None]


class Alarm:
    """Looks at live frames; `write` sends a sequence to the terminal, `tmux` tells that tmux stands between.

    `local` gives the local time of a moment.
    """

    def __init__(
        self,
        settings: NotifySettings,
        write: Write,
        *,
        tmux: bool,
        local: Callable[[float], datetime] = datetime.fromtimestamp,
    ) -> None:
        self._settings = settings
        self._write = write
        self._tmux = tmux
        self._local = local
        self._louder = Louder()
        self._ration = Ration(settings.most_per_hour)

    def look(self, frame: Frame) -> None:
        """Ring or notify where something became louder since the last look; a frame of the past rings nothing."""
        if not frame.live:
            return
        louder = self._louder.news(pains(frame))
        if not louder or is_quiet(self._settings.quiet, self._local(frame.at)):
            return
        loudest = louder[0]
        if loudest.loudness >= BELL and self._settings.bell and self._ration.take(frame.at):
            self._write(RING)
        if loudest.loudness >= DESKTOP and self._settings.desktop != "off" and self._ration.take(frame.at):
            self._write(notification(self._settings.desktop, words(loudest), tmux=self._tmux))


def notification(kind: str, text: str, *, tmux: bool) -> str:
    """The sequence that asks the terminal for a desktop notification; nothing in the text can end it early.

    OSC 9 is iTerm2's and Windows Terminal's, OSC 777 that of rxvt and others. tmux passes it on where
    `allow-passthrough` is on.
    """
    safe = "".join(sign for sign in text if sign.isprintable()).replace(";", ",")[:LONGEST]
    body = f"9;{TITLE}: {safe}" if kind == "osc9" else f"777;notify;{TITLE};{safe}"
    sequence = f"\x1b]{body}\x07"
    return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\" if tmux else sequence
