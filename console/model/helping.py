"""What the user's own helper was asked, and what it said."""

from msgspec import Struct

LOW = 0.3
"""How sure its suggestions are taken to be: never enough to be carried out unasked."""


class Said(Struct, frozen=True):
    """An answer, clean and redacted: an opinion in words, a command with its reason, or both."""

    opinion: str = ""
    argv: tuple[str, ...] = ()
    why: str = ""


class Helping(Struct, frozen=True, kw_only=True):
    """One time the helper was asked about `subject` (`job 3`), which failed with `fingerprint`.

    `time` in seconds since the epoch; `seconds` is how long it took, None while it has not answered.
    """

    id: int
    subject: str
    fingerprint: str
    time: float
    seconds: float | None = None
    said: Said = Said()


class Cost(Struct, frozen=True):
    """What the helper cost today: how often it was asked, and the seconds it took."""

    runs: int
    seconds: float

    def words(self, allowed: int) -> str:
        """For a person, against the runs that a day has."""
        return f"helper: {self.runs} of {allowed} runs today, {self.seconds:.0f} s so far"
