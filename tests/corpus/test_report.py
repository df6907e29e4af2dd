"""The report on a corpus: complete, safe whatever articles say, small, and usable in a real browser."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pytest
from lxml import html

from newscrawl.cli import main
from newscrawl.corpus.report.charts import MAX_COLUMNS, over_time
from newscrawl.corpus.report.facts import Facts, collect
from newscrawl.corpus.report.page import render
from newscrawl.items import Author, Normalization, RelatedLink
from tests.corpus.records import record
from tests.helpers.process import SAFETY_TIMEOUT
from tests.helpers.programs import require_program
from tests.report.test_status_page import FLAGS

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN: Final = "2026-03-09T09:00:00+07:00"
HOSTILE: Final = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>\x1b[2J\u202e'
TRIAL: Final = """<script>
addEventListener("load", () => {
  const tip = document.getElementById("tip"), seen = { width: document.documentElement.scrollWidth };
  const mark = document.querySelector("#sites [data-tip]");
  mark.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })); seen.hover = tip.textContent;
  document.querySelector("#days svg").focus();
  const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  press("ArrowRight"); seen.first = tip.textContent; press("ArrowRight"); seen.second = tip.textContent;
  press("Escape"); seen.hidden = tip.hidden;
  seen.ground = getComputedStyle(document.body).backgroundColor;
  parent.postMessage(JSON.stringify(seen), "*");
});
</script>"""


def link(target: str) -> RelatedLink:
    return RelatedLink(url="https://x.vn", id=target, title="x", relation="related")


def articles(words: str = "") -> list[dict[str, Any]]:
    copy: dict[str, Any] = {"near_duplicate_of": "bao:1", "cluster_id": "bao:1", "similarity": 0.9}
    glued = Normalization(version="1", tone_style="first", edits=5, glued_words_split=2)
    return [
        record(1, related_links=[link("khac:2"), link("x:9")], article_section=f"Mục {words}", headline=f"Gốc {words}"),
        record(2, site="khac", day=3, related_links=[link("bao:1")], robots_directives=[f"noai{words}"], **copy),
        record(3, day=3, tdm_reservation=True, content_usage=f"train-ai=n {words}", normalization=glued, **copy),
        record(4, date_published=None, authors=[Author(name="A")], genre="photo", in_language="en", text="một " * 60),
    ]


def test_facts() -> None:
    facts = collect(articles())
    assert (facts.articles, dict(facts.sites)) == (4, {"bao": 3, "khac": 1})
    assert dict(facts.days) == {"2026-03-01": 1, "2026-03-03": 2}
    assert facts.lengths[:3] == [3, 1, 0]
    assert (dict(facts.genres), dict(facts.languages)) == ({"article": 3, "photo": 1}, {"vi": 3, "en": 1})
    assert (facts.filled["bao"]["authors"], facts.filled["bao"]["date_published"]) == (1, 2)
    assert dict(facts.cluster_sizes) == {3: 1}
    assert [copy.id for copy in facts.biggest[0].copies] == [
        "bao:1",
        "bao:3",
        "khac:2",
    ]  # the first does not name the cluster
    assert dict(facts.copies) == {("bao", "khac"): 1, ("bao", "bao"): 1}
    assert (facts.targets, facts.targets_inside, facts.mutual, facts.unlinked) == (3, 2, 1, 2)
    assert facts.most_linked[0][1] == 1
    assert (facts.glued["bao"], facts.edits["bao"], facts.repaired["bao"]) == (2, 5, 1)
    assert (facts.tdm["reserved"], facts.robots["noai"], facts.usage["train-ai=n "]) == (1, 1, 1)


def test_page_is_safe_and_loads_nothing() -> None:
    page = render(collect(articles(HOSTILE)), name=HOSTILE, written=WRITTEN)
    tree = html.document_fromstring(page)
    assert len(tree.xpath("//script")) == 1
    assert tree.xpath("//img | //link | //*[@src] | //a[not(starts-with(@href, '#'))]") == []
    assert "\x1b" not in page
    assert "\u202e" not in page
    anchors = {href[1:] for href in tree.xpath("//a/@href")}
    assert anchors <= set(tree.xpath("//@id"))
    assert len(tree.xpath("//section")) == 12
    for chart in tree.xpath("//*[@data-chart]"):
        assert chart.get("aria-label")
        assert chart.get("tabindex") == "0"
        assert chart.xpath("ancestor::section//details//table")


def test_empty_corpus_and_large_one_stay_small() -> None:
    assert "no article" in render(collect([]), name="x", written=WRITTEN)
    facts = Facts(articles=100_000, words=1)
    for n in range(3000):
        facts.sites[f"bao{n}.vn"] = n + 1
        facts.words_by_site[f"bao{n}.vn"] = facts.glued[f"bao{n}.vn"] = n + 1
        facts.sections[f"bao{n}.vn", "Thời sự" * 30] = n
        facts.days[f"{1990 + n % 30}-{n % 12 + 1:02}-{n % 28 + 1:02}"] += n
        facts.copies[f"bao{n % 60}.vn", f"bao{n % 59}.vn"] = n
        facts.robots["x" * 200 + str(n)] = n
    assert len(render(facts, name="x", written=WRITTEN)) < 700_000


def test_time_is_drawn_in_steps_that_fit() -> None:
    assert over_time({"2026-03-01": 2, "2026-03-03": 1})[1] == [("2026-03-01", 2), ("2026-03-02", 0), ("2026-03-03", 1)]
    for last, step in (("2026-12-31", "week"), ("2031-03-01", "month"), ("2099-01-01", "year")):
        name, counts = over_time({"2026-03-01": 2, last: 1, "9999-99-99": 3})
        assert name == step
        assert len(counts) <= MAX_COLUMNS * 1.1
        assert sum(count for _, count in counts) == 3
        assert [key for key, _ in counts] == sorted({key for key, _ in counts})
    assert over_time({}) == ("day", [])


def test_command(tmp_path: Path, capfd: pytest.CaptureFixture[str], demo_runs: tuple[Path, list[str]]) -> None:
    page = tmp_path / "deep" / "report.html"
    assert main(["corpus", "report", str(demo_runs[0]), "-o", str(page)]) == 0
    assert "articles" in capfd.readouterr().out
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]
    assert main(["corpus", "report", str(tmp_path / "nowhere")]) != 0


@pytest.mark.parametrize(("width", "scheme", "ground"), [(390, "dark", "rgb(13, 17, 23)")])
def test_in_a_browser(tmp_path: Path, width: int, scheme: str, ground: str) -> None:
    file, frame = tmp_path / "page.html", tmp_path / "frame.html"
    frame.write_text(
        f'<iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe><script>'
        'addEventListener("message", (event) => { document.body.dataset.seen = event.data; });</script>'
    )
    page = render(collect(articles(HOSTILE)), name="x", written=WRITTEN)
    file.write_text(page.replace("</body>", f"{TRIAL}</body>"), encoding="utf-8")
    command = [
        require_program("chromium"), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1500,1000",
        f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}", "--dump-dom", frame.as_uri(),
    ]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, check=True, timeout=SAFETY_TIMEOUT)
    (body,) = html.document_fromstring(shown.stdout.decode()).cssselect("body")
    seen = json.loads(body.get("data-seen") or "")
    assert seen == {
        "width": width,
        "hover": "bao: 3 articles (75.0 %)",
        "first": "2026-03-01: 1 articles",
        "second": "2026-03-02: 0 articles",
        "hidden": True,
        "ground": ground,
    }
