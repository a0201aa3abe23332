from msgspec.structs import replace

from console.model.breaker import BreakerState
from console.model.lines import ASCII, plain
from console.model.upkeep import Upkeep
from console.views.breaker import breaker_detail, breaker_row, until, waiting
from console.views.data_machine import jobs_fields
from console.views.jobs import jobs_view, strip
from tests.views import frames
from tests.views.broken import REGISTRY, broken
from tests.views.golden import context

CTX = context(120, 30)


def shown(frame=None, ctx=CTX):
    return [plain(line) for line in jobs_view(frame or broken(), ctx).lines]


def test_what_is_broken_stands_first_with_who_waits_until_when_and_why():
    view = jobs_view(broken(), CTX)
    assert view.keys[:4] == (f"breaker {REGISTRY}", "breaker db.internal", "breaker docker", "workaround lint")
    row = plain(view.lines[view.first])
    assert row.split("  ") == [
        " ✖ open", REGISTRY, "job 7 waits", "until 12:05:11", "5 of 6 calls failed",
    ]  # fmt: skip


def test_a_breaker_says_what_comes_next():
    open_, half, held = broken().upkeep.breakers
    assert until(half, CTX) == "job 8, attempt 1 tries it"
    assert until(held, CTX) == "until it is reset"
    assert until(replace(open_, pause=5.0), CTX) == "the next one tries it"
    assert until(replace(open_, state=BreakerState.CLOSED), CTX) == ""


def test_a_job_waits_for_what_it_depends_on_or_names_as_its_cause():
    frame = broken()
    assert waiting(frame.upkeep.breakers[0], frame) == (7,)
    named = tuple(replace(job, work=replace(job.work, depends=()), cause="docker is held: x") for job in frame.jobs)
    assert waiting(frame.upkeep.breakers[2], replace(frame, jobs=named)) == (7,)


def test_a_workaround_that_a_breaker_tells_of_is_not_told_twice():
    words = "\n".join(shown())
    assert "the linter is skipped, until it runs again" in words
    assert "jobs wait" not in words


def test_tracks_spared_runs_and_guesses_take_one_line_and_zoomed_three():
    assert shown()[0].strip() == (
        "tracks  builds 0/1  deploy held   not run again 12 of 40 (30%), 4:12 saved   started early 7 of 9 (78%) right"
    )
    assert [line.split()[0] for line in shown(ctx=replace(CTX, zoomed=True))[:3]] == ["tracks", "not", "started"]


def test_calm_is_calm():
    assert not any(word in "\n".join(shown(frames.calm())) for word in ("tracks", "not run again", "open"))
    assert frames.calm().upkeep == Upkeep()


def test_the_strip_counts_what_is_broken():
    assert plain(strip(broken(), CTX)).startswith("✖ 3 broken")


def test_the_detail_tells_all_and_what_to_do():
    frame = broken()
    words = "\n".join(plain(line) for line in breaker_detail(frame.upkeep.breakers[0], frame, CTX).lines)
    for part in ("2 times in a row", "6, of these 5 failed and 1 were slow", "job 7  cargo test", ":breaker.reset"):
        assert part in words


def test_narrow_rows_keep_what_matters_and_their_room():
    for width in (30, 58, 80):
        ctx = context(width, 11)
        assert all(len(line) <= width for line in shown(ctx=ctx))
    assert plain(breaker_row(broken().upkeep.breakers[0], broken(), replace(CTX, glyphs=ASCII))).startswith("x open")


def test_json_has_what_the_pane_shows():
    fields = jobs_fields(broken(), frames.NOW)
    assert fields["breakers"][0] == {
        "key": REGISTRY, "state": "open", "why": "5 of 6 calls failed", "until": "2024-03-14T11:05:11.250Z",
    }  # fmt: skip
    assert fields["breakers"][2]["until"] is None
    assert fields["incremental"] == {"checked": 40, "hits": 12, "saved_s": 252.0}
    assert jobs_fields(frames.calm(), frames.NOW)["speculation"] is None
