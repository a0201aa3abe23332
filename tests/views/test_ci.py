from msgspec.structs import replace

from console.model.ci import Outcome, Phase, Stand
from console.model.lines import ASCII, UNICODE, plain
from console.model.source import Freshness
from console.views.ci import stand_mark, summary, took, troubles
from console.views.ci_detail import LOG_LINES, Keys, Log, question, run_detail
from console.views.jobs import jobs_view, strip
from tests.views import frames
from tests.views.golden import context
from tests.views.runs import RUNNING, failed_run, passed_run, place, running_run, with_ci

CTX = context(158, 40)
NO_LOG = Log()


def shown(frame, ctx=CTX):
    return [plain(line) for line in jobs_view(frame, ctx).lines]


def opened(card=None, log=NO_LOG, ctx=CTX, frame=None):
    view = run_detail(card or failed_run(), log, frame or with_ci(), ctx, Keys((("act.retry", "r"),)))
    return "\n".join(plain(line) for line in view.lines)


def test_the_run_of_this_commit_stands_first_and_others_beside_the_jobs():
    keys = jobs_view(with_ci(), CTX).keys
    assert keys[0] == "ci 12"
    assert keys.index("job 7") < keys.index("ci 13") < keys.index("job 4") < keys.index("ci 5")
    assert "ci 2" not in keys
    assert "ci 2" in jobs_view(with_ci(), replace(CTX, zoomed=True)).keys


def test_a_row_tells_branch_what_failed_duration_against_history_attempt_who_and_age():
    row = next(line for line in shown(with_ci()) if "ci 12" in line)
    for said in ("tests #41", "main", "unit", "3.1 times the usual 2:10", "attempt 2", "ada", "✖ fail", "6:40", "3m"):
        assert said in row
    assert "usually 1:00" in next(line for line in shown(with_ci()) if "ci 13" in line)


def test_without_ci_nothing_tells_of_it():
    calm = replace(frames.calm(), jobs=())
    assert summary(calm, CTX) == ()
    assert troubles(calm, CTX) == []
    assert "CI" not in plain(jobs_view(calm, CTX).status)
    assert "took" not in shown(calm)[0]


def test_without_a_checkout_no_run_is_of_this_commit():
    assert summary(with_ci(git=None), CTX) == ()
    assert jobs_view(with_ci(git=None), CTX).keys[0] == "job 5"


def test_the_strip_begins_with_ci_on_this_commit():
    assert plain(strip(with_ci(), CTX)).startswith("CI ✖ fail")


def test_a_place_that_cannot_be_believed_says_why_above_the_rows():
    frame = with_ci(places=(place(Freshness.ERROR, "401: log in anew"),))
    assert "ERROR  CI forge.example/ada/flow: 401: log in anew" in shown(frame)[0]
    many = replace(frame, places=frame.places * 9)
    assert "and 8 more CI places" in shown(many)[1]


def test_every_outcome_and_phase_has_a_short_word():
    for glyphs in (UNICODE, ASCII):
        for stand in (*(Stand(Phase.FINISHED, one) for one in Outcome), *(Stand(one) for one in Phase)):
            assert 3 < len(plain(stand_mark(stand, glyphs))) <= 8


def test_a_duration_that_is_not_known_is_not_made_up():
    run = failed_run().run
    assert took(replace(run, finished=None), frames.NOW) is None
    assert took(replace(run, finished=None, stand=RUNNING), frames.NOW) == 590.0


def test_behind_enter_the_failed_job_comes_first_with_cause_cluster_and_what_it_was_compared_with():
    cluster = replace(frames.clusters()[0], sample="unit failed: ValueError: bad seed", fix="seed it")
    words = opened(frame=with_ci(clusters=(cluster,)))
    for said in (
        "in step 2 pytest",
        "812  E   ValueError",
        "compared with 2 passing runs",
        "test, 90% sure",
        "seed it",
    ):
        assert said in words
    assert words.index("in step 2") < words.index("jobs and steps") < words.index("✔ ok  lint")
    assert f"cluster  {cluster.id}," in words


def test_what_can_be_asked_is_what_the_server_grants_and_what_is_apt():
    assert "r   run it again" in opened()
    assert ":ci.retry_failed" in opened()
    assert ":job.cancel" not in opened()
    assert ":job.cancel" in opened(running_run())
    assert "run it again" not in opened(frame=with_ci(places=(place(),)))


def test_a_log_shows_its_end_says_so_and_marks_what_is_searched():
    log = Log("unit", "\n".join(f"line {n}" for n in range(LOG_LINES + 5)))
    words = opened(log=log)
    assert "`kontrapunkt ci log 12` prints all of it" in words
    assert "\nline 4\n" not in words.replace(" line", "line")
    view = run_detail(failed_run(), log, with_ci(), replace(CTX, height=900, find="line 30.$"), Keys())
    assert any(span.role.value == "match" and span.text == "line 304" for line in view.lines for span in line)


def test_the_log_in_question_is_that_of_what_failed_then_of_what_runs():
    assert question(failed_run())[0].name == "unit"
    assert question(running_run())[0].name == "build"
    assert question(passed_run(3)) == ()


def test_every_width_keeps_its_room():
    for width in (20, 40, 78, 80, 158):
        ctx = context(width, 30)
        assert all(len(line) <= width for line in shown(with_ci(), ctx))
        assert all(len(line) <= width for line in opened(ctx=ctx).split("\n"))
