"""Changes of a page's boxes that leave its gold record true: names as CSS modules make them, texts in several boxes, lazy pictures.

Used by ``variants.py``. Each change takes the root of a page, its gold record and a source of chance.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

if TYPE_CHECKING:
    import random

    from lxml.etree import _Element as Element

Gold = dict[str, Any]

PLACEHOLDER: Final = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""What a lazy picture shows until a script replaces it."""

LAZY_FORMS: Final = ("data-src", "data-lazy-src", "data-original", "srcset", "source", "noscript")
"""How libraries keep the address of a lazy picture."""

MIN_SPLIT_PARAGRAPHS: Final = 6
"""A text of fewer paragraphs is not split."""


def hash_names(root: Element, _gold: Gold, draw: random.Random) -> None:
    """Write class names as CSS modules do: ``Tin_lien-quan__a81Kd``. Equal names get equal hashes; ids are left out."""
    names: dict[str, str] = {}

    def hashed(name: str) -> str:
        return names.setdefault(name, f"Page_{name}__{draw.randrange(16**5):05x}")

    for element in root.iter(etree.Element):
        if value := element.get("class"):
            element.set("class", " ".join(map(hashed, value.split())))
        element.attrib.pop("id", None)


def split_text(root: Element, gold: Gold, draw: random.Random) -> None:
    """Put the paragraphs of a text into three boxes of one class, with a box for an advertisement between them."""
    said = {" ".join(line.split()) for line in gold.get("paragraphs") or []}
    for box in root.iter("div", "article", "section", "td"):
        lines = [n for n, child in enumerate(box) if child.tag in {"p", "div"} and _words(child) in said]
        if len(lines) < MIN_SPLIT_PARAGRAPHS:
            continue
        name = draw.choice(("txt", "chunk", "story-part", "_k3"))
        first, last = lines[0], lines[-1]
        inner = list(box[first : last + 1])
        third = -(-len(inner) // 3)
        at = first
        for start in range(0, len(inner), third):
            part = etree.Element("div", {"class": name})
            box.insert(at, part)
            part.extend(inner[start : start + third])
            at += 1
            if start + third < len(inner):
                advert = etree.Element("div", {"class": "ads"})
                etree.SubElement(advert, "iframe", src="https://ads.example/x")
                box.insert(at, advert)
                at += 1
        return


def paragraphs_as_sections(root: Element, _gold: Gold, _draw: random.Random) -> None:
    """Turn ``p`` into ``section`` with a ``span`` that holds its content."""
    for paragraph in list(root.iter("p")):
        paragraph.tag = "section"
        span = etree.Element("span")
        span.text, paragraph.text = paragraph.text, None
        span.extend(list(paragraph))
        paragraph.append(span)


def lazy_pictures(root: Element, _gold: Gold, draw: random.Random) -> None:
    """Replace pictures by placeholders; their addresses go where one of several libraries keeps them."""
    form = draw.choice(LAZY_FORMS)
    for image in list(root.iter("img")):
        src = image.get("src") or ""
        if any(name != "src" and re.search(r"src|original", name) for name in map(str, image.attrib)) or not re.match(
            r"(?:https?:)?/", src
        ):
            continue
        image.set("src", PLACEHOLDER)
        if form == "srcset":
            image.set("srcset", f"{src} 640w, {src} 1280w")
        elif form == "source":
            picture = etree.Element("picture")
            picture.tail, image.tail = image.tail, None
            image.addprevious(picture)
            etree.SubElement(picture, "source", srcset=src)
            picture.append(image)
        elif form == "noscript":
            copy = etree.Element("noscript")
            copy.tail, image.tail = image.tail, None
            etree.SubElement(copy, "img", src=src)
            image.addnext(copy)
        else:
            image.set(form, src)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
