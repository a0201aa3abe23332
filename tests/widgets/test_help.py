"""The help: what it groups."""

from console.keys import ACTIONS
from widgets.help import grouped


def test_every_action_is_there_once_under_one_heading():
    groups = grouped()
    names = [name for name, _ in groups]
    assert len(names) == len(set(names))
    assert sorted(action.id for _, actions in groups for action in actions) == sorted(action.id for action in ACTIONS)
    assert all(action.group == name for name, actions in groups for action in actions)
