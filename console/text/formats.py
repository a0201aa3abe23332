"""Log formats of the user's own: RE2 patterns with the named groups time and level, tried before the built-in ones."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from console.model.event import Severity
from console.model.settings import LogFormat
from console.text.levels import named
from console.text.timestamps import DAY_S, TimeReader


class FormatError(ValueError):
    """A format's pattern is not one that RE2 can run, or lacks its groups; the message names the format."""


class _Format:
    """One compiled format."""

    def __init__(self, settings: LogFormat) -> None:
        import re2

        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        try:
            self.pattern = re2.compile(settings.pattern.encode(), options)
        except re2.error as error:
            raise FormatError(f"log format {settings.name}: the pattern is not supported: {_reason(error)}") from error
        groups = {bytes(name): number for name, number in self.pattern.groupindex.items()}
        self.time_group = groups.get(b"time", 0)
        self.level_group = groups.get(b"level", 0)
        if not self.time_group and not self.level_group:
            raise FormatError(f"log format {settings.name}: the pattern has neither a group time nor a group level")
        self.time = settings.time
        try:
            self.levels = {
                word.encode().lower(): int(Severity[meaning.upper()]) for word, meaning in settings.levels.items()
            }
        except KeyError as error:
            raise FormatError(f"log format {settings.name}: there is no severity {error}") from error


def flaws(formats: Sequence[LogFormat]) -> Iterator[str]:
    """Why formats cannot be used, a sentence for each such one."""
    for settings in formats:
        try:
            _Format(settings)
        except FormatError as error:
            yield str(error)


class UserFormats:
    """The user's formats in order. Raises FormatError for a pattern that cannot be run."""

    def __init__(self, formats: Sequence[LogFormat], times: TimeReader, zone: tzinfo | None = None) -> None:
        self._formats = [_Format(settings) for settings in formats]
        self._times = times
        self._zone = zone

    def __bool__(self) -> bool:
        return bool(self._formats)

    def level(self, line: bytes) -> int | None:
        """The severity that the first fitting format reads in a line, None when none reads one."""
        for form in self._formats:
            if (found := form.pattern.match(line)) is not None:
                word = found[form.level_group] if form.level_group else None
                return form.levels.get(word.lower(), named(word)) if word else None
        return None

    def time(self, line: bytes, arrival: float) -> float | None:
        """The time (seconds since the epoch) that the first fitting format reads in a line."""
        for form in self._formats:
            if (found := form.pattern.match(line)) is not None:
                text = found[form.time_group] if form.time_group else None
                return self._read(form, text, arrival) if text else None
        return None

    def levels(self, block: bytes) -> dict[int, int]:
        """Start and severity of every line of a block in which a format reads a level."""
        found: dict[int, int] = {}
        start = 0
        for line in block.split(b"\n"):
            if line and (level := self.level(line)) is not None:
                found[start] = level
            start += len(line) + 1
        return found

    def _read(self, form: _Format, text: bytes, arrival: float) -> float | None:
        """The time in the text of a time group; without a year the latest that is not in the future."""
        if not form.time:
            stamp = self._times.find(text, arrival)
            return stamp.time if stamp else None
        has_year = any(sign in form.time for sign in ("%Y", "%y", "%c", "%x", "%s", "%G"))
        this_year = datetime.fromtimestamp(arrival, tz=UTC).year
        for year in (None,) if has_year else (this_year + 1, this_year, this_year - 1):
            moment = _parse(text.decode("latin-1"), form.time, year, self._zone)
            if moment is not None and (has_year or moment <= arrival + DAY_S):
                return moment
        return None


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def _parse(text: str, form: str, year: int | None, zone: tzinfo | None) -> float | None:
    """Seconds since the epoch of a text in a strptime format, None when it does not fit."""
    try:
        if year is not None:
            text, form = f"{year} {text}", f"%Y {form}"
        moment = datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows below
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
