"""What the policy tells its adapter to do. Commands are executed in order, each before the policy goes on."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from newscrawl.policy.requests import ArticleRequest, CrawlRequest, SourceRequest, TdmFileRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.items import Article
    from newscrawl.state import Address, Alias, Source, Status

__all__ = [
    "AddAddresses",
    "AddAliases",
    "AddToPlan",
    "ArticleRequest",
    "Command",
    "Commands",
    "Count",
    "Defer",
    "DeleteAddress",
    "EmitArticle",
    "FailureKind",
    "FillLastmod",
    "LogMessage",
    "PostponeDeferred",
    "PutSource",
    "RecordFailure",
    "ReportAnswer",
    "ScheduleRevisits",
    "SetStatus",
    "SourceRequest",
    "TdmFileRequest",
]  # fmt: skip


class FailureKind(Enum):
    """Why a request gave no page."""

    GONE = "gone"
    """The server says that the page no longer exists (404, 410)."""

    POSTPONED = "postponed"
    """The request was not sent, because the site is not requested any more in this run."""

    REFUSED = "refused"
    """The request may not be sent, or the answer leads to a page that may not be requested."""

    FAILED = "failed"
    """The network or the server failed, or the answer broke a limit."""


class Count(NamedTuple):
    """Add to a counter of the run's statistics. The names are those of the manifest, without the prefix ``newscrawl/``."""

    name: str
    amount: int = 1


class LogMessage(NamedTuple):
    """Write a log line. ``message`` has ``%s`` fields for the ``arguments``."""

    level: int
    message: str
    arguments: tuple[object, ...]


class ReportAnswer(NamedTuple):
    """Tell the back-off that a page was read, or that it was a refusal for the reason ``rejection``."""

    rejection: str | None = None


class EmitArticle(NamedTuple):
    """Send an article to the pipelines."""

    article: Article


class AddAddresses(NamedTuple):
    """Remember addresses as pending."""

    addresses: Sequence[Address]


class AddAliases(NamedTuple):
    """Remember further addresses of known articles, and count those that are new."""

    aliases: Sequence[Alias]


class FillLastmod(NamedTuple):
    """Remember the last change (Unix seconds) of known addresses that had none. Rows are key and time."""

    rows: Sequence[tuple[int, int]]


class SetStatus(NamedTuple):
    """Close an address that gave no line in the output."""

    key: int
    status: Status
    reason: str = ""


class RecordFailure(NamedTuple):
    """Count a failed fetch of an address. The address stays pending."""

    key: int
    reason: str = ""


class Defer(NamedTuple):
    """Keep an address pending until its site's outage ends: it is tried again from ``not_before`` (RFC 3339) on.

    With ``not_before=None`` it is an ordinary pending address that has failed ``tries`` times.
    """

    key: int
    tries: int
    not_before: str | None
    reason: str


class PostponeDeferred(NamedTuple):
    """Let the deferred addresses of the site rest at least until a time (RFC 3339): a probe showed that the outage goes on."""

    until: str
    tries: int
    """Tries of the outage so far: each address counts as tried so often, so that the next pause is longer."""


class DeleteAddress(NamedTuple):
    """Drop an address. It counts as new when it is found again."""

    key: int


class ScheduleRevisits(NamedTuple):
    """Set when addresses are fetched again. Rows are key and time (RFC 3339), or ``None`` for never."""

    rows: Sequence[tuple[int, str | None]]


class PutSource(NamedTuple):
    """Remember the state of a source."""

    source: Source


class AddToPlan(NamedTuple):
    """List articles (address, and date if known) in the plan of a dry run."""

    articles: Sequence[tuple[str, str | None]]


Command: TypeAlias = (
    CrawlRequest
    | Count
    | LogMessage
    | ReportAnswer
    | EmitArticle
    | AddAddresses
    | AddAliases
    | FillLastmod
    | SetStatus
    | RecordFailure
    | Defer
    | PostponeDeferred
    | DeleteAddress
    | ScheduleRevisits
    | PutSource
    | AddToPlan
)
Commands: TypeAlias = "Iterator[Command]"
