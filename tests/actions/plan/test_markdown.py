"""Plans read from Markdown."""

from hypothesis import given
from hypothesis import strategies as st

from console.actions.plan.markdown import outline
from console.model.plan import Level, Wanted

PLAN = """---
title: not a heading
---
# Ship it

## Background

Only words, and a rule.

## Parse ##
- [x] read
- [ ] check
  * [ ] deep
  + [X] deeper
```
- [ ] not this
# nor this
```
Render
------
1. [ ] paint
### Details
- [ ] dots
- plain
"""


def titles(text: str) -> list[tuple[str, str, int, bool]]:
    return [(item.level.value, item.title, item.under, item.done) for item in outline(text, "file.md").items]


def test_headings_and_check_lists_become_a_plan():
    assert titles(PLAN) == [
        ("goal", "Ship it", -1, False),
        ("phase", "Parse", 0, False),
        ("step", "read", 1, True),
        ("task", "check", 1, False),
        ("step", "deep", 3, False),
        ("step", "deeper", 3, True),
        ("phase", "Render", 0, False),
        ("step", "paint", 6, False),
        ("task", "Details", 6, False),
        ("step", "dots", 8, False),
    ]
    assert outline(PLAN, "file.md").left_out == 1


def test_a_list_alone_gets_the_file_as_its_goal():
    assert titles("- [ ] a\n- [x] b") == [
        ("goal", "file.md", -1, False),
        ("step", "a", 0, False),
        ("step", "b", 0, True),
    ]


def test_headings_alone_are_a_plan_too():
    assert titles("# G\n## A\n## B") == [("goal", "G", -1, False), ("phase", "A", 0, False), ("phase", "B", 0, False)]


def test_text_is_no_plan():
    assert outline("just words\n\n- a list\n", "x").items == ()


@given(st.text(alphabet="# -[]xX*`~=1.\n\tab", max_size=300))
def test_every_item_lies_under_one_before_it(text: str):
    items: tuple[Wanted, ...] = outline(text, "f").items
    assert all(item.under < n for n, item in enumerate(items))
    assert all(item.title for item in items)
    assert not items or (items[0].level is Level.GOAL and sum(item.under < 0 for item in items) == 1)


def test_a_hostile_file_takes_linear_work():
    assert len(outline("".join(" " * (n % 900) + "- [ ] x\n" for n in range(20_000)), "f").items) == 20_001
    assert outline("#" * 500_000, "f").items == ()
    assert outline("- [ ] " + "a" * 1_000_000, "f").items[1].title.startswith("aaa")
