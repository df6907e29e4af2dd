"""The notebook of the documentation. ``make notebook`` runs it in Jupyter, with its crawl; here its cells run in this process."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("altair", reason="the chart of the notebook needs altair")

NOTEBOOK = Path(__file__).parents[2] / "docs" / "corpus.ipynb"


def test_the_cells_run_in_their_order(
    demo_runs: tuple[Path, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    shutil.copytree(demo_runs[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown: list[Any] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert not cell["outputs"], "clear the outputs before the notebook is committed"
            shown.append(run("".join(cell["source"]), names))
    articles = len(names["corpus"])
    assert articles > 50
    assert names["chart"].to_dict()["data"]
    assert sum(names["split"].sizes.values()) == articles
    assert "largest similarity over the border" in capsys.readouterr().out
    assert all(hasattr(value, "_repr_html_") for value in shown[1:3])


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as Jupyter does; return the value of its last line if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(NOTEBOOK), "exec"), names)  # noqa: S102 - our own notebook
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)  # noqa: S307 - as above
