"""A day at the sample newspaper: articles come, are edited, move and go, and twice the server is out of order.

``day(steps)`` plans it for so many moments; :meth:`Step.apply` lets a running server be as it is at one of them. Nothing
here looks at the clock: the day follows the newest article's.
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
_OUTAGES: Final = ((0.3, 0.4, 502), (0.65, 0.75, 503))
"""Shares of the day, and the status of every answer between them."""

_COMING: Final = 12
"""Articles that are printed in the course of the day."""


@dataclass(frozen=True, slots=True)
class Step:
    """The newspaper at one moment of the day."""

    pieces: tuple[Piece, ...]
    """What is printed, newest first."""

    redirects: dict[str, str] = field(default_factory=dict)
    """Former path to present path."""

    gone: dict[str, int] = field(default_factory=dict)
    """Path to status."""

    down: int | None = None
    """The status of every answer, where the server is out of order."""

    def apply(self, server: Server) -> None:
        """Let the server answer so."""
        server.current = newspaper(server.addresses, self.pieces)
        server.moved = {path: Resource(b"", HTML, status=status) for path, status in self.gone.items()} | {
            path: Resource(b"", HTML, status=HTTPStatus.MOVED_PERMANENTLY, location=f"{server.addresses.main}{to}")
            for path, to in self.redirects.items()
        }
        server.down = self.down


def day(steps: int) -> tuple[Step, ...]:
    """The day in so many steps; :class:`ValueError` where they are fewer than 12, of which none would be out of order."""
    if steps < 12:  # noqa: PLR2004 - said above
        raise ValueError(f"a day has 12 steps or more, not {steps}")
    return tuple(_Plan(steps).steps())


def archived(steps: Sequence[Step]) -> dict[int, list[ExpectedArticle]]:
    """What is in an archive that read every step but those out of order: by article number, its revisions.

    An article is revised where its headline or its text is another than when it was read before.
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
    """What happens when: the events stand at shares of the day, so that a short one has them all."""

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
        self._coming = free[:_COMING][::-1]
        self._printed = {p.key: p for p in everything if p not in self._coming}
        plain = [p for p in free[_COMING:] if p.layout == "onecms" and not (p.trap or p.amp or p.html)]
        self._edited, self._moving, self._going = plain[:6], plain[6:9], plain[9:11]
        self._start = max(p.changed for p in everything)

    def steps(self) -> list[Step]:
        """The steps, one after the other."""
        done: list[Step] = []
        redirects: dict[str, str] = {}
        gone: dict[str, int] = {}
        for number in range(self._count):
            now = self._start + _DAY * number / self._count
            for what, which in self._happenings(number):
                self._happen(what, which, now, redirects, gone)
            everything = tuple(sorted(self._printed.values(), key=lambda p: p.published, reverse=True))
            done.append(Step(everything, dict(redirects), dict(gone), _down(number / self._count)))
        return done

    def _happenings(self, number: int) -> list[tuple[str, int]]:
        """What happens before a step; nothing does before the first, which reads what there was."""
        count, steps = len(_HAPPENINGS), self._count - 1
        return [happening for place, happening in enumerate(_HAPPENINGS) if 1 + place * steps // count == number]

    def _happen(self, what: str, which: int, now: datetime, redirects: dict[str, str], gone: dict[str, int]) -> None:
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
    """The status of every answer at a share of the day; ``None`` where the server is well."""
    return next((status for first, last, status in _OUTAGES if first <= share < last), None)


def _happenings() -> Sequence[tuple[str, int]]:
    """What happens, and to which article: something is printed between any two other things."""
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


_HAPPENINGS: Final = _happenings()
