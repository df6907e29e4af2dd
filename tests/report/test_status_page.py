"""The operator's page: complete, safe whatever the sites say, small, and usable in a real browser."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from lxml import html

from newscrawl.report.crawl_stats import WATCHED_FIELDS, Counts
from newscrawl.report.status import SiteLine, SiteStatus
from newscrawl.report.status_page import PageSite, render
from newscrawl.state import Source
from tests.helpers.process import SAFETY_TIMEOUT
from tests.helpers.programs import require_program

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN: Final = "2026-03-09T09:00:00+07:00"
HOSTILE: Final = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>\x1b[2J\u202e'
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
TRIAL: Final = """<script>
addEventListener("load", () => {
  const rows = () => [...document.querySelectorAll("#sites tbody tr")].filter((row) => !row.hidden).map((row) => row.cells[1].textContent);
  const press = (name) => [...document.querySelectorAll("#sites thead button")].find((b) => b.textContent === name).click();
  const seen = { width: document.documentElement.scrollWidth, first: rows() };
  press("waiting"); seen.fewest = rows(); press("waiting"); seen.most = rows();
  const text = document.getElementById("filter");
  text.value = "bao1"; text.dispatchEvent(new Event("input")); seen.filtered = rows();
  text.value = ""; document.getElementById("kind").value = "dead";
  document.getElementById("kind").dispatchEvent(new Event("change")); seen.dead = rows();
  seen.sections = [...document.querySelectorAll("section")].filter((part) => !part.hidden).length;
  seen.found = document.getElementById("found").textContent;
  seen.ground = getComputedStyle(document.body).backgroundColor;
  parent.postMessage(JSON.stringify(seen), "*");
});
</script>"""


def page_site(number: int, status: SiteStatus, *, name: str = "", words: str = "", runs: int = 20) -> PageSite:
    name = name or f"bao{number}.vn"
    line = SiteLine(
        site=name,
        status=status,
        since="2026-03-01T08:00:00+07:00",
        cause=f"cause {words}",
        last_run="2026-03-09T08:00:00+07:00",
        pending=number,
        deferred=0,
        given_up=0,
        next_step=f"newscrawl check {name}",
        exit_code=3,
    )
    return PageSite(
        line=line,
        runs=[
            Counts(
                crawl_id=str(n),
                finished="2026-03-09T08:00:00+07:00",
                articles=n + 1,
                filled=dict.fromkeys(WATCHED_FIELDS, n),
                requests=9,
                received=1000 * n,
                latency=0.2,
                revised=1,
                near_copies=2,
            )
            for n in range(runs)
        ],
        articles=1234,
        days={(date(2026, 3, 9) - timedelta(days=n)).isoformat(): n for n in range(40)},
        sources=[
            Source(url=f"https://{number}.vn/rss/{n}.rss", site=name, kind="feed", checked=WRITTEN, interval=1800.0)
            for n in range(12)
        ]
        + [Source(url=f"javascript:alert(1){words}", site=name, kind=words or "feed")],
        unread=[("no_body" + words, 54, [f"https://{number}.vn/bai-1.html{words}", "javascript:alert(3)"])],
    )


def test_the_page_has_a_row_and_a_section_for_each_site_worst_first() -> None:
    sites = [page_site(1, SiteStatus.OK), page_site(2, SiteStatus.DEAD), page_site(3, SiteStatus.BROKEN)]
    page = html.document_fromstring(render(sites, written=WRITTEN, files=[("2026-03-08T08:00:00+07:00", 2_500_000)]))
    assert [row.get("data-status") for row in page.cssselect("#sites tbody tr")] == ["dead", "broken", "ok"]
    assert [part.text_content() for part in page.cssselect("section h2")] == ["bao2.vn", "bao3.vn", "bao1.vn"]
    section = page.cssselect("section")[0].text_content()
    for words in (
        "no_body 54: https://2.vn/bai-1.html",
        "Sources (13)",
        "0.5 h",
        "1,234",
        "20 revisions",
        "40 near copies",
    ):
        assert words in section
    assert "2.5 MB in the files of 1 runs" in page.text_content()
    for drawing in page.cssselect("svg"):
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label")


def test_nothing_from_the_net_becomes_markup_or_a_link_that_runs() -> None:
    text = render([page_site(1, SiteStatus.OK, name=f"bao{HOSTILE}", words=HOSTILE)], written=WRITTEN)
    page = html.document_fromstring(text)
    assert len(page.cssselect("script")) == 1
    assert page.cssselect("img, iframe, object, embed, link, base, form") == []
    assert not [name for node in page.iter("*") for name in node.attrib if name.startswith("on")]
    for link in page.cssselect("a"):
        assert (link.get("href") or "").startswith(("#", "https://", "http://"))
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("count", [0, 1, 150, 400])
def test_the_page_stays_small(count: int) -> None:
    text = render([page_site(n, SiteStatus.OK, runs=60) for n in range(count)], written=WRITTEN)
    assert len(text.encode()) < 1_500_000
    for word in (" src=", "@import", "url(", "fetch(", "XMLHttpRequest"):
        assert word not in text


@pytest.mark.parametrize(("width", "scheme", "ground"), [(1400, 1, "rgb(255, 255, 255)"), (390, 0, "rgb(13, 17, 23)")])
def test_the_page_works_in_a_browser(tmp_path: Path, width: int, scheme: int, ground: str) -> None:
    sites = [page_site(n, SiteStatus.DEAD if n == 2 else SiteStatus.OK) for n in range(1, 4)]
    sites.append(page_site(12, SiteStatus.SILENT, name="mot-ten-rat-dai-cua-mot-trang-bao-dia-phuong.example.vn"))
    file = tmp_path / "status.html"
    frame = tmp_path / "frame.html"  # a window of Chromium is at least 500 pixels wide
    frame.write_text(
        f"<body><iframe src='{file.name}' width='{width}' height='900' style='border:0'></iframe>"
        "<script>addEventListener('message', (sent) => { document.body.dataset.seen = sent.data; });</script>",
        encoding="utf-8",
    )
    file.write_text(render(sites, written=WRITTEN).replace("</body>", f"{TRIAL}</body>"), encoding="utf-8")
    command = [
        require_program("chromium"), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1500,1000",
        f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={tmp_path / 'page.png'}", "--dump-dom", frame.as_uri(),
    ]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, check=True, timeout=SAFETY_TIMEOUT)
    (body,) = html.document_fromstring(shown.stdout.decode()).cssselect("body")
    seen = json.loads(body.get("data-seen") or "")
    long_name = sites[3].line.site
    assert seen["width"] <= width
    assert seen["first"] == ["bao2.vn", long_name, "bao1.vn", "bao3.vn"]
    assert seen["fewest"] == ["bao1.vn", "bao2.vn", "bao3.vn", long_name]
    assert seen["most"] == seen["fewest"][::-1]
    assert seen["filtered"] == ["bao1.vn"]
    assert seen["dead"] == ["bao2.vn"]
    assert (seen["sections"], seen["found"], seen["ground"]) == (1, "1 of 4 sites", ground)
    assert (tmp_path / "page.png").stat().st_size > 10_000
