"""``newscrawl status`` and ``newscrawl retry``, over a state in which some sites are in trouble."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newscrawl.cli import main
from newscrawl.runner.location import locate
from newscrawl.runner.status import page_sites
from tests.helpers.crawling import crawl_sites
from tests.helpers.fleet import Newspaper

if TYPE_CHECKING:
    from pathlib import Path

QUICK = {"RETRY_TIMES": 0, "NEWSCRAWL_BACKOFF": 0.01, "NEWSCRAWL_MAX_BACKOFF": 0.05}
TROUBLES = ("", "shells", "403", "refused")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An output directory, and the name of the site with each trouble."""
    output = tmp_path_factory.mktemp("fleet")
    papers = {trouble: Newspaper() for trouble in TROUBLES}
    for trouble, paper in papers.items():
        paper.publish(3)
        paper.break_down(trouble)
    crawl_sites([paper.site for paper in papers.values()], output, using=QUICK)
    for paper in papers.values():
        paper.__exit__(None, None, None)
    return output, {trouble: paper.site.name for trouble, paper in papers.items()}


def test_the_status_is_a_line_a_site_worst_first(
    crawled: tuple[Path, dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    output, names = crawled
    assert main(["status", str(output)]) == 3
    lines = capsys.readouterr().out.splitlines()
    order = [names["refused"], names["403"], names["shells"], names[""]]
    assert [line.split()[0] for line in lines[1:5]] == order
    assert [line.split()[1] for line in lines[1:5]] == ["dead", "blocked", "broken", "ok"]
    steps = lines[5:]
    assert len(steps) == 3
    assert steps[0] == f"{names['refused']}: next: newscrawl check http://{names['refused']}/ --allow-private"
    assert "newscrawl crawl" in steps[1]


def test_the_status_as_json(crawled: tuple[Path, dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    output, names = crawled
    assert main(["status", str(output), "--json"]) == 3
    found = {line["site"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    broken, fine = found[names["shells"]], found[names[""]]
    assert (broken["status"], broken["pending"], broken["deferred"], broken["exit_code"]) == ("broken", 3, 3, 5)
    assert "3 of 3 pages gave no article (no_body 3)" in broken["cause"]
    assert (fine["status"], fine["next_step"], fine["exit_code"]) == ("ok", "", 0)
    assert fine["since"] == fine["last_run"]


def test_the_other_commands_agree(crawled: tuple[Path, dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    output, names = crawled
    assert main(["health", str(output)]) == 5
    verdicts = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert main(["state", str(output)]) == 0
    states = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert main(["gaps", str(output)]) == 0
    gaps = {line.split(": ")[0]: line for line in capsys.readouterr().out.splitlines()}
    for trouble, word in (("refused", "dead"), ("403", "blocked"), ("shells", "broken")):
        assert f"{word}: " in verdicts[names[trouble]]
        assert states[names[trouble]].endswith(word) or states[names[trouble]].split()[-1] == word
        assert f": {word} since " in gaps[names[trouble]]
    assert states[names[""]].split()[-1] == "ended"


def test_the_page_and_a_configured_site_without_a_run(
    crawled: tuple[Path, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, names = crawled
    file = tmp_path / "crawl.toml"
    file.write_text(
        f'output = "{output}"\nstatus_html = "page.html"\n[sites.a]\nurl = "http://{names[""]}/"\n[sites.baokiemtoan]\n',
        encoding="utf-8",
    )
    page = tmp_path / "status.html"
    assert main(["status", "--config", str(file), "--html", str(page)]) == 3
    out = capsys.readouterr().out
    assert "not crawled yet" in out
    assert f"baokiemtoan: next: newscrawl run --config {file}" in out
    assert names["shells"] not in out
    text = page.read_text(encoding="utf-8")
    assert "baokiemtoan" in text
    assert f"http://{names['']}/feed/" in text
    assert main(["status", str(output), "--config", str(file)]) == 2


def test_retry_puts_addresses_back(crawled: tuple[Path, dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    output, names = crawled
    assert main(["retry", names["shells"], str(output), "--reason", "other"]) == 0
    assert "0 addresses" in capsys.readouterr().out
    assert main(["retry", names["shells"], str(output), "--since", "2020-01-01"]) == 0
    assert "3 addresses are fetched again by the next run: no_body 3" in capsys.readouterr().out
    (line,) = (site.line for site in page_sites(locate(output), only=[names["shells"]]))
    assert (line.pending, line.deferred) == (3, 0)
    assert main(["retry", "nobody", str(output)]) == 2
    assert main(["retry", names["shells"], str(output), "--since", "yesterday"]) == 2


def test_a_directory_without_a_state_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(tmp_path)]) == 8
    assert "There is no state in" in capsys.readouterr().err


def test_a_run_that_ended_at_a_limit_of_the_user_is_ok(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Newspaper() as paper:
        paper.publish(3)
        crawl_sites([paper.site], tmp_path, using=QUICK, max_articles=1)
    assert main(["status", str(tmp_path)]) == 0
    assert "ok" in (line := capsys.readouterr().out.splitlines()[1]).split()
    assert "1 new, 0 revised; the run ended at its limit of articles" in line
    assert main(["state", str(tmp_path)]) == 0
    assert capsys.readouterr().out.rstrip().endswith("ended at a limit")
