"""Verdicts: what is said, how sure, causes before consequences, silence when nothing is told, hostile texts."""

import hashlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.classify import Classifier, Rule, classify
from console.analysis.classify.text import LONGEST, lines_of
from console.model.failure import Category, Fault, FaultKind, Report

CORPUS = tomllib.loads(Path(__file__).with_name("corpus.toml").read_text(encoding="utf-8"))
TEXTS = [(name, row["text"].strip("\n")) for name, rows in CORPUS.items() for row in rows]
HELD_OUT = [(name, text) for name, text in TEXTS if hashlib.sha256(text.encode()).digest()[0] & 1]


def share(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Accuracy, and precision of what is not called unknown."""
    verdicts = [(name, str(classify(text).category)) for name, text in pairs]
    told = [(name, given_) for name, given_ in verdicts if given_ != "unknown"]
    return sum(a == b for a, b in verdicts) / len(verdicts), sum(a == b for a, b in told) / len(told)


def test_the_half_that_was_not_tuned_on_is_told_apart() -> None:
    accuracy, precision = share(HELD_OUT)
    assert len(HELD_OUT) > 150
    assert accuracy >= 0.95
    assert precision >= 0.95


def test_a_verdict_says_line_reason_and_advice_with_what_was_caught() -> None:
    verdict = classify("$ ./run.sh\n./run.sh: line 3: jq: command not found\nexit code 127")
    assert verdict.category is Category.ENVIRONMENT
    assert verdict.summary == "./run.sh: line 3: jq: command not found"
    assert "jq" in verdict.reason
    assert "line 2" in verdict.reason
    assert verdict.fix.startswith("Install jq")
    assert verdict.rule == "command-not-found"
    assert 0.8 < verdict.confidence < 1


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("FAILED tests/test_a.py::test_b - requests.exceptions.ConnectionError: Connection refused", "network"),
        ("NewConnectionError: Temporary failure in name resolution\nERROR: No matching distribution found", "network"),
        ("make: *** [a.o] Error 1\ng++: fatal error: Killed signal terminated program cc1plus", "resource"),
        ("1 failed, 2 passed\nThe job exceeded the maximum time limit for jobs, and has been terminated.", "timeout"),
        ("E       AssertionError: assert 403 == 200", "test"),
        ("npm error code ETIMEDOUT\nnpm error 404 Not Found - GET https://registry.npmjs.org/a", "network"),
    ],
)
def test_a_cause_wins_over_its_consequences(text: str, category: str) -> None:
    assert classify(text).category == category


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Error: Process completed with exit code 1.", "all 12 tests passed", "ok"]
)
def test_it_stays_unknown_where_nothing_is_told(text: str) -> None:
    verdict = classify(text)
    assert verdict.category is Category.UNKNOWN
    assert verdict.confidence == 0
    assert verdict.reason


def test_lines_of_progress_and_success_decide_nothing() -> None:
    calm = ["[INFO] Downloaded connection-refused-1.0.jar: No space left on device", "--- PASS: TestOutOfMemoryError"]
    assert classify(calm).category is Category.UNKNOWN


def test_what_stands_near_the_end_counts_more() -> None:
    filler = [f"step {n}" for n in range(3000)]
    text = ["curl: (6) Could not resolve host: a.io", *filler, "E       AssertionError: assert 1 == 2"]
    assert classify(text).category is Category.TEST
    assert classify([text[0], *filler[:20], text[-1]]).category is Category.NETWORK


def test_a_recognised_fault_tips_the_balance() -> None:
    rules = [
        Rule(id="a", category=Category.BUILD, weight=6, any=("alpha",), reason="a"),
        Rule(id="b", category=Category.AUTH, weight=6, any=("beta",), reason="b"),
    ]
    fault = Fault(tool="gcc", kind=FaultKind.COMPILER, first=1, last=1, headline=1)
    classifier = Classifier(rules)
    assert classifier.classify("alpha\nbeta").category is Category.AUTH
    assert classifier.classify("alpha\nbeta", Report(faults=(fault,))).category is Category.BUILD


def test_secrets_and_controls_never_reach_the_verdict() -> None:
    token = "ghp_" + "a1B2c3D4e5F6" * 3
    verdict = classify(f"\x1b[31mfatal: Authentication failed for 'https://x:{token}@github.com/a.git'\x1b[0m")
    assert verdict.category is Category.AUTH
    assert token not in repr(verdict)
    assert verdict.summary.isprintable()


def test_numbers_of_lines_stay_true_and_long_lines_are_cut() -> None:
    lines = lines_of("a" * (3 * LONGEST) + "\r\nb")
    assert len(lines) == 2
    assert len(lines[0]) < 1.1 * LONGEST
    assert "line 2" in classify("x" * 100_000 + "\nbash: jq: command not found").reason


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=2000))
def test_any_text_has_a_verdict(text: str) -> None:
    verdict = classify(text)
    assert 0 <= verdict.confidence <= 1
    assert (verdict.category is Category.UNKNOWN) == (verdict.confidence == 0)


def test_without_rules_the_words_decide_or_stay_silent() -> None:
    words = Classifier(())
    assert words.classify("qwrtz").category is Category.UNKNOWN
    verdict = words.classify("npm ERR! network request to https://registry.npmjs.org failed, reason: getaddrinfo")
    assert verdict.category is Category.NETWORK
    assert "words such as" in verdict.reason
