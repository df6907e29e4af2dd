"""Counts the requests of a run without news to the sample newspaper, by the time since the last run.

``python benchmarks/quiet.py`` prints the table of schedule.md.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from newscrawl import sample
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sample.site import site
from newscrawl.spiders import spider_class
from newscrawl.state import clock

LATER = (timedelta(0), timedelta(minutes=20), timedelta(hours=2), timedelta(days=1), timedelta(days=10))


def main() -> int:
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as directory, sample.serve() as server:
        job = Job(spider_class(site(server)), {})
        started = datetime.now(UTC)

        def asked(passed: timedelta, *, due: bool) -> str:
            using = build_settings(
                LOG_LEVEL="CRITICAL",
                NEWSCRAWL_OUTPUT=str(Path(directory) / "output"),
                NEWSCRAWL_ALLOW_PRIVATE=True,
                DOWNLOAD_DELAY=0,
                NEWSCRAWL_MAX_CRAWL_DELAY=0,
                NEWSCRAWL_DUE=due,
                NEWSCRAWL_REVISIT=due,
            )
            before = len(server.log)
            with clock.overridden_by(lambda: started + passed):
                ended = run_jobs([job], using)
            log = server.log[before:]
            pages = [request for request in log if request.path.endswith(".html")]
            written = sum(file.lines for file in ended.manifest.files) if ended.manifest else -1
            unchanged = sum(request.status == 304 for request in log)
            return f"{len(log)} | {len(pages)} | {unchanged} | {written}"

        print("| run | requests | of them for articles | answered 304 | lines written |")
        print("|---|---|---|---|---|")
        print(f"| the first | {asked(timedelta(0), due=False)} |")
        print(f"| again, all sources (`newscrawl crawl`) | {asked(timedelta(0), due=False)} |")
        for passed in LATER:
            print(f"| what is due, {passed} later (`--due --revisit`) | {asked(passed, due=True)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
