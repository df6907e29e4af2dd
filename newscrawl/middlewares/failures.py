"""Names the reasons for which a page could not be fetched: one word for each, which the manifest counts."""

from __future__ import annotations

import errno
import logging
import ssl
from typing import TYPE_CHECKING, Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.exporters.files import OutputError
from newscrawl.state import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

_MAX_CAUSES: Final = 8
"""Causes of causes that are looked at."""

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

_OTHER_FAILURES: Final[dict[type[Exception], str]] = {
    DownloadCancelledError: "too_large",
    UnsupportedURLSchemeError: "bad_host",
    NotSupported: "not_http",
    StateError: "store_failed",
    OutputError: "store_failed",
}

REASONS: Final = {
    "timeout": "no whole answer in time",
    "no_such_host": "the host name does not exist or cannot be resolved",
    "connection_refused": "nothing answers at the host's port",
    "bad_answer": "the answer is no HTTP or broken: lengths, headers, chunks, a connection that closed before the answer",
    "bad_certificate": "the host's certificate is not valid for it; only where DOWNLOAD_VERIFY_CERTIFICATES is set",
    "tls_failed": "no secure connection: the host speaks no https at this port, only old versions of TLS, or breaks the handshake off",
    "proxy_unreachable": "the proxy that http_proxy, https_proxy or all_proxy names cannot be reached",
    "no_local_address": "this machine has no network interface with the address of DOWNLOAD_BIND_ADDRESS",
    "cut_short": "the connection or the content coding ended before the body did; tried again",
    "partial_content": "the server sent a part of the page (206), which nobody asked for; tried again",
    "bad_encoding": "the body cannot be decompressed",
    "too_large": "the body is larger than a limit",
    "too_many_encodings": "more content codings upon each other than are decoded",
    "too_many_tags": "the page has more tags than are parsed",
    "too_many_attributes": "a tag has more attributes than are parsed",
    "too_many_redirects": "more redirects than are followed",
    "redirect_loop": "a redirect to an address that redirected before; if the site waits for a cookie, set COOKIES_ENABLED",
    "not_saved": "a replay has no page from this address",
    "store_failed": "the output or the state cannot be written",
    "internal_error": "a fault of newscrawl or of an extension; the log has the details",
    "robots_forbidden": "robots.txt forbids the address",
    "robots_unreachable": "robots.txt cannot be fetched, or its redirects lead to no answer",
    "robots_not_obeyed": "the settings switch robots.txt off, so nothing is requested",
    "offsite": "the address is on a host that is not of the site",
    "private_address": "the host is a loopback or private address, and --allow-private was not given",
    "not_http": "the address is not http or https",
    "bad_host": "the host or the port of the address is not valid",
    "blocked": "not sent: the site refuses requests",
    "unreachable": "not sent: the site does not answer",
    "daily_budget": "not sent: the day's budget is spent",
    "interrupted": "not sent: the run was ended",
    "max_articles": "not sent: the run has written as many articles as it should; or read, and left to the next run",
    "max_time": "not sent: the time of the run is over",
    "limit": "not sent: a limit of Scrapy's CLOSESPIDER settings is reached",
}
"""Meaning of each reason for which a request gives no page. Beside these there is ``http_`` with a status, such as ``http_500``."""


def _is_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Return whether an error, or one of its causes, is of a kind."""
    return any(isinstance(cause, kind) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and its causes."""
    seen = 0
    while error is not None and seen < _MAX_CAUSES:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def _proxy_failure() -> type[BaseException]:
    """Return the error of a connection to a proxy."""
    from aiohttp import ClientProxyConnectionError  # noqa: PLC0415 - only a request that failed needs it

    return ClientProxyConnectionError


def _cause_beside_the_site(error: BaseException | None) -> str | None:
    """Return the reason of a failure to connect that says nothing of the site: a setting or the environment is at fault."""
    if _is_caused_by(error, ssl.SSLCertVerificationError):
        return "bad_certificate"
    if isinstance(error, tuple(NETWORK_FAILURES)) and _is_caused_by(error, _proxy_failure()):
        return "proxy_unreachable"
    is_local = any(isinstance(cause, OSError) and cause.errno == errno.EADDRNOTAVAIL for cause in _causes(error))
    return "no_local_address" if is_local else None


def reason_of(error: BaseException | None) -> str:
    """Return the reason of a failure in one word: one of :data:`REASONS`, or ``http_`` and the status."""
    if isinstance(error, HttpError):
        return f"http_{error.response.status}"
    if isinstance(error, NamedFailure):
        return error.reason
    if reason := _cause_beside_the_site(error):
        return reason
    is_cut_off = isinstance(error, DownloadConnectionRefusedError) and _is_caused_by(error, ConnectionResetError)
    if is_cut_off or (isinstance(error, tuple(NETWORK_FAILURES)) and _is_caused_by(error, ssl.SSLError)):
        return "tls_failed"
    known = {**NETWORK_FAILURES, **_OTHER_FAILURES}
    reason = next((word for kind, word in known.items() if isinstance(error, kind)), None)
    if reason is None:
        logger.error("a request failed in an unforeseen way: %r", error)
        return "internal_error"
    return reason
