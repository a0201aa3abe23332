"""How something is done: the thresholds, what no confidence outweighs, and what happens without a person."""

from typing import Any

import pytest

from console.actions.decide import Proposal, Reach, judged, reach_of, repeatable
from console.model.failure import Risk
from console.model.ruling import Mode
from console.model.settings import DecideSettings

OUT_OF_THE_BOX = DecideSettings()
BOLD = DecideSettings(automatic=("retry", "fix"))


def mode(confidence: float, settings: DecideSettings = BOLD, **fields: Any) -> Mode:
    given = {"risk": Risk.SAFE, "reach": Reach.HARMLESS, "protected": True} | fields
    return judged(Proposal(what="it", confidence=confidence, **given), settings).mode


def test_thresholds():
    assert [mode(c) for c in (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)] == [
        Mode.DO, Mode.WATCH, Mode.WATCH, Mode.WATCH, Mode.CHECKPOINT, Mode.CHECKPOINT, Mode.ASK,
    ]  # fmt: skip
    assert mode(0.6, DecideSettings(automatic=("fix",), checkpoint=0.65)) is Mode.ASK


def test_what_is_not_safe_gets_a_checkpoint_and_without_one_is_asked():
    assert mode(0.99, risk=Risk.REVERSIBLE) is Mode.CHECKPOINT
    assert mode(0.99, risk=Risk.REVERSIBLE, protected=False) is Mode.ASK
    assert mode(0.99, risk=Risk.DESTRUCTIVE, person=True) is Mode.ASK
    assert mode(0.99, reach=Reach.DESTRUCTIVE, person=True) is Mode.ASK


def test_out_of_the_box_only_retries_happen_without_a_person():
    assert mode(0.99, OUT_OF_THE_BOX) is Mode.ASK
    assert mode(0.99, OUT_OF_THE_BOX, person=True) is Mode.DO
    assert mode(0.99, OUT_OF_THE_BOX, kind="retry") is Mode.DO


@pytest.mark.parametrize("where", [Reach.NETWORK_WRITE, Reach.OUTSIDE, Reach.DESTRUCTIVE, Reach.UNKNOWN])
def test_what_is_never_automatic_is_asked_even_when_the_rulebook_says_do(where):
    assert mode(0.99, reach=where, said=Mode.DO, rule="mine") is Mode.ASK


def test_the_rulebook_decides_otherwise():
    assert mode(0.1, said=Mode.DO, rule="mine") is Mode.DO
    assert mode(0.99, said=Mode.NEVER, rule="mine", person=True) is Mode.NEVER
    option = judged(
        Proposal(what="it", confidence=0.1, risk=Risk.SAFE, reach=Reach.HARMLESS, said=Mode.DO, rule="mine"), BOLD
    )
    assert "mine" in option.reason


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pytest -q", Reach.HARMLESS),
        ("python3 -m pytest", Reach.HARMLESS),
        ("npx jest", Reach.HARMLESS),
        ("git push origin main", Reach.NETWORK_WRITE),
        ("npm publish", Reach.NETWORK_WRITE),
        ("git add x", Reach.PROJECT),
        ("git clean -fd", Reach.DESTRUCTIVE),
        ("git checkout -f main", Reach.DESTRUCTIVE),
        ("rm -rf build", Reach.DESTRUCTIVE),
        ("sudo apt-get install x", Reach.OUTSIDE),
        ("npm install -g yarn", Reach.OUTSIDE),
        ("touch ../x", Reach.OUTSIDE),
        ("touch /etc/passwd", Reach.OUTSIDE),
        ("./deploy.sh", Reach.UNKNOWN),
        ("sh -c true", Reach.UNKNOWN),
        ("", Reach.UNKNOWN),
    ],
)
def test_what_a_command_can_reach(words, expected):
    assert reach_of(words.split()) is expected


def test_what_may_simply_run_twice():
    assert repeatable(["cargo", "test"])
    assert not repeatable(["cargo", "publish"])
    assert not repeatable(["./migrate"])
    assert not repeatable(["make", "deploy"])


def test_leave_for_a_stretch_of_work_never_covers_what_does_harm_whatever_the_settings_say():
    lax = DecideSettings(automatic=(), never=())
    assert mode(0.99, lax, granted=True) is Mode.DO
    for reach in (Reach.OUTSIDE, Reach.NETWORK_WRITE, Reach.DESTRUCTIVE, Reach.UNKNOWN):
        assert mode(0.99, lax, granted=True, reach=reach) is Mode.ASK
    assert mode(0.99, lax, granted=True, risk=Risk.DESTRUCTIVE) is Mode.ASK


def test_an_opinion_asks_however_sure_it_became_and_whatever_the_rulebook_says():
    assert mode(0.99, asks="it is an opinion", said=Mode.DO) is Mode.ASK
    assert mode(0.99, asks="it is an opinion", said=Mode.DO, person=True) is Mode.ASK
