"""The sample, the schema and the page in the manual are made from the settings."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from console.config.tree import fields_of, leaves, table_kind
from console.config.words import page, sample, schema, sections, toml
from console.model.settings import Settings
from console.verbs.checks import checks

MANUAL = Path(__file__).parents[2] / "docs" / "configuration.md"


def uncommented(text):
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


def test_the_sample_changes_nothing(place):
    loaded = place.load(sample())
    assert loaded.settings == Settings()
    assert loaded.problems == ()


def test_the_sample_names_every_key_with_its_default(place):
    loaded = place.load(user=uncommented(sample()), checks=checks())
    assert loaded.problems == ()
    found = tomllib.loads(uncommented(sample()))
    for path, field in leaves():
        if len(path) > 1 and path != ("logs", "formats"):
            assert found[path[0]][path[1]] == json.loads(json.dumps(field.default))
    assert loaded.settings.logs.formats[0].levels["W"] == "warning"


def test_every_setting_has_a_purpose():
    rows = [setting for section in sections() for setting in section.settings]
    tables = [len(fields_of(kind)) for _, field in leaves() if (kind := table_kind(field.type))]
    bare = [section for section in sections() if not section.settings]
    assert len(rows) == len(list(leaves())) - len(bare) - len(tables) + sum(tables)
    assert all(row.purpose.endswith(".") and row.takes for row in rows)


def test_the_schema_refers_only_to_what_it_holds():
    made = json.loads(json.dumps(schema()))
    references = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(made)))
    assert references == set(made["$defs"])
    assert made["additionalProperties"] is False
    assert made["$defs"]["LogSettings"]["properties"]["depth"]["maximum"] == 64
    assert made["$defs"]["LogSettings"]["properties"]["depth"]["description"]


def test_values_read_back_from_toml():
    for value in (True, 3, 0.5, 24.0, 'a"\\\n', ["x", "y"], {"a b": "c"}, "\x1b\x7f\x85\u202e\U0001f600"):
        written = toml(value)
        assert tomllib.loads(f"x = {written}")["x"] == value
        assert written.isprintable()


def test_the_manual_is_made_from_the_settings():
    begin, end = "<!-- made from the settings: begin -->\n\n", "\n<!-- made from the settings: end -->"
    text = MANUAL.read_text(encoding="utf-8")
    assert text.partition(begin)[2].partition(end)[0] == page()


def test_the_manual_tells_the_truth_about_roles():
    from themes.user import KEYS

    text = MANUAL.read_text(encoding="utf-8")
    assert all(f"`{key}`" in text for key in KEYS)


def test_loading_stays_light():
    code = (
        "import sys, console.config; console.config.load('/nonexistent', '/nonexistent');"
        "print({'textual', 'numpy', 'click', 'tomlkit', 'asyncio', 'tempfile', 'difflib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
