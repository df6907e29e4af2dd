"""Charts as plain HTML and SVG: bars, columns and a matrix, each with its table.

No chart library: one that draws in the browser (Vega) would be a megabyte of the page and show nothing without its script; one that
draws here (Matplotlib, Altair's vl-convert) writes text that does not wrap on a phone and does not follow the dark. These few forms need
neither. Everything that comes from an article is escaped. Pure.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MAX_BARS: Final = 25
"""Bars of a chart; the table behind it has :data:`MAX_TABLE_ROWS`."""

MAX_TABLE_ROWS: Final = 200
"""Rows of a table."""

MAX_COLUMNS: Final = 200
"""Columns of a chart over time; a longer time is drawn by weeks, months or years."""

MAX_MATRIX: Final = 15
"""Rows and columns of a matrix."""

MAX_LABEL_CHARS: Final = 120
"""Characters of a label or a headline."""

_HEIGHT: Final = 100
_DAYS_OF_WEEK: Final = 7
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters and characters that change the writing direction."""


def text(value: object) -> str:
    """Return a value as HTML text, shortened."""
    shown = _CONTROL.sub("", str(value))
    return escape(shown if len(shown) <= MAX_LABEL_CHARS else shown[: MAX_LABEL_CHARS - 1] + "…")


def number(value: float) -> str:
    """Return a number with commas; a fraction with one digit."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def percent(part: float, whole: float) -> str:
    """Return a share as text."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, is_open: bool = False) -> str:
    """Return a table that can be opened. Numbers are set right; the first cell of a row is its head."""
    rows = list(rows)
    more = len(rows) - MAX_TABLE_ROWS
    body = "".join(f"<tr>{_head(row[0])}{''.join(map(_cell, row[1:]))}</tr>" for row in rows[:MAX_TABLE_ROWS])
    first = rows[0] if rows else heads
    kinds = [' class="number"' if isinstance(value, (int, float)) else "" for value in first]
    head = "".join(f'<th scope="col"{kind}>{text(name)}</th>' for name, kind in zip(heads, kinds, strict=True))
    note = f'<p class="soft">{number(more)} more rows are left out.</p>' if more > 0 else ""
    return (
        f"<details{' open' if is_open else ''}><summary>Table: {text(caption)}</summary>"
        f'<div class="wide" role="region" tabindex="0" aria-label="{text(caption)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{note}</details>"
    )


def _head(value: Any) -> str:
    return f'<th scope="row">{text(value)}</th>'


def _cell(value: Any) -> str:
    if isinstance(value, (int, float)):
        return f'<td class="number">{number(value)}</td>'
    return f"<td>{text(value)}</td>"


def bars(label: str, values: Sequence[tuple[str, int]], *, unit: str = "articles", whole: int | None = None) -> str:
    """Return a chart of horizontal bars, longest first as given. ``whole`` is what shares are counted of."""
    shown = values[:MAX_BARS]
    most = max((value for _, value in shown), default=0) or 1
    lines = []
    for name, value in shown:
        share = f" ({percent(value, whole)})" if whole else ""
        tip = f"{text(name)}: {number(value)} {unit}{share}"
        lines.append(
            f'<li data-tip="{tip}"><span class="name">{text(name)}</span><span class="track"><i style="width:{100 * value / most:.2f}%"></i>'
            f'</span><span class="value">{number(value)}</span></li>'
        )
    rest = values[MAX_BARS:]
    more = f'<p class="soft">{len(rest):,} more have {number(sum(v for _, v in rest))} together.</p>' if rest else ""
    return f'<ul class="bars" aria-label="{text(label)}" data-chart tabindex="0">{"".join(lines)}</ul>{more}'


