"""Changes pages with gold records so that they look like unknown sites, and measures what generic extraction loses by each change.

    python benchmarks/variants.py [--set pages|layouts] [--only VARIANT …] [--seed N] [--misses FIELD] [--save FOLDER]

Takes the saved pages of ``../shared/pages`` that people wrote gold for and the self-made pages of ``tests/sites``, changes their
markup in ways that leave the gold true (cards of other articles put before, inside and after the article, names of classes and ids made meaningless, structured data taken out, paragraphs that are
no paragraphs, layout by tables, other headings, bylines, captions), and reads each as a page of a site without a profile.
The changes are drawn with a seed: the same number gives the same pages. Figures are those of ``score.py`` beside the pages:
body, headline, lead, date and section are means over the pages that state them, the others F1 over all pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parent))

from real_pages import FIELDS, HERE, PAGES, scorer
from variant_layouts import hash_names, lazy_pictures, paragraphs_as_sections, split_text

from newscrawl import sites
from newscrawl.extract import NotAnArticle, extract
from newscrawl.extract.dom import text_of
from newscrawl.extract.encoding import to_utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element as Element

    Change = Callable[["Element", "Gold", random.Random], None]

Gold = dict[str, Any]
LAYOUTS: Final = HERE.parent / "tests" / "sites"


class Sample(NamedTuple):
    """A page and its gold record."""

    name: str
    body: bytes
    url: str
    gold: Gold


def saved_pages() -> Iterator[Sample]:
    """The saved pages with gold."""
    for path in sorted((PAGES / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        yield Sample(path.stem, (PAGES / "raw" / gold["file"]).read_bytes(), gold["url"], gold)


def self_made_pages() -> Iterator[Sample]:
    """The pages in the markup of known sites, with invented texts."""
    for path in sorted(LAYOUTS.glob("*/*/article.json")):
        packed = path.parent / "page.html.gz"
        body = gzip.decompress(packed.read_bytes()) if packed.exists() else (path.parent / "page.html").read_bytes()
        meta = json.loads((path.parent / "meta.json").read_text(encoding="utf-8"))
        gold = json.loads(path.read_text(encoding="utf-8"))
        yield Sample(f"{path.parent.parent.name}/{path.parent.name}", body, meta["url"], gold)


# --- What is changed


def rename(root: Element, _gold: Gold, draw: random.Random) -> None:
    """Replace class names and ids by meaningless ones, equal names by equal ones."""
    names: dict[str, str] = {}

    def token(name: str) -> str:
        return names.setdefault(name, f"x{draw.randrange(16**6):06x}")

    for element in root.iter(etree.Element):
        for attribute in ("class", "id"):
            if value := element.get(attribute):
                element.set(attribute, " ".join(map(token, value.split())))
        for attribute in [name for name in element.attrib if name.startswith("data-")]:
            if "src" not in attribute and "original" not in attribute:
                del element.attrib[attribute]
        for attribute in ("itemprop", "itemtype", "itemscope", "role", "rel", "aria-label"):
            if element.tag not in {"link", "meta"}:
                element.attrib.pop(attribute, None)


def without_json_ld(root: Element, _gold: Gold, _draw: random.Random) -> None:
    """Remove JSON-LD."""
    for script in list(root.iter("script")):
        if "ld+json" in (script.get("type") or ""):
            _remove(script)


def without_meta(root: Element, _gold: Gold, _draw: random.Random) -> None:
    """Remove meta tags in head and body; keep the document's title."""
    for meta in list(root.iter("meta")):
        _remove(meta)


def paragraphs_as_boxes(root: Element, _gold: Gold, _draw: random.Random) -> None:
    """Turn ``p`` into ``div``."""
    for paragraph in root.iter("p"):
        paragraph.tag = "div"


