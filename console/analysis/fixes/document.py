"""Writes what follows from the registry: its index and the table in docs/fixes.md.

Run as `python -m console.analysis.fixes.document` when a rule has changed.
"""

from pathlib import Path

from console.analysis.fixes.rules import REGISTRY, Rule, every_rule, indexed

PAGE = Path(__file__).parents[3] / "docs" / "fixes.md"
MARK = "<!-- the table below is generated -->\n"


def index_text() -> str:
    """The index as TOML."""
    made = indexed()
    lines = [
        "# Written by console.analysis.fixes.document: which files speak of a program, and which of a printed text."
    ]
    for name, table in (("program", made.program), ("printed", made.printed)):
        lines += ["", f"[{name}]"]
        lines += [f"{_toml(key)} = [{', '.join(_toml(value) for value in files)}]" for key, files in table.items()]
    return "\n".join(lines) + "\n"


def table_text() -> str:
    """All built-in fixes as a table of Markdown."""
    rows = ["| fix | of | suggests | risk | why |", "|---|---|---|---|---|"]
    rows += [_row(rule) for rule in every_rule()]
    return "\n".join(rows) + "\n"


def page_text(page: str) -> str:
    """The page with the table as it is now; what stands above the mark is written by hand."""
    return page.partition(MARK)[0] + MARK + "\n" + table_text()


def _row(rule: Rule) -> str:
    tools = ", ".join(rule.tools) or "any command"
    what = " or ".join(f"`{template}`" for template in rule.do if template != "{edited}") or _edit(rule)
    cells = (f"`{rule.id}`", tools, what, rule.risk.value, rule.why)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _edit(rule: Rule) -> str:
    """An edit in words."""
    words = [f"`{old}` becomes `{new}`" for old, new in rule.replace.items()]
    words += [f"without `{'`, `'.join(rule.drop)}`"] if rule.drop else []
    words += [f"runs `{rule.program}`"] if rule.program else []
    words += [f"with `{option}`" for option in (rule.after_program, rule.after_sub, rule.append) if option]
    return ", ".join(words)


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> None:
    """Write both files."""
    (REGISTRY / "index.toml").write_text(index_text(), encoding="utf-8")
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
