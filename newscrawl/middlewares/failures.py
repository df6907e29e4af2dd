"""Why a page could not be had: one word for each cause, which the manifest counts."""

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


class Named(IgnoreRequest):
    """A request that came to nothing for a cause that newscrawl found itself; ``reason`` is one word."""

    def __init__(self, reason: str, url: str) -> None:
        """``url`` is the address that was asked for, or would have been."""
        super().__init__(f"{reason}: {url}")
        self.reason: Final = reason


class Refused(Named):
    """A request that may not be sent: the fault is the address's, and another try would end the same."""


class Bounded(Named):
    """An answer that went beyond a bound, or cannot be read."""


class Postponed(Named):
    """A request that was not sent because the site is asked no more in this run."""


NETWORK: Final[dict[type[Exception], str]] = {
    DownloadTimeoutError: "timeout",
    CannotResolveHostError: "no_such_host",
    DownloadConnectionRefusedError: "connection_refused",
    ResponseDataLossError: "cut_short",
    DownloadFailedError: "bad_answer",
}
"""What the network or the server did, or left undone."""


def reason_of(error: BaseException | None) -> str:
    """One word for a counter."""
    if isinstance(error, HttpError):
        return f"http_{error.response.status}"
    if isinstance(error, Named):
        return error.reason
    if isinstance(error, DownloadCancelledError):
        return "too_large"
    return next((word for kind, word in NETWORK.items() if isinstance(error, kind)), None) or type(
        error
    ).__name__.removesuffix("Error")
