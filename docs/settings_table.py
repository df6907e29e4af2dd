"""Write docs/settings.md from newscrawl/settings.py: run ``python docs/settings_table.py`` after a change of a setting."""  # noqa: INP001 - a script beside the page it writes

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "newscrawl" / "settings.py"
PAGE: Final = ROOT / "docs" / "settings.md"

_HEAD: Final = """\
# Settings

Written by `docs/settings_table.py` from [`newscrawl/settings.py`](https://github.com/newscrawl/newscrawl/blob/main/newscrawl/settings.py); do not edit.

A setting is given on the command line (`-s NAME=VALUE`), in `crawl.toml` (`[settings]`), in the `settings` argument of
`newscrawl.crawl`, or in the `settings.py` of your own Scrapy project:

```python
from newscrawl.settings import *

ITEM_PIPELINES = ITEM_PIPELINES | {"my_project.pipelines.ToPostgres": 950}  # after the line is written
```

Most people need `NEWSCRAWL_CONTACT` only. Any [setting of Scrapy](https://docs.scrapy.org/en/latest/topics/settings.html) works as well.
"""


class Setting(NamedTuple):
    """One setting of newscrawl."""

    name: str
    default: str
    meaning: str


def settings() -> list[Setting]:
    """Return the NEWSCRAWL settings in the order of the module; the comment beside or above a setting is its meaning."""
    source = SOURCE.read_text(encoding="utf-8")
    lines = source.splitlines()
    found: list[Setting] = []
    for node in ast.parse(source).body:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        name = node.targets[0].id
        if not name.startswith("NEWSCRAWL_"):
            continue
        beside = [
            found_[1] for line in lines[node.lineno - 1 : node.end_lineno] if (found_ := re.search(r"  # (.+)$", line))
        ]
        above: list[str] = []
        for line in reversed(lines[: node.lineno - 1]):
            if not line.startswith("# "):
                break
            above.insert(0, line[2:].removeprefix("--- "))
        meaning = " ".join(beside or above)
        if not meaning:
            raise ValueError(f"{name} has no comment in {SOURCE.name}: write beside it what it means")
        found.append(Setting(name, ast.unparse(node.value).replace("'", '"'), meaning))
    return found


def page() -> str:
    """Return the whole page."""
    rows = [
        f"| `{s.name}` | `{s.default}` | {s.meaning[0].upper()}{s.meaning[1:]} |".replace("\n", " ") for s in settings()
    ]
    return "\n".join([_HEAD, "| setting | default | meaning |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
