from click.testing import CliRunner

from console.keys import ACTIONS
from console.verbs.keys import keys
from console.verbs.options import Options


def run(tmp_path, toml, *words):
    config = tmp_path / "k.toml"
    config.write_text(toml)
    return CliRunner().invoke(keys, list(words), obj=Options(project=str(tmp_path), config=str(config)))


def test_the_list_names_every_action(tmp_path):
    result = run(tmp_path, "")
    assert result.exit_code == 0
    assert all(f" {action.id} " in result.stdout for action in ACTIONS)


def test_check_is_quiet_about_good_keys(tmp_path):
    result = run(tmp_path, '[keys]\n"find.next" = "n,f3"\n', "check")
    assert result.exit_code == 0
    assert "f3" in result.stdout
    assert result.stderr == ""


def test_check_tells_file_line_and_both_owners_and_exits_2(tmp_path):
    result = run(tmp_path, '[keys]\n"save" = "f3"\n"copy" = "q"\n', "check")
    assert result.exit_code == 2
    assert "k.toml:3" in result.stderr
    assert "'quit'" in result.stderr
    assert "'copy'" in result.stderr
