"""Log formats of the user's own: RE2 patterns with the named groups time and level, tried before the built-in ones."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

import re2

from console.model.event import Severity
from console.model.settings import LogFormat
from console.text.severity import named
from console.text.timestamps import TimeReader


class FormatError(ValueError):
    """A format's pattern is not one that RE2 can run, or lacks its groups; the message names the format."""


class _Format:
    """One compiled format."""

    def __init__(self, settings: LogFormat) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        try:
            self.pattern = re2.compile(settings.pattern.encode(), options)
        except re2.error as error:
            raise FormatError(f"log format {settings.name}: pattern not supported: {error}") from error
        self.groups = set(self.pattern.groupindex)
        if not self.groups & {"time", "level"}:
            raise FormatError(f"log format {settings.name}: the pattern has neither a group time nor a group level")
        self.time = settings.time
        self.levels = {
            word.encode().lower(): int(Severity[meaning.upper()]) for word, meaning in settings.levels.items()
        }


class UserFormats:
    """The user's formats in order. Raises FormatError for a pattern that cannot be run."""

    def __init__(self, formats: Sequence[LogFormat], times: TimeReader, zone: tzinfo | None = None) -> None:
        self._formats = [_Format(settings) for settings in formats]
        self._times = times
        self._zone = zone

    def __bool__(self) -> bool:
        return bool(self._formats)

    def read(self, line: bytes, arrival: float) -> tuple[float | None, int | None] | None:
        """Time (seconds since the epoch) and severity of a line, None when no format of the user's fits it."""
        for form in self._formats:
            if found := form.pattern.match(line):
                level = self._level(form, found["level"]) if "level" in form.groups else None
                return (self._time(form, found["time"], arrival) if "time" in form.groups else None), level
        return None

    def _level(self, form: _Format, word: bytes | None) -> int | None:
        if word is None:
            return None
        return form.levels.get(word.lower(), named(word))

    def _time(self, form: _Format, text: bytes | None, arrival: float) -> float | None:
        if not text:
            return None
        if not form.time:
            stamp = self._times.find(text, arrival)
            return stamp.time if stamp else None
        try:
            moment = datetime.strptime(text.decode("latin-1"), form.time)  # noqa: DTZ007 - the zone follows below
            if "%Y" not in form.time and "%y" not in form.time and moment.year == 1900:
                moment = moment.replace(year=datetime.fromtimestamp(arrival, tz=self._zone or UTC).year)
            return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).timestamp()
        except (ValueError, OverflowError, OSError):
            return None