def paragraphs_as_breaks(root: Element, _gold: Gold, _draw: random.Random) -> None:
    """Join consecutive paragraphs to one text with two line breaks between them."""
    for box in list(root.iter(etree.Element)):
        paragraphs = [child for child in box if child.tag == "p"]
        name, count = next(iter(Counter(p.get("class") for p in paragraphs).most_common(1)), (None, 0))
        for child in paragraphs if count > 1 else ():
            if child.get("class") != name:
                continue
            child.tag = "span"
            child.attrib.pop("class", None)
            if child.get("style") or child.get("align"):
                child.tag = "div"
                continue
            for _ in range(2):
                br = etree.Element("br")
                br.tail = child.tail
                child.tail = None
                child.addnext(br)


def paragraphs_in_boxes(root: Element, _gold: Gold, _draw: random.Random) -> None:
    """Put each paragraph into a box of its own, and each heading into two."""
    for element in list(root.iter("p", "h1", "h2", "h3")):
        parent = element.getparent()
        if parent is None or parent.tag in {"a", "span", "li"}:
            continue
        for _ in range(1 if element.tag == "p" else 2):
            _wrap(element, "div")


def layout_by_tables(root: Element, gold: Gold, _draw: random.Random) -> None:
    """Turn the boxes around headline and text, and their siblings, into cells of tables."""
    title = _showing(root, gold["headline"])
    around = set(title.iterancestors()) if title is not None else set()
    for box in [e for e in root.iter("div", "section", "article", "main") if e in around]:
        box.tag = "table"
        inner = [child for child in box if isinstance(child.tag, str)]
        text, box.text = box.text, None
        for n, child in enumerate(inner):
            tail, child.tail = child.tail, None
            row = _wrap(child, "tr")
            cell = _wrap(child, "td")
            if n == 0 and text and text.strip():
                cell.text = text
            cell[-1].tail = tail
            row.tail = None


def without_sectioning(root: Element, _gold: Gold, _draw: random.Random) -> None:
    """``div`` for ``article``, ``section``, ``main``, ``aside``, ``nav``, ``header``, ``footer``, ``figure``, ``figcaption``, ``time``."""
    for element in root.iter("article", "section", "main", "aside", "nav", "header", "footer", "figure", "figcaption"):
        element.tag = "div"
    for element in root.iter("time"):
        element.tag = "span"
        element.attrib.pop("datetime", None)


HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "related": ("Tin liên quan", "Bài liên quan", "Bài viết liên quan", "Có thể bạn quan tâm", "Tin, bài liên quan", "TIN LIÊN QUAN",
                "Các bài viết liên quan", "Bạn có thể quan tâm", "Tin tức liên quan:", "Mời độc giả xem thêm", "Đừng bỏ lỡ"),
    "same_category": ("Cùng chuyên mục", "Tin cùng chuyên mục", "Các tin khác", "Tin khác", "Tin đã đưa", "Các bài khác", "Bài cùng chuyên mục",
                      "CÁC TIN ĐÃ ĐƯA:", "Tin cũ hơn", "Những tin cũ hơn", "Tin bài khác", "Các tin, bài khác", "Bài viết cùng chuyên mục"),
    "see_also": ("Xem thêm", "Đọc thêm", "Xem thêm:", "Đọc thêm:"),
    "most_read": ("Đọc nhiều nhất", "Tin xem nhiều", "Xem nhiều", "Đọc nhiều", "Tin đọc nhiều", "Được quan tâm nhiều nhất", "Tin nhiều người đọc"),
    "latest": ("Tin mới", "Tin mới nhất", "Tin mới hơn", "Những tin mới hơn", "Bài viết mới", "Mới nhất", "Mới cập nhật"),
    "same_topic": ("Dòng sự kiện", "Cùng chủ đề", "Tin cùng chủ đề", "Theo dòng sự kiện", "Cùng sự kiện"),
}  # fmt: skip
"""Headings of related blocks that newspapers use."""


def other_headings(root: Element, gold: Gold, draw: random.Random) -> None:
    """Replace the headings of related blocks by synonyms, in any element."""
    said = {(link["relation"], link["heading"]) for link in gold.get("related_links") or [] if link.get("heading")}
    for relation, heading in sorted(said):
        element = _showing(root, heading)
        if element is None or len(element) > 1 or element.tag == "a":
            continue
        words = draw.choice(HEADINGS[relation])
        for child in list(element):
            element.remove(child)
        tag = draw.choice(("b", "strong", "div", "span", "h3", "p", "h4", "a", "td"))
        element.text = words
        if tag == "td":
            element.tag = "table"
            element.text = None
            etree.SubElement(etree.SubElement(element, "tr"), "td").text = words
        elif element.tag not in {"td", "li", "th"}:
            element.tag = tag


