"""The public ``crawl()``: runs the real crawler in a thread of its own and yields articles as they are committed.

A thread, because the caller may have a running event loop already (a notebook, an async program) and the crawl needs a loop
of its own. A subprocess would copy every article between two processes. Signal handlers, the log and the memory
belong to the caller's program and are left alone.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from datetime import date
from math import isfinite
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl.extensions.crawl_facts import output_location
from newscrawl.runner import profiles
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import Job, JobRunner, build_settings, check_days, check_promises, make_jobs
from newscrawl.runner.result import CrawlResult
from newscrawl.runner.setting_values import wrong_setting

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
    from types import TracebackType

    from scrapy.settings import Settings

    from newscrawl.exporters.output_format import Compression, Partition
    from newscrawl.items import Article

MAX_BUFFERED_ARTICLES: Final = 16
"""Committed articles that wait for the caller. The crawl pauses when so many wait, so that memory stays bounded."""


def crawl(
    *sites: str,
    max_articles: int | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    sections: Iterable[str] | None = None,
    output: str | os.PathLike[str] = "output",
    state: str | os.PathLike[str] | None = None,
    delay: float | None = None,
    due: bool = False,
    revisit: bool = False,
    compress: Compression | None = None,
    partition: Partition | None = None,
    warc: bool = False,
    allow_private: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> Crawl:
    """Crawl newspapers by name, or any news site by address, and yield each article once it is committed.

    This is the crawler of ``newscrawl crawl``: it obeys robots.txt, waits between requests, writes the same files and
    remembers what it has seen, so that an article comes again only when it has changed.

    Args:
        sites: names such as ``baokiemtoan`` (``newscrawl sites`` lists them), files of profiles such as ``./mysite.py``, or
            addresses such as ``https://any.site/``.
        max_articles: stop a site after this many articles.
        since: only articles from this day on, ``2026-01-31`` or a :class:`datetime.date`.
        until: only articles up to and with this day.
        sections: only these sections, ``["thoi-su", "kinh-te"]``.
        output: directory of the files.
        state: directory of what is remembered between runs; by default ``.state`` in the output.
        delay: seconds between two requests to a site; by default 1, or the profile's.
        due: read only the sources whose interval is over.
        revisit: fetch articles again an hour, a day and a week after they were first seen.
        compress: ``"gz"`` or ``"zst"`` compresses the files when the crawl ends.
        partition: ``"site-date"`` writes one file for each site and day.
        warc: keep every response as WARC.
        allow_private: allow loopback and private addresses.
        settings: further settings by name, for example ``{"NEWSCRAWL_CONTACT": "me@example.org"}``.

    Returns:
        An iterator for ``for`` and ``async for``. Nothing is requested before the first article is asked for.

    Raises:
        ValueError: a site, a day or a setting is wrong; the message says what is meant.

    The loop raises :class:`SiteLockedError` where another run crawls a site, and ``StateError`` or ``OutputError`` where state or
    files cannot be read or written. Articles of other sites come first.

    >>> import newscrawl
    >>> for article in newscrawl.crawl("baokiemtoan", max_articles=10):  # doctest: +SKIP
    ...     print(article.date_published, article.headline)
    """
    first, last = _day(since), _day(until)
    check_days(first, last)
    if not sites:
        raise UsageError("name at least one site: a name such as baokiemtoan, or an address such as https://any.site/")
    if max_articles is not None and max_articles < 1:
        raise UsageError(f"max_articles is a whole number above 0, not {max_articles!r}")
    if delay is not None and not (isfinite(delay) and delay >= 0):
        raise UsageError(f"delay is a finite number of seconds from 0 on, not {delay!r}")
    for name, value in (settings or {}).items():
        if wrong := wrong_setting(name, value):
            raise UsageError(f"settings[{name!r}]: {wrong}")
    arguments = {
        "since": first,
        "until": last,
        "max_articles": max_articles,
        "sections": ",".join(sections) if sections is not None else None,
        "delay": delay,
    }
    overrides = {
        "NEWSCRAWL_OUTPUT": str(output),
        "NEWSCRAWL_STATE": str(state) if state is not None else None,
        "NEWSCRAWL_DUE": due or None,
        "NEWSCRAWL_REVISIT": revisit or None,
        "NEWSCRAWL_COMPRESS": compress,
        "NEWSCRAWL_PARTITION": partition,
        "NEWSCRAWL_WARC": warc or None,
        "NEWSCRAWL_ALLOW_PRIVATE": allow_private or None,
        # Two crawls in one process must not share a run: its database connection belongs to one thread.
        "NEWSCRAWL_ROUND": token_hex(4),
    }
    using = build_settings(**{**overrides, **(settings or {})})
    check_promises(using)
    try:
        output_location(using)
    except ValueError as error:
        raise UsageError(str(error)) from None
    profiles.use_setting(using)
    jobs = make_jobs(sites, {name: value for name, value in arguments.items() if value is not None})
    return Crawl(jobs, using)


def _day(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


class Crawl:
    """A crawl that yields its articles, to ``for`` or to ``async for``, once.

    Leaving the loop by ``break`` or an exception ends the crawl: requests in flight are finished, files are closed and the
    site's lock is freed. After ``break`` in ``async for``, ``await crawl.aclose()`` waits for that; ``async with`` does it
    too. Articles that were in flight when the loop was left are in the files, though they were not yielded.
    """

    def __init__(self, jobs: list[Job], using: Settings) -> None:
        """Prepare the crawl; use :func:`crawl` instead."""
        self._names = [job.spider.name for job in jobs]
        self._thread = _CrawlThread(jobs, using)
        # Ends the crawl where the caller drops this object or the interpreter exits without leaving the loop.
        weakref.finalize(self, self._thread.close)

    @property
    def result(self) -> CrawlResult | None:
        """Manifest, files, exit code and errors of the finished crawl; ``None`` before it has ended."""
        return self._thread.result

    def run(self) -> CrawlResult:
        """Crawl to the end and return the result, for callers that read the files instead of the articles."""
        for _ in self:
            pass
        assert self.result is not None
        return self.result

    def close(self) -> None:
        """End the crawl cleanly and wait until its files are closed. Does nothing where it has ended."""
        self._thread.close()

    async def aclose(self) -> None:
        """Do the same as :meth:`close` without blocking the event loop."""
        self._thread.request_stop()
        await asyncio.to_thread(self._thread.close)

    def __iter__(self) -> Iterator[Article]:
        self._thread.start()
        try:
            while (article := self._thread.next_article().result()) is not None:
                yield article
        finally:
            self.close()
        self._thread.raise_error()

    async def __aiter__(self) -> AsyncIterator[Article]:
        self._thread.start()
        try:
            while (article := await asyncio.wrap_future(self._thread.next_article())) is not None:
                yield article
        finally:
            await self.aclose()
        self._thread.raise_error()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<newscrawl.crawl of {', '.join(self._names)}: {self._thread.status}>"


class _CrawlThread:
    """The thread of one crawl and the queue of its committed articles.

    It holds no reference to :class:`Crawl`, so that a dropped crawl is noticed and ended.
    """

    def __init__(self, jobs: list[Job], using: Settings) -> None:
        self._jobs = jobs
        self._using = using
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        """Guards the fields from here to ``_is_stopped``, which both threads use."""

        self._articles: deque[Article] = deque()
        self._waiter: Future[Article | None] | None = None
        """The caller's pending request for the next article."""

        self._loop: asyncio.AbstractEventLoop | None = None
        self._runner: JobRunner | None = None
        self._has_ended = False
        self._is_stopped = False
        self._room: asyncio.Event | None = None
        """Set when the queue may have room again."""

        self.result: CrawlResult | None = None
        self._error: BaseException | None = None

    @property
    def status(self) -> str:
        """One word for ``repr``."""
        if self._thread is None:
            return "not started"
        return "finished" if self._has_ended else "running"

    # -- called by the thread of the caller ----------------------------------------------------------------------

    def start(self) -> None:
        """Start the crawl; :class:`RuntimeError` where it was started before."""
        if self._thread is not None:
            raise RuntimeError("a crawl is iterated once; call newscrawl.crawl() again")
        # A daemon, so that the interpreter reaches its exit handlers, where the finalizer of Crawl ends the crawl.
        self._thread = threading.Thread(target=self._run, name="newscrawl", daemon=True)
        self._thread.start()

    def next_article(self) -> Future[Article | None]:
        """Return the next article, ``None`` after the last one."""
        future: Future[Article | None] = Future()
        with self._lock:
            if self._articles:
                future.set_result(self._articles.popleft())
            elif self._has_ended:
                future.set_result(None)
            else:
                self._waiter = future
        self._call_in_loop(self._make_room)
        return future

    def request_stop(self) -> None:
        """Ask the crawl to end, without waiting."""
        with self._lock:
            self._is_stopped = True
        self._call_in_loop(self._stop)

    def close(self) -> None:
        """End the crawl and wait for its thread."""
        if self._thread is None:
            return
        self.request_stop()
        self._thread.join()

    def raise_error(self) -> None:
        """Raise what kept the crawl, or the crawl of a site, from going on."""
        if self._error:
            raise self._error
        if self.result and (error := self.result.failure or next(iter(self.result.errors.values()), None)):
            raise error

    def _call_in_loop(self, function: Callable[[], None]) -> None:
        with self._lock:
            loop = None if self._has_ended else self._loop
        if loop is None:
            return
        with suppress(RuntimeError):  # the loop closed in between: the crawl has ended
            loop.call_soon_threadsafe(function)

    # -- called by the thread of the crawl -----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self.result = asyncio.run(self._main())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._error = error
        finally:
            with self._lock:
                self._has_ended = True
                waiter, self._waiter = self._waiter, None
            if waiter is not None and waiter.set_running_or_notify_cancel():
                waiter.set_result(None)

    async def _main(self) -> CrawlResult:
        self._room = asyncio.Event()
        self._runner = JobRunner(self._jobs, self._using, on_article=self._deliver)
        with self._lock:
            self._loop = asyncio.get_running_loop()
            if self._is_stopped:
                return CrawlResult()
        return await self._runner.run()

    async def _deliver(self, article: Article) -> None:
        """Hand an article to the caller; wait while the queue is full."""
        assert self._room is not None
        while len(self._articles) >= MAX_BUFFERED_ARTICLES and not self._is_stopped:
            self._room.clear()
            await self._room.wait()
        with self._lock:
            waiter, self._waiter = self._waiter, None
            if waiter is None or not waiter.set_running_or_notify_cancel():
                self._articles.append(article)
                return
        waiter.set_result(article)

    def _make_room(self) -> None:
        assert self._room is not None
        self._room.set()

    def _stop(self) -> None:
        assert self._runner is not None
        self._make_room()
        self._runner.stop()
