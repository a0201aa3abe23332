import pytest

from console.model.lines import plain
from console.views.clusters import clusters_view, shares, strip
from tests.views import frames
from tests.views.golden import context


@pytest.mark.parametrize(
    ("wanted", "total", "given"),
    [([30, 5, 30], 45, [20, 5, 20]), ([3, 3], 50, [3, 3]), ([9, 9, 9], 9, [3, 3, 3]), ([], 9, [])],
)
def test_who_wants_little_leaves_the_rest_to_the_others(wanted, total, given):
    assert shares(wanted, total) == given


def test_the_strip_uses_its_room():
    words = plain(strip(frames.storm(), context(100, 1)))
    assert words == "97 timeout waiting for <*>:<*>  38 ENOSPC writing <*>  12 slow query <*> took <*> ms"


def test_the_selected_kind_tells_where_it_was_seen():
    words = "\n".join(plain(line) for line in clusters_view(frames.storm(), context(100, 20, cursor=0)).lines)
    assert "seen    512 times in app/server.log" in words
    assert "sample  timeout waiting for 42:42" in words
