"""A project folder, a user folder and a trust list of a test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from console.config import Loaded, Trust, load


class Place:
    """Where the files of one test lie."""

    def __init__(self, root: Path) -> None:
        self.project, self.user, self.state = root / "project", root / "user", root / "state"
        self.project.mkdir()
        self.user.mkdir()
        self.file = self.project / "kontrapunkt.toml"
        self.user_file = self.user / "config.toml"
        self.trust = Trust(str(self.state))

    def load(self, text: str | None = None, user: str | None = None, **more: object) -> Loaded:
        """Write the files, then read them."""
        if text is not None:
            self.file.write_text(text, encoding="utf-8")
        if user is not None:
            self.user_file.write_text(user, encoding="utf-8")
        return load(str(self.project), str(self.user), trust=self.trust, **more)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def problems(place: Place) -> Callable[[str], list[tuple[str, int, str, str]]]:
    """The problems of a project file as (kind, line, key, nearest)."""

    def found(text: str) -> list[tuple[str, int, str, str]]:
        return [(p.kind, p.line, p.key, p.nearest) for p in place.load(text).problems]

    return found
