import sys

import pytest

from console.app.editor import EditorError, command
from console.model.failure import Place


@pytest.fixture
def project(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "-x.py").write_text("pass\n")
    return tmp_path


@pytest.fixture
def editors(tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("vi", "hx", "code"):
        (folder / name).symlink_to(sys.executable)
    return str(folder)


PLACE = Place(file="app/-x.py", line=3)


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("", ["vi", "+3", "{}"]),
        ("hx -v", ["hx", "-v", "{}:3"]),
        ("code --wait", ["code", "--wait", "-g", "{}:3"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(project, editors, editor, words):
    path = str(project / "app" / "-x.py")
    argv = command(PLACE, str(project), {"EDITOR": editor, "PATH": editors})
    assert argv == [word.format(path) for word in words]


def test_what_is_no_file_is_not_opened(project, editors):
    with pytest.raises(EditorError, match="not a file of this machine"):
        command(Place(file="app", line=1), str(project), {"PATH": editors})


@pytest.mark.parametrize(("editor", "said"), [("nosuch", "nosuch was not found"), ("vi 'x", "cannot be read")])
def test_an_editor_that_is_not_there_is_named(project, editors, editor, said):
    with pytest.raises(EditorError, match=said):
        command(PLACE, str(project), {"VISUAL": editor, "PATH": editors})