def columns(label: str, values: Sequence[tuple[str, int]], *, unit: str = "articles") -> str:
    """Return a chart of vertical columns, in the order given, with the first, middle and last name below."""
    if not values:
        return ""
    most = max(value for _, value in values) or 1
    width = 1000 / len(values)
    rects = "".join(
        f'<g data-tip="{text(name)}: {number(value)} {unit}"><rect class="hover" x="{place * width:.2f}" width="{width:.2f}" height="{_HEIGHT}"/>'
        f'<rect x="{place * width + width * 0.08:.2f}" y="{_HEIGHT * (1 - value / most):.2f}" width="{width * 0.84:.2f}" '
        f'height="{_HEIGHT * value / most:.2f}"/></g>'
        for place, (name, value) in enumerate(values)
    )
    names = dict.fromkeys((values[0][0], values[len(values) // 2][0], values[-1][0]))
    axis = "".join(f"<span>{text(name)}</span>" for name in names)
    peak = max(values, key=lambda pair: pair[1])
    told = f"{label}: {len(values)} columns, most {number(peak[1])} {unit} at {peak[0]}"
    return (
        f'<figure class="columns" aria-label="{text(told)}"><p class="soft top">{number(most)}</p>'
        f'<svg viewBox="0 0 1000 {_HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{text(told)}" data-chart tabindex="0">{rects}</svg>'
        f'<div class="axis" aria-hidden="true">{axis}</div></figure>'
    )


def matrix(label: str, corner: str, values: Mapping[tuple[str, str], int]) -> str:
    """Return a matrix of counts by row and column, darker where more, with the largest rows and columns only."""
    totals: dict[str, int] = {}
    for (row, column), value in values.items():
        totals[row] = totals.get(row, 0) + value
        totals[column] = totals.get(column, 0) + value
    names = sorted(totals, key=lambda name: (-totals[name], name))[:MAX_MATRIX]
    most = max((values.get((row, column), 0) for row in names for column in names), default=0) or 1
    head = "".join(f'<th scope="col"><span>{text(name)}</span></th>' for name in names)
    body = ""
    for row in names:
        cells = "".join(_matrix_cell(row, column, values.get((row, column), 0), most) for column in names)
        body += f"<tr>{_head(row)}{cells}</tr>"
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{text(label)}"><table class="matrix"><caption>{text(label)}</caption>'
        f"<thead><tr><td>{text(corner)}</td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _matrix_cell(row: str, column: str, value: int, most: int) -> str:
    if not value:
        return '<td class="number none">·</td>'
    strength = 0.15 + 0.85 * value / most
    dark = " dark" if strength > 0.55 else ""  # noqa: PLR2004 - where white text reads better
    tip = f"{text(row)} → {text(column)}: {number(value)} near copies"
    return f'<td class="number heat{dark}" style="--heat:{strength:.2f}" data-tip="{tip}">{number(value)}</td>'


def over_time(days: Mapping[str, int]) -> tuple[str, list[tuple[str, int]]]:
    """Return the step (day, week, month or year) in which a count by day is drawn, and the count by step, with empty ones."""
    known = sorted(day for day in days if _as_date(day))
    if not known:
        return "day", []
    first, last = date.fromisoformat(known[0]), date.fromisoformat(known[-1])
    span = (last - first).days + 1
    step = "day" if span <= MAX_COLUMNS else "week" if span <= _DAYS_OF_WEEK * MAX_COLUMNS else "month" if span <= 31 * MAX_COLUMNS else "year"  # fmt: skip
    name = _NAMES[step]
    counts: dict[str, int] = {}
    day = first
    while day <= last:
        counts.setdefault(name(day), 0)
        day += timedelta(days=1 if span <= _DAYS_OF_WEEK * MAX_COLUMNS else 28)
    counts.setdefault(name(last), 0)
    for known_day in known:
        label = name(date.fromisoformat(known_day))
        counts[label] = counts.get(label, 0) + days[known_day]
    return step, sorted(counts.items())


def _as_date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


_NAMES: Final[Mapping[str, Callable[[date], str]]] = {
    "day": date.isoformat,
    "week": lambda day: (day - timedelta(days=day.weekday())).isoformat(),
    "month": lambda day: f"{day.year:04}-{day.month:02}",
    "year": lambda day: f"{day.year:04}",
}
"""The name of the step that a day is in; a week has the name of its Monday."""
