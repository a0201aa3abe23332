"""What the parts of the program say against the settings that are theirs: keys, themes and log formats."""

from collections.abc import Iterator

from console.config import Check, Flaw
from console.model.settings import Settings


def checks() -> tuple[Check, ...]:
    """All of them, for `console.config.load`."""
    return (_keys, _themes, _theme, _formats)


def _keys(settings: Settings) -> Iterator[Flaw]:
    if settings.keys:
        from console.keymap import resolve

        for problem in resolve(settings.keys)[1]:
            yield Flaw(("keys", problem.id), problem.message, problem.nearest)


def _themes(settings: Settings) -> Iterator[Flaw]:
    if settings.themes:
        from themes.user import flaws

        for name, table in settings.themes.items():
            for flaw in flaws(name, table):
                yield Flaw(("themes", name, *filter(None, [flaw.key])), flaw.message, flaw.nearest)


def _formats(settings: Settings) -> Iterator[Flaw]:
    if settings.logs.formats:
        from console.engine.collect import flaws

        yield from flaws(settings)


def _theme(settings: Settings) -> Iterator[Flaw]:
    from difflib import get_close_matches

    from themes.palette import names

    known = names(settings.themes)
    if settings.screen.theme not in known:
        message = f"no theme has this name; there are: {', '.join(known)}"
        yield Flaw(("screen", "theme"), message, next(iter(get_close_matches(settings.screen.theme, known, 1)), ""))
