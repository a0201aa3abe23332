"""Who asks, as the audit trail names them."""

import pwd

import pytest

from console import link


@pytest.fixture
def nameless(monkeypatch):
    """A place where nobody set USER, as a container or cron."""
    monkeypatch.delenv("USER", raising=False)
    return monkeypatch


def test_without_user_the_login_of_the_account_is_named(nameless):
    nameless.setattr(pwd, "getpwuid", lambda uid: pwd.struct_passwd(("ada", "x", uid, uid, "", "/", "/bin/sh")))
    assert link.who().partition("@")[0] == "ada"


def test_an_account_without_a_name_is_named_by_its_number(nameless):
    def unknown(_uid):
        raise KeyError

    nameless.setattr(pwd, "getpwuid", unknown)
    nameless.setattr("os.getuid", lambda: 4711)
    assert link.who().partition("@")[0] == "4711"
