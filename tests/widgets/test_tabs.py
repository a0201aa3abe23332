import pytest

from console.model.lines import Role, plain
from widgets.tabs import tab_at, tabs


@pytest.mark.parametrize("active", range(1, 7))
@pytest.mark.parametrize("width", [60, 80, 99])
def test_all_six_are_there_and_fit_and_the_active_one_is_marked(active, width):
    line = tabs(active, width)
    assert len(plain(line)) <= width - 4
    assert [span.role for span in line].index(Role.ACCENT) == active - 1
    assert f"[{active} " in plain(line)


def test_a_cell_tells_its_tab():
    line = tabs(3, 99)
    text = plain(line)
    assert tab_at(line, text.index("Jobs")) == 5
    assert tab_at(line, 0) == 1
    assert tab_at(line, 500) is None
