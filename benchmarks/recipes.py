"""Runs the recipes of docs/changes.md that need a server or a large package, and compares what they loaded with what they should hold.

``python benchmarks/recipes.py`` needs PostgreSQL (Debian package postgresql), of which it starts a private cluster on loopback, and
dlt (``pip install 'dlt[duckdb]'``) in the Python that runs it or that ``--dlt-python`` names. ``make recipes`` installs dlt. Each recipe is
run after every few changes, killed at random moments in between, and repeated.
"""

from __future__ import annotations

import argparse
import os
import pwd
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.runner.removal import remove_articles
from newscrawl.state import Status, address_key
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE: Final = Path(__file__).parents[1] / "docs" / "changes.md"
NOW: Final = "2026-03-02T08:00:00+07:00"
ROUNDS: Final = 6
KILLS: Final = 2
"""Kills in each round."""


def block(language: str, word: str) -> str:
    """Return the example of the page that is in a language and holds a word."""
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return next(code for code in found if word in code)


def change(output: Path, number: int, expected: dict[str, int]) -> None:
    """Write new articles and revisions, let pages disappear and come back, and remove one; note what a copy should hold."""
    run = Run.acquire(OutputLocation(output, output / ".state"))
    for new in range(number * 10, number * 10 + 10):
        for known in (new, new - 10):
            before = run.store.article(f"bao:{known}")
            if known < 0 or (known != new and known % 3) or (before and f"bao:{known}" not in expected):
                continue
            revision = before.revision + 1 if before else 1
            date = None if known % 4 == 0 else NOW
            item = article(
                known,
                revision=revision,
                text=f'Bài {known}.{revision} \\ "x"\t€',
                date_published=date,
                crawl_id=run.crawl_id,
            )
            run.commit(item, keys=[], first_seen=NOW)
            expected[item.id] = revision
    for gone, back in ((number * 10 + 1, False), (number * 10 + 2, True)):
        key = address_key(article(gone).url)
        run.store.set_status(key, Status.GONE, now=NOW, reason="http_404")
        if back:
            run.store.set_status(key, Status.DONE, now=NOW)
        else:
            expected.pop(f"bao:{gone}", None)
    run.release()
    removed = f"bao:{number * 10 + 4}"
    remove_articles(output, output / ".state", ids=[removed], addresses=[], reason="recipe")
    expected.pop(removed, None)


def play(
    name: str, command: list[str], rows: Callable[[Path, dict[str, str]], dict[str, int]], environment: dict[str, str]
) -> None:
    """Run a recipe in rounds, with kills; stop with an error where its table is not as expected."""
    chance = random.Random(7)  # noqa: S311 - reproducible
    with tempfile.TemporaryDirectory() as directory:
        place, expected = Path(directory), dict[str, int]()
        for number in range(ROUNDS):
            change(place / "output" / "demo", number, expected)
            for _ in range(KILLS):
                child = subprocess.Popen(
                    command, cwd=place, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
                )
                time.sleep(chance.uniform(0.1, 6))
                if child.poll() is None:
                    os.killpg(child.pid, 9)
                child.wait()
            subprocess.run(command, cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)
            found = rows(place, environment)
            if found != expected:
                sys.exit(f"{name}, round {number}: {found} is not {expected}")
        print(f"{name}: {ROUNDS} loads and {ROUNDS * KILLS} kills, {len(expected)} rows as expected")


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """Start a private cluster on loopback; yield the environment of its clients."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        sys.exit("PostgreSQL is not installed: apt-get install postgresql")
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    directory = Path(tempfile.mkdtemp(prefix="newscrawl-postgres-"))
    if user:
        account = pwd.getpwnam("postgres")
        os.chown(directory, account.pw_uid, account.pw_gid)
    data, program = str(directory / "data"), programs[-1]
    try:
        subprocess.run(
            [*user, program / "initdb", "-D", data, "-A", "trust", "-U", "postgres"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        options = f"-h 127.0.0.1 -p {port} -k {directory}"
        log = str(directory / "log")
        subprocess.run(
            [*user, program / "pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        try:
            yield {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "postgres", "PGDATABASE": "postgres"}
        finally:
            subprocess.run(
                [*user, program / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
                check=True,
                stdout=subprocess.DEVNULL,
                cwd="/",
            )
    finally:
        shutil.rmtree(directory)


def rows_of_postgres(_: Path, environment: dict[str, str]) -> dict[str, int]:
    """Return the rows of the table: ids and revisions."""
    words = [
        "psql",
        "--tuples-only",
        "--no-align",
        "--field-separator=|",
        "--command",
        "SELECT id, revision FROM articles",
    ]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    return {line.split("|")[0]: int(line.split("|")[1]) for line in done.stdout.splitlines()}


def rows_of_duckdb(place: Path, _: dict[str, str]) -> dict[str, int]:
    """Return the rows of the table, and check its types."""
    import duckdb  # noqa: PLC0415 - for this recipe alone

    with duckdb.connect(str(place / "copy.duckdb"), read_only=True) as database:
        types = dict(
            database.execute(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'articles'"
            ).fetchall()
        )
        assert types["date_published"] == types["date_modified"] == "TIMESTAMP WITH TIME ZONE", types
        return dict(database.execute("SELECT id, revision FROM news.articles").fetchall())


def main() -> None:
    """Run the recipes that are named, by default all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipes", nargs="*", default=["postgres", "dlt"])
    parser.add_argument("--dlt-python", type=os.path.abspath, default=sys.executable)
    options = parser.parse_args()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    if "postgres" in options.recipes:
        with postgres() as environment:
            code = f"set -e\n{block('bash', 'psql')}"
            play("PostgreSQL by COPY", ["bash", "-c", code], rows_of_postgres, {**environment, "PATH": path})
    if "dlt" in options.recipes:
        environment = {**os.environ, "PATH": path, "RUNTIME__DLTHUB_TELEMETRY": "false"}
        environment["DLT_DATA_DIR"] = tempfile.mkdtemp(prefix="newscrawl-dlt-")
        play("dlt into DuckDB", [options.dlt_python, "-c", block("python", "import dlt")], rows_of_duckdb, environment)
        shutil.rmtree(environment["DLT_DATA_DIR"])


if __name__ == "__main__":
    main()
