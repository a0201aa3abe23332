"""Files to settings: precedence, origins, and every problem with its place."""

import os

import pytest

from console.config import Flaw, load, values
from console.config.tree import MOST_ENTRIES
from console.model.settings import LogFormat, Settings


def test_without_files_the_defaults_hold(place):
    loaded = place.load()
    assert loaded.settings == Settings()
    assert loaded.problems == ()
    assert set(loaded.origins.values()) == {"default"}
    assert set(loaded.origins) == set(values(Settings()))


def test_the_project_wins_over_the_user_key_by_key(place):
    loaded = place.load("[logs]\ndepth = 3\n", "[logs]\ndepth = 9\nmax_files = 7\n")
    assert (loaded.settings.logs.depth, loaded.settings.logs.max_files) == (3, 7)
    assert loaded.origins["logs.depth"] == f"{place.file}:2"
    assert loaded.origins["logs.max_files"] == f"{place.user_file}:3"
    assert loaded.origins["logs.enabled"] == "default"


def test_keys_and_themes_are_merged_key_by_key(place):
    loaded = place.load(
        '[keys]\nfind.next = "x"\n[themes.dusk]\nwarn = "red"\n',
        '[keys]\n"find.next" = "y"\nquit = "Q"\n[themes.dusk]\nok = "green"\n',
    )
    assert loaded.settings.keys == {"find.next": "x", "quit": "Q"}
    assert loaded.settings.themes == {"dusk": {"warn": "red", "ok": "green"}}
    assert loaded.origins["keys.find.next"] == f"{place.file}:2"
    assert loaded.origins["themes.dusk.ok"] == f"{place.user_file}:5"


def test_an_explicit_file_replaces_both(place, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text("[git]\ninterval_s = 9\n")
    loaded = place.load("[logs]\ndepth = 3\n", "[logs]\nmax_files = 7\n", explicit=str(other))
    assert loaded.settings.git.interval_s == 9
    assert loaded.settings.logs == Settings().logs


def test_an_explicit_file_that_is_missing_is_a_problem(place):
    (problem,) = place.load(explicit=str(place.project / "none.toml")).problems
    assert problem.kind == "refused"
    assert "no such file" in problem.text()


def test_every_problem_is_reported_with_its_line(problems):
    found = problems(
        "[logs]\n"
        "dpth = 3\n"
        "depth = 99\n"
        'include = ["a", 3]\n'
        "[machine]\n"
        "interval_s = nan\n"
        "heaviest = 3\n"
        "[screen]\n"
        'mouse = "yes"\n'
        "[lgos]\n"
        "depth = 1\n"
    )
    assert found == [
        ("unknown", 2, "logs.dpth", "logs.depth"),
        ("value", 3, "logs.depth", ""),
        ("value", 4, "logs.include", ""),
        ("value", 6, "machine.interval_s", ""),
        ("unknown", 7, "machine.heaviest", "processes.heaviest"),
        ("value", 9, "screen.mouse", ""),
        ("unknown", 10, "lgos", "logs"),
    ]


def test_a_bad_key_falls_back_and_its_neighbours_hold(place):
    loaded = place.load("[logs]\ndepth = 99\nmax_files = 7\n")
    assert (loaded.settings.logs.depth, loaded.settings.logs.max_files) == (6, 7)


def test_a_bad_key_in_the_project_leaves_the_users_value(place):
    assert place.load("[logs]\ndepth = 99\n", "[logs]\ndepth = 9\n").settings.logs.depth == 9


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[logs]\ndepth 3\n", 2),
        ("a = 1\na = 2\n", 2),
        ("[logs]\ndepth = \n", 2),
        ('a = "open\n', 1),
        ("a = [1,\n2,\n", 2),
        ("a = 2020-13-45\n", 1),
    ],
)
def test_a_syntax_error_names_its_line_and_the_defaults_hold(place, text, line):
    loaded = place.load(text)
    (problem,) = loaded.problems
    assert (problem.kind, problem.line) == ("syntax", line)
    assert loaded.settings == Settings()


