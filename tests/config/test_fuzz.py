"""Whatever a file holds, there are settings, and whatever is wrong is printable."""

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.config.entries import MOST_PROBLEMS
from console.config.tree import leaves
from console.model.settings import Settings
from console.verbs.checks import checks

NAMES = [part for path, _ in leaves() for part in path] + ["find.next", "dusk", "warn", "base", "x"]
VALUES = [
    "1",
    "-1",
    "1e400",
    "nan",
    "inf",
    "true",
    '"x"',
    "'''y'''",
    "[]",
    "[1, 'a']",
    "{a = 1}",
    "1979-05-27",
    "9" * 30,
]
NAME = st.sampled_from(NAMES)
STATEMENT = st.one_of(
    st.builds("[{}]".format, NAME),
    st.builds("[[{}.{}]]".format, NAME, NAME),
    st.builds("[{}.{}]".format, NAME, NAME),
    st.builds("{} = {}".format, NAME, st.sampled_from(VALUES)),
    st.builds("{}.{} = {}".format, NAME, NAME, st.sampled_from(VALUES)),
    st.text(string.printable, max_size=10),
)
ANY = st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
LIKELY = st.lists(STATEMENT, max_size=12).map("\n".join).map(str.encode)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(LIKELY | ANY)
def test_any_file_gives_settings_and_printable_problems(place, content):
    place.file.write_bytes(content)
    loaded = place.load(checks=checks())
    assert isinstance(loaded.settings, Settings)
    assert all(problem.text().isprintable() for problem in loaded.problems)
    assert all(0 <= problem.line <= content.count(b"\n") + 1 for problem in loaded.problems)
    assert len(loaded.problems) <= 2 * MOST_PROBLEMS
