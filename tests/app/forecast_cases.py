"""Tests of what a person can do about a resource that runs out."""

from msgspec.structs import replace

from console.model.forecast import Culprit, Forecast, Offer
from tests.app.cases import case, connected
from tests.app.failure_cases import say
from tests.views import frames

OFFERS = (
    Offer("end job 6, make lint", "job.cancel", {"job": 6}),
    Offer("empty pip: pip cache purge", "job.add", {"work": {"argv": ["pip", "cache", "purge"], "cwd": "/"}}),
)
FOUND = Forecast(
    t=frames.NOW, level=1.0, eta_s=600, low=400, high=900, warning=True, reason="at 91% of the limit",
    culprit=Culprit(name="cc1plus big.cc", grown=3e9, seconds=600, pid=77, job=6), offers=OFFERS,
)  # fmt: skip


@case("forecast.act", name="storm")
async def act(bench):
    link = connected(bench)
    await say(bench, "forecast.act 1")
    assert "nothing is offered" in bench.note
    await bench.press("3", "g")
    key = bench.desk.panes["forecast"].key
    bench.desk.frame = replace(bench.desk.frame, forecasts={key: FOUND})
    await say(bench, "forecast.act")
    assert "1 end job 6, make lint; 2 empty pip" in bench.note
    assert link.commands == []
    await bench.press("enter", "enter")
    assert bench.desk.subject == key
    await say(bench, "forecast.act 1")
    await say(bench, "forecast.act 2")
    assert link.commands[0] == ("job.cancel", {"job": 6})
    assert link.commands[1][1]["token"]
    assert link.commands[1][1]["work"]["argv"] == ["pip", "cache", "purge"]