def unclosed(body: bytes) -> bytes:
    """Write tags in capitals, and leave ``p``, ``li``, ``td`` and ``tr`` open."""
    body = re.sub(rb"</(?:p|li|td|tr)\s*>", b"", body)
    return re.sub(rb"<(/?[a-z][a-z0-9]*)", lambda found: b"<" + found[1].upper(), body)


BYLINES: Final = (
    "{}",
    "Tác giả: {}",
    "Bài và ảnh: {}",
    "PV {}",
    "{} (t/h)",
    "Bài, ảnh: {}",
    "({})",
    "{}/TTXVN",
    "Thực hiện: {}",
)


def bylines(root: Element, gold: Gold, draw: random.Random) -> None:
    """Change the form of the byline: a word before it, text after it, to the right, in brackets."""
    people = [a["name"] for a in gold.get("authors") or [] if a.get("type") == "person"]
    if not people or len(people) != len(gold["authors"]):
        return
    element = next(
        (e for e in (_showing(root, " - ".join(people)), _showing(root, ", ".join(people))) if e is not None), None
    )
    if element is None or element.tag == "a" or next(element.iterancestors("a"), None) is not None:
        return
    for child in list(element):
        element.remove(child)
    form = draw.choice(BYLINES[: -3 if len(people) > 1 else None])
    element.text = form.format(draw.choice((" - ", ", ", " và ")).join(people))
    element.set("style", draw.choice(("text-align: right;", "font-weight: bold;", "")))


_CREDIT: Final = 60
"""Largest number of characters of a credit."""

CREDITS: Final = ("{} Ảnh: {}", "{} (Ảnh: {})", "{} Nguồn: {}", "{} - Ảnh: {}", "{} Nguồn ảnh: {}", "{} | Ảnh: {}")


def captions(root: Element, gold: Gold, draw: random.Random) -> None:
    """Turn captions into an italic or centred paragraph or a cell below the picture, and change the form of credits."""
    form, shape = draw.choice(CREDITS), draw.choice(("italic", "centred", "table", "figcaption"))
    for image in gold.get("images") or []:
        if not image.get("caption"):
            continue
        for element in root.iter("figcaption", "p", "div", "td", "span", "em"):
            words = text_of(element)
            if not words.startswith(image["caption"]) or len(words) > len(image["caption"]) + _CREDIT:
                continue
            if next(element.iter("img"), None) is not None:
                continue
            picture = _picture_before(element)
            if picture is None:
                continue
            text = form.format(image["caption"], image["credit"]) if image.get("credit") else image["caption"]
            tail = element.tail
            for child in list(element):
                element.remove(child)
            element.attrib.clear()
            element.text, element.tail = text, tail
            if element.tag != "td":
                _shape(element, shape)
            break


def _shape(element: Element, shape: str) -> None:
    if shape == "figcaption" or element.tag == "figcaption":
        element.tag = "figcaption"
    elif shape == "italic":
        element.tag = "p"
        words, element.text = element.text, None
        etree.SubElement(element, "em").text = words
    else:
        element.tag = "p"
        element.set("style", "text-align:center")


def _picture_before(element: Element) -> Element | None:
    """The picture in the box around an element, if there is one."""
    box = element.getparent()
    for _ in range(3):
        if box is None:
            return None
        if (image := next(box.iter("img"), None)) is not None:
            return image
        box = box.getparent()
    return None


CARDS: Final = 3
"""Number of cards in a neighbouring block."""

