import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.keymap import KeyProblem, defaults, find_action, key_problem, resolve
from console.keys import ACTIONS, BY_ID, Action


def test_every_id_and_every_default_key_is_used_once_and_can_be_bound():
    assert len(BY_ID) == len(ACTIONS)
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    fixed = {key for action in ACTIONS if action.fixed for key in action.keys}
    assert [key for key in keys if key_problem(key) and key not in fixed] == []


def test_no_action_that_writes_has_a_ctrl_key():
    assert [a.id for a in ACTIONS if a.needs and any(key.startswith("ctrl") for key in a.keys)] == []


def test_an_override_replaces_all_keys_of_its_action():
    keymap, problems = resolve({"find.next": "f3, ctrl+n"})
    assert problems == ()
    assert keymap.by_id["find.next"] == ("f3", "ctrl+n")
    assert "n" not in keymap.by_key


def test_two_actions_can_swap_their_keys():
    keymap, problems = resolve({"copy": "s", "save": "y"})
    assert problems == ()
    assert (keymap.by_key["s"], keymap.by_key["y"]) == ("copy", "save")


def test_an_empty_override_takes_the_keys_away():
    keymap, problems = resolve({"copy": ""})
    assert problems == ()
    assert keymap.label("copy") == ""


def test_a_clash_names_both_owners_and_leaves_the_key_with_the_first():
    keymap, problems = resolve({"copy": "q"})
    assert [p.id for p in problems] == ["copy"]
    assert "'quit'" in problems[0].message
    assert "'copy'" in problems[0].message
    assert keymap.by_key["q"] == "quit"


def test_a_clash_between_two_overrides_is_found():
    _, problems = resolve({"copy": "f5", "save": "f5"})
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("entry", "word", "nearest"),
    [
        ({"find.nxt": "n"}, "unknown action", "find.next"),
        ({"copy": "entr"}, "unknown key", "enter"),
        ({"copy": "ctrl+b"}, "tmux", ""),
        ({"copy": "ctrl+i"}, "tab", ""),
        ({"move.down": "x"}, "fixed", ""),
        ({"copy": "ctrl+shift+k"}, "unknown key", ""),
        ({"copy": "alt+1"}, "unknown key", ""),
    ],
)
def test_wrong_entries_are_told_and_the_defaults_stay(entry, word, nearest):
    keymap, problems = resolve(entry)
    assert len(problems) == 1
    assert word in problems[0].message
    assert problems[0].nearest == nearest
    assert keymap == defaults()


@given(
    st.dictionaries(st.one_of(st.sampled_from(sorted(BY_ID)), st.text(max_size=12)), st.text(max_size=12), max_size=6)
)
def test_any_override_gives_a_keymap_in_which_each_key_has_one_owner(overrides):
    keymap, _ = resolve(overrides)
    assert all(key in keymap.by_id[owner] for key, owner in keymap.by_key.items())
    assert sum(map(len, keymap.by_id.values())) == len(keymap.by_key)
    assert keymap.by_key["escape"] == "back"


def test_an_action_is_found_by_id_words_or_beginning():
    assert found("time.live").id == "time.live"
    assert found("next match").id == "find.next"
    assert found("susp").id == "suspend"
    wrong = find_action("thme")
    assert isinstance(wrong, KeyProblem)
    assert wrong.nearest == "theme"
    assert isinstance(find_action(""), KeyProblem)


def found(word: str) -> Action:
    action = find_action(word)
    assert isinstance(action, Action)
    return action