@pytest.mark.parametrize(
    "text",
    [
        f"a = {'[' * 20000}",
        f"a = {'9' * 5000}",
        f"a = {'{a=' * 5000}",
        f"{'a.' * 90000}a = 1",
        f"[keys]\n{'a.' * 90}a = 'x'",
    ],
    ids=["nested lists", "long number", "nested tables", "long dotted key", "deep action id"],
)
def test_texts_that_exhaust_a_parser_are_problems(place, text):
    assert place.load(text).problems


def test_a_text_that_is_not_utf8_names_its_line(place):
    place.file.write_bytes(b"[logs]\n# \xff\n")
    (problem,) = place.load().problems
    assert (problem.kind, problem.line) == ("syntax", 2)


def test_a_section_written_as_a_value_says_how(place):
    (problem,) = place.load("logs = 3\n").problems
    assert "[logs]" in problem.message


def test_a_theme_written_as_a_value_is_a_problem(problems):
    assert problems('[themes]\ndusk = "red"\n') == [("value", 2, "themes.dusk", "")]


def test_a_thousand_mistakes_end_at_two_hundred(place):
    loaded = place.load("".join(f"wrong{n} = {n}\n" for n in range(1000)))
    assert len(loaded.problems) == 201
    assert "rest of the file" in loaded.problems[-1].message


def test_a_free_table_is_bounded(place):
    loaded = place.load("[keys]\n" + "".join(f"k{n} = 'x'\n" for n in range(MOST_ENTRIES + 5)))
    assert len(loaded.settings.keys) == MOST_ENTRIES
    (problem,) = loaded.problems
    assert problem.line == MOST_ENTRIES + 2


def test_own_formats_are_kept_and_bad_ones_dropped(place):
    loaded = place.load(
        '[[logs.formats]]\nname = "a"\npattern = "x"\n'
        '[[logs.formats]]\nname = "b"\npatern = "x"\n'
        '[[logs.formats]]\nname = "c"\n'
        '[[logs.formats]]\nname = "d"\npattern = 3\n'
    )
    assert loaded.settings.logs.formats == (LogFormat("a", "x"),)
    assert [(p.line, p.key) for p in loaded.problems] == [
        (6, "logs.formats[1].patern"),
        (7, "logs.formats[2]"),
        (11, "logs.formats[3].pattern"),
    ]


def test_checks_refuse_a_value_and_the_default_holds(place):
    def no_q(settings):
        return [Flaw(("keys", key), f"{value} is taken", "z") for key, value in settings.keys.items() if value == "q"]

    loaded = place.load('[keys]\nfind.next = "q"\nzoom = "Z"\n', checks=(no_q,))
    assert loaded.settings.keys == {"zoom": "Z"}
    (problem,) = loaded.problems
    assert problem.text() == f"{place.file}:2: keys.find.next: q is taken; nearest: z"
    assert "keys.find.next" not in loaded.origins


def test_a_whole_theme_can_be_refused(place):
    def none(settings):
        return [Flaw(("themes", name), "not this one") for name in settings.themes]

    loaded = place.load('[themes.dusk]\nwarn = "red"\nok = "green"\n', checks=(none,))
    assert loaded.settings.themes == {}
    assert loaded.problems[0].line == 2


def test_problems_are_printable(place):
    loaded = place.load('"\\u001b]0;x\\u0007\\u202e" = 1\n[logs]\ninclude = 3\n')
    assert all(problem.text().isprintable() for problem in loaded.problems)
    assert len(loaded.problems) == 2


def test_the_users_folder_follows_xdg(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "kontrapunkt").mkdir()
    (tmp_path / "kontrapunkt" / "config.toml").write_text("[logs]\ndepth = 2\n")
    assert load(str(tmp_path)).settings.logs.depth == 2
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load(str(tmp_path)).settings.logs.depth == 6


def test_values_are_plain_and_in_the_order_of_the_tree(place):
    rows = values(place.load('[keys]\nfind.next = "x"\n').settings)
    assert next(iter(rows)) == "logs.enabled"
    assert rows["keys.find.next"] == "x"
    assert rows["logs.paths"] == [".", "/var/log"]
    assert os.path.isabs(str(rows["logs.paths"][1]))
