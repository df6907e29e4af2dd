"""Names the reasons for which a page could not be fetched: one word for each, which the manifest counts."""

from __future__ import annotations

from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

WARNINGS_KEY: Final = "newscrawl_http_warnings"
"""Key of ``Request.meta`` for the warnings about the last answer's HTTP."""


class NamedFailure(IgnoreRequest):
    """A request that newscrawl itself ended, for a reason of one word."""

    def __init__(self, reason: str, url: str) -> None:
        """Take the address that was requested, or would have been."""
        super().__init__(f"{reason}: {url}")
        self.reason: Final = reason


class Refused(NamedFailure):
    """A request that must not be sent because of its address. A retry would fail in the same way."""


class Bounded(NamedFailure):
    """An answer that exceeds a limit, or cannot be read."""


class Postponed(NamedFailure):
    """A request that was not sent because the site's run is over."""


NETWORK_FAILURES: Final[dict[type[Exception], str]] = {
    DownloadTimeoutError: "timeout",
    CannotResolveHostError: "no_such_host",
    DownloadConnectionRefusedError: "connection_refused",
    ResponseDataLossError: "cut_short",
    DownloadFailedError: "bad_answer",
}
"""Failures of the network or the server, and their reasons."""


def reason_of(error: BaseException | None) -> str:
    """Return the reason of a failure in one word."""
    if isinstance(error, HttpError):
        return f"http_{error.response.status}"
    if isinstance(error, NamedFailure):
        return error.reason
    if isinstance(error, DownloadCancelledError):
        return "too_large"
    return next((word for kind, word in NETWORK_FAILURES.items() if isinstance(error, kind)), None) or type(
        error
    ).__name__.removesuffix("Error")