TITLES: Final = (
    "Chợ nổi họp lại sau mùa nước đổ",
    "Thư viện xã mở cửa thêm buổi tối",
    "Đội bóng trẻ huyện Tân Hồng vào chung kết",
    "Bến phà cũ thành công viên ven sông",
    "Làng gốm nhận đơn hàng đầu tiên trong năm",
)
PEOPLE: Final = ("Đỗ Minh Khải", "Lương Thu Hằng", "Tạ Quốc Bình", "Hà Ngọc Sương")
PLACES: Final = ("before", "inside", "after")
CARD_KINDS: Final = ("", " linked", " bare")
"""Kinds of cards: with a box for each part, one link around all parts, or lines without any class."""


def _card_block(draw: random.Random, kind: str) -> Element:
    """A block of cards of a kind."""
    return _cards(draw) if not kind else _linked_cards(draw) if kind == " linked" else _bare_cards(draw)


def _linked_cards(draw: random.Random) -> Element:
    """Cards that are one link each: picture, section, title, teaser, writer and date are inside it."""
    block = etree.Element("div", {"class": draw.choice(("promo", "row", "more"))})
    for n, title in enumerate(draw.sample(TITLES, CARDS)):
        href = f"/tin-ben-canh/bai-cua-the-{draw.randrange(10**5, 10**6)}{n}.html"
        link = etree.SubElement(block, "a", {"href": href, "class": draw.choice(("tile", "box", "teaser"))})
        etree.SubElement(
            etree.SubElement(link, "div"), "img", src=f"/anh/the-{n}.jpg", width="400", height="300", alt=title
        )
        etree.SubElement(link, "span").text = "Mục bên cạnh"
        etree.SubElement(link, "h3").text = title
        etree.SubElement(link, "p").text = f"{title}, theo lời kể của người trong xã và những ai đi ngang."
        etree.SubElement(link, "span", {"class": "by"}).text = draw.choice(PEOPLE)
        day = f"2031-0{draw.randrange(1, 10)}-1{n}"
        etree.SubElement(link, "time", datetime=f"{day}T08:15:00+07:00").text = f"{day[8:]}/{day[5:7]}/2031 08:15"
    return block


def _bare_cards(draw: random.Random) -> Element:
    """A list of titles with pictures, writers and dates, in which no class names anything."""
    block = etree.Element("ul")
    for n, title in enumerate(draw.sample(TITLES, CARDS)):
        href = f"/tin-ben-canh/bai-cua-the-{draw.randrange(10**5, 10**6)}{n}.html"
        card = etree.SubElement(block, "li")
        picture = etree.SubElement(card, "a", href=href)
        etree.SubElement(picture, "img", src=f"/anh/the-{n}.jpg", width="400", height="300")
        etree.SubElement(card, "a", href=href).text = title
        etree.SubElement(card, "span").text = f"1{n}/0{draw.randrange(1, 10)}/2031 08:15"
        etree.SubElement(card, "em").text = draw.choice(PEOPLE)
    return block


def _cards(draw: random.Random) -> Element:
    """A block of cards of other articles, each with picture, section, title, teaser, byline, date with a clock, and tags."""
    block = etree.Element("div", {"class": draw.choice(("grid", "list-cards", "box-tin", "feed"))})
    for n, title in enumerate(draw.sample(TITLES, CARDS)):
        card = etree.SubElement(
            block, draw.choice(("article", "div", "li")), {"class": draw.choice(("card", "item", "story", "post"))}
        )
        href = f"/tin-ben-canh/bai-cua-the-{draw.randrange(10**5, 10**6)}{n}.html"
        picture = etree.SubElement(etree.SubElement(card, "figure"), "a", href=href)
        etree.SubElement(picture, "img", src=f"/anh/the-{n}.jpg", width="400", height="300", alt=title)
        etree.SubElement(card, "a", {"href": "/category/ben-canh/", "rel": "category tag"}).text = "Mục bên cạnh"
        etree.SubElement(etree.SubElement(card, "h3"), "a", href=href).text = title
        etree.SubElement(
            card, "p", {"class": "excerpt"}
        ).text = f"{title}, theo lời kể của người trong xã và những ai đi ngang."
        byline = etree.SubElement(card, "span", {"class": "author"})
        etree.SubElement(byline, "a", {"href": "/tac-gia/nguoi-khac/", "rel": "author"}).text = draw.choice(PEOPLE)
        day = f"2031-0{draw.randrange(1, 10)}-1{n}"
        etree.SubElement(card, "time", datetime=f"{day}T08:15:00+07:00").text = f"{day[8:]}/{day[5:7]}/2031 08:15"
        tags = etree.SubElement(card, "div", {"class": "tags"})
        etree.SubElement(tags, "a", {"href": "/tag/the-khac/", "rel": "tag"}).text = "thẻ khác"
    return block


