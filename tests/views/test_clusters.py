import pytest
from msgspec.structs import replace

from console.model.failure import Category
from console.model.lines import plain
from console.views.clusters import caption, clusters_view, shares, strip
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
    assert words == "97 timeout waiting for <*>:<*>  38 the disk of the build box  12 slow query <*> took <*> ms"


def shown(frame, ctx):
    return "\n".join(plain(line) for line in clusters_view(frame, ctx).lines)


def test_the_selected_cluster_tells_where_why_and_what_may_mend_it():
    words = shown(frames.storm(), context(100, 20, cursor=0))
    assert "seen    512 times in app/server.log" in words
    assert "sample  timeout waiting for 42:42" in words
    assert "at      app/db.py:42 connect" in words
    assert "why     network 94%: connection timed out while a database was asked" in words
    assert "fix     systemctl restart resolver" in words


def test_what_is_not_known_is_said_without_a_percentage():
    frame = frames.storm()
    clusters = [replace(cluster, category=Category.UNKNOWN, confidence=0.0) for cluster in frame.clusters]
    words = shown(replace(frame, clusters=type(frame.clusters)(clusters)), context(100, 20, cursor=0))
    assert "why     unknown: connection timed out" in words


def test_every_standing_has_its_sign_and_word():
    words = shown(frames.storm(), context(140, 20))
    for said in ("✖ AGAIN", "✖ new", "▲ known", "✔ ack jk", "· muted", "✔ done jk"):
        assert said in words
    assert "the disk of the build box" in words
    assert "> #1" in words


def test_muted_clusters_come_last_and_do_not_speak_in_the_strip():
    frame = frames.storm()
    loud = replace(frame.clusters[0], muted=True)
    frame = replace(frame, clusters=(loud, *frame.clusters[1:]))
    assert clusters_view(frame, context(100, 20)).keys[-1] == "5"
    assert "timeout" not in plain(strip(frame, context(100, 1)))


def test_the_title_counts_what_is_open():
    assert "3 open of 6" in plain(clusters_view(frames.storm(), context(100, 20)).status)


def test_what_was_dug_up_is_shown_without_a_source_of_logs():
    frame = replace(frames.storm(), sources=())
    assert "timeout waiting" in shown(frame, context(100, 20))
    assert "unknown: no logs source" in shown(replace(frame, clusters=()), context(100, 20))


def test_time_and_level_of_the_line_are_no_part_of_what_a_cluster_is_called():
    cluster = replace(frames.clusters()[2], title="<*> ERROR [worker-<*>] upload of <*> failed", sample="x")
    assert caption(cluster) == "[worker-<*>] upload of <*> failed"
