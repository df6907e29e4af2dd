"""The fact sheet of the sites, if ../shared has it: the profiles have all its selectors and address forms.

The pages in ``tests/sites`` show that the selectors of a profile find the right elements.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from newscrawl import sites
from newscrawl.sites.profile import Layout
from newscrawl.text.newsroom import split_newsroom_tag

if TYPE_CHECKING:
    from newscrawl.sites.profile import Site

SHEET = Path(__file__).resolve().parents[3] / "shared" / "sites" / "sites.json"
FACTS: list[dict[str, Any]] = json.loads(SHEET.read_text(encoding="utf-8"))["sites"] if SHEET.exists() else []

pytestmark = pytest.mark.skipif(not FACTS, reason=f"the fact sheet is not at {SHEET}")

NO_LAYOUT_S = ("article_path_regex", "listing", "image", "lead_tag")
"""Facts without a selector in a layout: listings and pictures are found by structure, tags are plain words."""

LEFT_OUT = {
    ".notebox": "a boxed fact belongs to the article",
    "a.link-inline-content": "a link in a sentence keeps its text",
    "a.seo-suggest-link": "a link in a sentence keeps its text",
    "[class*=ps-]": "means a padding, too",
    ".kbwscwlrl": "stands in the box that is dropped",
    "[data-marked-zoneid=tn_detail_danhchoban]": "the box .detail__foru again",
    "div.main-col.content-col": "the column around the body",
    "div.author-info-top > a": "its names stand in a.name",
    "time[datetime]": "any moment on the page: each template names its own",
    "div.VnBizPreviewMode": "holds pictures and quotes, too",
    "div.sc-hightlight-box": "holds facts of the article, too",
}
"""Facts that no layout uses, with the reason."""


EACH_SITE = [
    pytest.param(host, facts.get("selector_profile") or {}, id=host)
    for facts in FACTS
    for host in facts["host"].split(", ")
]


def profile(host: str) -> Site:
    site = sites.for_url(f"https://{host}/")
    assert site is not None
    return site


def names(css: str) -> frozenset[str]:
    """Classes, ids and attributes of the element that a selector matches."""
    last = re.split(r"[ >+~]+(?![^\[]*\])", css.replace("'", "").replace('"', "").partition("::")[0].strip())[-1]
    return frozenset(re.findall(r"[.#][\w-]+|\[[^\]]+\]", last))


@pytest.mark.parametrize(("host", "facts"), EACH_SITE)
def test_every_selector_stands_in_a_layout(host: str, facts: dict[str, list[Any]]) -> None:
    known: set[frozenset[str]] = set()
    for layout in profile(host).layouts:
        for field in fields(Layout):
            said = getattr(layout, field.name)
            for one in said if isinstance(said, tuple) else ():
                known.update(names(css) for css in (one if isinstance(one, str) else one.css).split(","))
    known.discard(frozenset())
    stated = [fact["css"] for part, said in facts.items() if part not in NO_LAYOUT_S for fact in said]
    stated = [css for css in stated if names(css) and not css.startswith("meta") and css not in LEFT_OUT]
    assert [css for css in stated if not any(held <= names(css) for held in known)] == []


@pytest.mark.parametrize(("host", "facts"), EACH_SITE)
def test_every_form_of_address_is_shown_by_an_address(host: str, facts: dict[str, list[Any]]) -> None:
    shown = [urlsplit(address).path for form in profile(host).article_url for address in form.yes]
    forms = facts.get("article_path_regex", [])
    assert [form for form in forms if not any(re.search(form, path) for path in shown)] == []


@pytest.mark.parametrize(("host", "facts"), EACH_SITE)
def test_every_newsroom_s_tag_is_parted_from_the_lead(host: str, facts: dict[str, list[Any]]) -> None:
    lead = "Sáng nay, cầu Bến Đá đón chuyến xe đầu tiên."
    for said in facts.get("lead_tag", []):
        tag = re.sub(r" *\((?:to|in) .*", "", said)
        found, rest = split_newsroom_tag(f"{tag.strip()} {lead}", profile(host).newsroom_tags)
        assert (found, rest) == (tag.strip(" ()-"), lead), said
