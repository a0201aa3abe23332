import pytest

from console.views.paths import short


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/srv/flow/logs/app.log", "logs/app.log"),
        ("/var/log/nginx/access.log", "nginx/access.log"),
        ("/var/syslog", "/var/syslog"),
        ("/srv/flowers/a.log", "flowers/a.log"),
        ("processes", "processes"),
        ("", ""),
    ],
)
def test_paths_are_short(path, words):
    assert short(path, "/srv/flow") == words


def test_without_a_project_paths_are_still_short():
    assert short("/a/b/c.log", "") == "b/c.log"
    assert short("/a/b/c.log", "/") == "b/c.log"
