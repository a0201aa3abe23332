"""The feed over a real store, and what opening needs to know before Textual is imported."""

import pytest

from console.app.feed import StoreFeed
from console.app.memory import Memory, recall
from console.app.run import ConsoleOptions, utf8
from console.app.run import _theme as theme_of
from console.model.frame import EventQuery
from console.store.reader import Reader, ReadError


async def test_a_missing_store_is_an_error_in_words_and_closing_still_works(tmp_path):
    feed = StoreFeed(lambda: Reader(str(tmp_path / "none.sqlite")))
    with pytest.raises(ReadError, match="no store"):
        feed.first(None).result(10)
    with pytest.raises(ReadError):
        await feed.events(EventQuery())
    await feed.close()


async def test_reads_go_through_one_thread(tmp_path):
    import threading

    seen = set()

    class Probe:
        def event(self, seq):
            seen.add(threading.current_thread().name)

        def close(self):
            seen.add("closed")

    feed = StoreFeed(Probe)
    await feed.event(1)
    await feed.event(2)
    await feed.close()
    assert len(seen) == 2
    assert "closed" in seen


def test_what_is_remembered_is_found_again_and_a_broken_memory_is_none(tmp_path):
    memory = Memory(str(tmp_path))
    memory("theme", "rustbelt")
    memory("other", "x")
    assert recall(str(tmp_path)) == {"theme": "rustbelt", "other": "x"}
    (tmp_path / "screen.json").write_text("{broken")
    assert recall(str(tmp_path)) == {}
    assert recall("") == {}


def test_the_asked_theme_wins_over_the_remembered_one_and_unknown_ones_are_passed_over(tmp_path):
    def options(theme=None):
        return ConsoleOptions(project="/p", store="x", state=str(tmp_path), theme=theme)

    assert theme_of(options(), recall(str(tmp_path))) == "skyskraper"
    Memory(str(tmp_path))("theme", "rustbelt")
    assert theme_of(options(), recall(str(tmp_path))) == "rustbelt"
    assert theme_of(options("skyskraper-ansi"), recall(str(tmp_path))) == "skyskraper-ansi"
    Memory(str(tmp_path))("theme", "gone")
    assert theme_of(options(), recall(str(tmp_path))) == "skyskraper"


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"LANG": "en_US.UTF-8"}, True), ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, False),
        ({"LC_CTYPE": "C.utf8"}, True),
        ({}, False), ({"LANG": "de_DE.ISO-8859-1"}, False), ({"LC_ALL": "", "LANG": "C.UTF-8"}, True),
    ],
)  # fmt: skip
def test_the_locale_decides_about_ascii(env, expected):
    assert utf8(env) is expected