def neighbours(place: str, kind: str = "") -> Change:
    """A change that puts cards of other articles, of one of :data:`CARD_KINDS`, before, inside or after the article."""

    def change(root: Element, gold: Gold, draw: random.Random) -> None:
        title = _showing(root, gold["headline"])
        lines = [e for e in root.iter("p", "div") if any(text_of(e) == line for line in gold.get("paragraphs") or [])]
        if title is None or not lines:
            return
        around = list(title.iterancestors())
        box = next((e for e in lines[-1].iterancestors() if e in around), None)
        if box is None:
            return
        if place == "inside":
            lines[len(lines) // 2].addnext(_without_tail(_card_block(draw, kind), lines[len(lines) // 2]))
        elif place == "after":
            box.append(_card_block(draw, kind))
        else:
            branch = next(e for e in (title, *around) if e.getparent() is box)
            branch.addprevious(_card_block(draw, kind))

    return change


def _without_tail(block: Element, before: Element) -> Element:
    """A block that takes over the text after the element that it will follow."""
    block.tail, before.tail = before.tail, None
    return block


def _showing(root: Element, text: str) -> Element | None:
    """The innermost visible element with these words."""
    wanted = " ".join(text.split()).strip(" :").casefold()
    found = None
    for element in root.iter(
        "h1", "h2", "h3", "h4", "h5", "p", "div", "span", "b", "strong", "em", "td", "li", "a", "figcaption", "label"
    ):
        own = (element.text or "").strip()
        if (own or len(element)) and text_of(element).strip(" :").casefold() == wanted:
            if found is not None and found not in set(element.iterancestors()):
                return found
            found = element
    return found


def _wrap(element: Element, tag: str) -> Element:
    """Wrap an element in a new one."""
    box = etree.Element(tag)
    box.tail, element.tail = element.tail, None
    element.addprevious(box)
    box.append(element)
    return box


def _remove(element: Element) -> None:
    """Remove an element and keep the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


BARE: Final = (rename, without_json_ld, without_meta)
VARIANTS: Final[dict[str, tuple[Change, ...]]] = {
    "as it is": (),
    "renamed": (rename,),
    "no JSON-LD": (without_json_ld,),
    "no meta": (without_meta,),
    "no data": (without_json_ld, without_meta),
    "bare": BARE,
    "boxes": (paragraphs_as_boxes,),
    "breaks": (paragraphs_as_breaks,),
    "boxed": (paragraphs_in_boxes,),
    "hashed": (hash_names,),
    "split": (split_text,),
    "sections": (paragraphs_as_sections,),
    "lazy": (lazy_pictures,),
    "tables": (layout_by_tables,),
    "old tags": (without_sectioning,),
    "unclosed": (),
    "headings": (other_headings,),
    "bylines": (bylines,),
    "captions": (captions,),
    **{f"neighbours {place}{kind}": (neighbours(place, kind),) for kind in CARD_KINDS for place in PLACES},
    "bare, boxes": (*BARE, paragraphs_as_boxes),
    "bare, split": (*BARE, split_text),
    "bare, sections": (*BARE, paragraphs_as_sections),
    "bare, breaks": (*BARE, paragraphs_as_breaks),
    "bare, tables": (*BARE, layout_by_tables),
    "bare, old tags": (*BARE, without_sectioning),
    "bare, headings": (*BARE, other_headings),
    "bare, bylines": (*BARE, bylines),
    "bare, captions": (*BARE, captions),
    "bare, all": (other_headings, bylines, captions, *BARE, without_sectioning, paragraphs_as_boxes),
}


UNCLOSED: Final = frozenset(("unclosed", "bare, all"))
"""Variants that change the serialised source."""


def made(sample: Sample, variant: str, seed: int) -> bytes:
    """Make the page of a variant."""
    if variant == "as it is":
        return sample.body
    draw = random.Random(f"{seed}/{sample.name}")  # noqa: S311 - no secret
    data = to_utf8(sample.body, "text/html; charset=utf-8" if b"\xc3" in sample.body else None).data
    root = etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True))
    for change in VARIANTS[variant]:
        change(root, sample.gold, draw)
    body = bytes(etree.tostring(root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>"))
    body = body.replace(b"<head>", b'<head><meta charset="utf-8">', 1)
    return unclosed(body) if variant in UNCLOSED else body


def record(body: bytes, url: str) -> Gold:
    """The fields that generic extraction finds on a page; empty if it rejects the page."""
    try:
        return asdict(extract(body, url=url, site=sites.unknown(url), use_layouts=False))
    except NotAnArticle as refusal:
        return {"refused": str(refusal)}


def score(samples: list[Sample], records: list[Gold]) -> tuple[list[dict[str, float]], dict[str, float]]:
    """The scores of each page, and the scores of all."""
    module = scorer()
    rows: list[dict[str, float]] = []
    micro: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sample, found in zip(samples, records, strict=True):
        want, have = module.features(sample.gold), module.features(found)
        row: dict[str, float] = {"headline": float(want["headline"] == have["headline"])}
        if want["body"]:
            same = sum(min(count, have["body"].get(words, 0)) for words, count in want["body"].items())
            row["body"] = module.prf(same, sum(have["body"].values()), sum(want["body"].values()))[2]
        row |= {f: float(want[f] == have[f]) for f in ("description", "date", "section") if want[f] is not None}
        for field in ("authors", "keywords", "images", "related", "related_any"):
            one, other = set(have[field]), set(want[field])
            for n, count in enumerate((len(one & other), len(one), len(other))):
                micro[field][n] += count
            if one or other:
                row[field] = module.prf(len(one & other), len(one), len(other))[2]
        rows.append(row)
    total = {f: sum(r[f] for r in rows if f in r) / max(1, sum(f in r for r in rows)) for f in FIELDS if f not in micro}
    return rows, total | {field: module.prf(*counts)[2] for field, counts in micro.items()}


def main(arguments: list[str] | None = None) -> int:
    """Make the variants, read them, score them, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("pages", "layouts"), help="only the saved pages, or only the self-made ones")
    parser.add_argument("--only", nargs="+", choices=tuple(VARIANTS), metavar="VARIANT", help="only these variants")
    parser.add_argument("--seed", type=int, default=1, help="what the changes are drawn with")
    parser.add_argument("--misses", choices=FIELDS, help="name the pages that lose this field")
    parser.add_argument("--save", type=Path, help="write the variants' pages into this folder")
    options = parser.parse_args(arguments)
    chosen: dict[str, Callable[[], Iterator[Sample]]] = {"pages": saved_pages, "layouts": self_made_pages}
    for name, samples_of in chosen.items():
        if options.set not in {None, name}:
            continue
        samples = list(samples_of())
        print(f"\n| {name} ({len(samples)}) | {' | '.join(FIELDS)} |\n{'|---' * (len(FIELDS) + 1)}|")
        for variant in options.only or VARIANTS:
            bodies = [made(sample, variant, options.seed) for sample in samples]
            records = [record(body, sample.url) for body, sample in zip(bodies, samples, strict=True)]
            rows, total = score(samples, records)
            print(f"| {variant} | {' | '.join(f'{total[field]:.3f}' for field in FIELDS)} |", flush=True)
            for sample, body, row, got in zip(samples, bodies, rows, records, strict=True):
                if options.misses and row.get(options.misses, 1.0) < 1.0:
                    print(f"  {row[options.misses]:.3f} {sample.name} {got.get('refused', '')}")
                if options.save:
                    options.save.mkdir(parents=True, exist_ok=True)
                    name_ = re.sub(r"[^\w.-]+", "_", f"{sample.name}.{variant}")
                    (options.save / f"{name_}.html").write_bytes(body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
