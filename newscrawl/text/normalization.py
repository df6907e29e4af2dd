"""The one entry: :func:`normalize`."""

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

VERSION = "0.1"

ToneStyle = Literal["first", "second", "keep"]


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch of text that was changed."""

    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """The normalised text and what was done to it."""

    text: str
    edits: dict[str, int]
    glued_words_split: int
    changes: tuple[Change, ...]


def normalize(text: str, tone: ToneStyle = "first", *, repair: bool = True) -> str:
    """Normalise Vietnamese text."""
    text = unicodedata.normalize("NFC", html.unescape(text.replace("\r\n", "\n")))
    text = text.replace("Ð", "Đ").replace("\u00a0", " ")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", re.sub(r"[^\S\n]+", " ", text))).strip()


def normalize_report(text: str, tone: ToneStyle = "first", *, repair: bool = True) -> Report:
    """Normalise and report."""
    return Report(normalize(text, tone, repair=repair), {}, 0, ())
