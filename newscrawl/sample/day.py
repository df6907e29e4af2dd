"""Simulate one day at the sample newspaper: articles appear, change, move and vanish, and twice the server is down.

``day(steps)`` plans the day in steps. :meth:`Step.apply` puts a running server into the state of one step. This module
never reads the clock. The day follows the day of the newest article.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from newscrawl.sample.lists import REDIRECTED, TRACKED
from newscrawl.sample.newspaper import HTML, Resource, newspaper
from newscrawl.sample.pieces import MOST_READ, Paragraph, Piece, SeeAlso, pieces
from newscrawl.sample.truth import ExpectedArticle, article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newscrawl.sample.server import Server

_DAY: Final = timedelta(hours=24)
"""Length of the day."""

_OUTAGES: Final = ((0.3, 0.4, 502), (0.65, 0.75, 503))
"""Start and end of each outage as shares of the day (0 to 1), and the status of every answer meanwhile."""

_NEW_ARTICLES: Final = 12
"""Number of articles published during the day."""


@dataclass(frozen=True, slots=True)
class Step:
    """The state of the newspaper at one step of the day."""

    pieces: tuple[Piece, ...]
    """The published articles, the newest first."""

    redirects: dict[str, str] = field(default_factory=dict)
    """Present path by former path."""

    gone: dict[str, int] = field(default_factory=dict)
    """Status by path of a removed article."""

    down: int | None = None
    """Status of every answer during an outage; ``None`` otherwise."""

    def apply(self, server: Server) -> None:
        """Put a running server into this state."""
        server.current = newspaper(server.addresses, self.pieces)
        server.moved = {path: Resource(b"", HTML, status=status) for path, status in self.gone.items()} | {
            path: Resource(b"", HTML, status=HTTPStatus.MOVED_PERMANENTLY, location=f"{server.addresses.main}{to}")
            for path, to in self.redirects.items()
        }
        server.down = self.down


def day(steps: int) -> tuple[Step, ...]:
    """Plan the day in steps. Raises ``ValueError`` for fewer than 12 steps, because then no step falls in an outage."""
    if steps < 12:  # noqa: PLR2004 - the docstring names the minimum
        raise ValueError(f"a day has 12 steps or more, not {steps}")
    return tuple(_Plan(steps).steps())


def archived(steps: Sequence[Step]) -> dict[int, list[ExpectedArticle]]:
    """Return the revisions by article number in an archive that read every step outside the outages.

    A new revision is one whose headline or text differs from the one before.
    """
    found: dict[int, list[ExpectedArticle]] = {}
    for step in steps:
        for piece in step.pieces if not step.down else ():
            now = article(piece, step.pieces)
            revisions = found.setdefault(piece.number, [])
            if not revisions or (revisions[-1].headline, revisions[-1].paragraphs) != (now.headline, now.paragraphs):
                revisions.append(now)
    return found


class _Plan:
    """The state of a plan. Events are at shares of the day, so that a short plan has all of them."""

    def __init__(self, steps: int) -> None:
        everything = pieces()
        self._count = steps
        fixed = {
            *MOST_READ,
            REDIRECTED,
            TRACKED,
            *(b.key for p in everything for b in p.body if isinstance(b, SeeAlso)),
        }
        free = [p for p in everything if p.layout != "portal" and p.key not in fixed]
        self._coming = free[:_NEW_ARTICLES][::-1]
        self._printed = {p.key: p for p in everything if p not in self._coming}
        plain = [p for p in free[_NEW_ARTICLES:] if p.layout == "onecms" and not (p.trap or p.amp or p.html)]
        self._edited, self._moving, self._going = plain[:6], plain[6:9], plain[9:11]
        self._start = max(p.changed for p in everything)

    def steps(self) -> list[Step]:
        """Return the steps in order."""
        done: list[Step] = []
        redirects: dict[str, str] = {}
        gone: dict[str, int] = {}
        for number in range(self._count):
            now = self._start + _DAY * number / self._count
            for what, which in self._events(number):
                self._apply_event(what, which, now, redirects, gone)
            everything = tuple(sorted(self._printed.values(), key=lambda p: p.published, reverse=True))
            done.append(Step(everything, dict(redirects), dict(gone), _down(number / self._count)))
        return done

    def _events(self, number: int) -> list[tuple[str, int]]:
        """Return the events before a step. There are none before the first step."""
        count, steps = len(_EVENTS), self._count - 1
        return [happening for place, happening in enumerate(_EVENTS) if 1 + place * steps // count == number]

    def _apply_event(
        self, what: str, which: int, now: datetime, redirects: dict[str, str], gone: dict[str, int]
    ) -> None:
        match what:
            case "print":
                self._printed[self._coming[which].key] = self._coming[which]
            case "edit":
                self._change(self._edited[which], now, f"Cập nhật lúc {now:%H giờ %M}: tòa soạn bổ sung ý kiến của xã.")
            case "restore":
                self._change(self._edited[which], now, None)
            case "redirect" | "rename" | "lose":
                piece = self._moving[which]
                moved = replace(self._printed[piece.key], slug=f"{piece.slug}-ban-moi", modified=now)
                self._printed[piece.key] = moved
                if what == "redirect":
                    redirects[piece.path] = moved.path
                elif what == "lose":
                    gone[piece.path] = HTTPStatus.NOT_FOUND
            case _:
                piece = self._going[which]
                del self._printed[piece.key]
                gone[piece.path] = HTTPStatus.GONE if which else HTTPStatus.NOT_FOUND

    def _change(self, piece: Piece, now: datetime, addition: str | None) -> None:
        body = (*piece.body, Paragraph(addition)) if addition else piece.body
        self._printed[piece.key] = replace(self._printed[piece.key], body=body, modified=now)


def _down(share: float) -> int | None:
    """Return the status of every answer at a share of the day; ``None`` outside the outages."""
    return next((status for first, last, status in _OUTAGES if first <= share < last), None)


def _events() -> Sequence[tuple[str, int]]:
    """Return the events, each with its article. An article is published between any two other events."""
    others = (
        ("edit", 0),
        ("redirect", 0),
        ("edit", 1),
        ("withdraw", 0),
        ("edit", 0),
        ("rename", 1),
        ("restore", 1),
        ("edit", 2),
        ("lose", 2),
        ("edit", 3),
        ("withdraw", 1),
        ("edit", 4),
    )
    return [event for number, other in enumerate(others) for event in (("print", number), other)]


_EVENTS: Final = _events()
