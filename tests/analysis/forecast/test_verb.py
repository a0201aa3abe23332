"""`kontrapunkt forecast` from the outside."""

import json

from click.testing import CliRunner

from console.verbs.forecast import forecast


def written(tmp_path, slope=1.0, minutes=59):
    path = tmp_path / "used.csv"
    rows = [f"{i * 15},{40 + slope * i / 4}" for i in range(minutes * 4)]
    path.write_text("\n".join(["t_seconds,value", *rows, "rubbish"]))
    return str(path)


def test_objects_tell_the_seconds_that_are_left(tmp_path):
    result = CliRunner().invoke(forecast, [written(tmp_path), "--limit", "100", "--json"])
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert list(rows[-1]) == ["t", "warning", "critical", "eta_s", "low", "high", "reason"]
    assert rows[-1]["critical"]
    warned = next(row for row in rows if row["warning"])
    assert abs(warned["t"] + warned["eta_s"] - 3600) < 200
    assert "line 238" in result.stderr


def test_lines_for_people_and_a_falling_value(tmp_path):
    result = CliRunner().invoke(forecast, [written(tmp_path, slope=-0.6), "--limit", "0", "--direction", "down"])
    assert result.exit_code == 0
    assert "WARNING" in result.stdout
    assert " min (" in result.stdout


def test_standard_input(tmp_path):
    del tmp_path
    result = CliRunner().invoke(forecast, ["/dev/null", "--limit", "1"])
    assert (result.exit_code, result.stdout) == (0, "")


def test_an_unreadable_file_and_a_bad_limit(tmp_path):
    result = CliRunner().invoke(forecast, [str(tmp_path / "none"), "--limit", "1"])
    assert result.exit_code == 2
    assert "none" in result.stderr
    assert CliRunner().invoke(forecast, [written(tmp_path), "--limit", "nan"]).exit_code == 2
