"""A private PostgreSQL server for the tests: not as root, on a socket of its own, without syncing to the disk."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.state.place import DatabaseAddress
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.store import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - the directory in it is made by and for this process
"""A file system in memory, if the system has one."""

_PR_SET_PDEATHSIG: Final = 1
"""Request number of Linux for the signal that a process gets when its parent ends."""

_START_SECONDS: Final = 60
"""Longest wait for the server."""

_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "autovacuum": "off",
    "deadlock_timeout": "100ms",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
}


def server_programs() -> Path:
    """Return the directory of PostgreSQL's server programs, or skip the test with one clear line."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which("initdb")
    if program is None:
        if os.environ.get("NEWSCRAWL_TESTS_COMPLETE"):
            pytest.fail("PostgreSQL's server is missing: apt-get install --no-install-recommends postgresql")
        pytest.skip("needs PostgreSQL's server (Debian package postgresql)")
    return Path(program).resolve().parent


def _user() -> str | None:
    """Return the user that the server runs as, where the tests run as root: PostgreSQL refuses root."""
    return "nobody" if os.geteuid() == 0 else None


def _end_with_parent() -> None:
    """Let the kernel end the calling process when its parent ends, so that a killed test run leaves no server behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


@dataclass(slots=True)
class Server:
    """A running server. Its files are gone when it is stopped."""

    directory: Path
    programs: Path
    process: subprocess.Popen[bytes] = field(init=False)
    schemas: set[str] = field(default_factory=set)
    """Schemas that have the tables."""

    def address(self, schema: str = "newscrawl", **parameters: str) -> DatabaseAddress:
        """Return the address of a state in its database."""
        return DatabaseAddress.parse(f"{self.url(schema)}{''.join(f'&{k}={v}' for k, v in parameters.items())}")

    def url(self, schema: str = "newscrawl") -> str:
        """Return the same as a text, for a command line."""
        return f"postgresql://postgres@/postgres?host={self.directory}&schema={schema}"

    def empty(self, schema: str = "newscrawl") -> DatabaseAddress:
        """Make a state without content, and return its address. The tables are made once, since that takes 0.2 s."""
        address = self.address(schema)
        if schema not in self.schemas:
            PostgresStore(address).close()
            self.schemas.add(schema)
        with Database(address) as db:
            tables = db.rows(
                "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename NOT IN ('identity', 'renewal')",
                (schema,),
            )
            restart = "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = %s"
            db.rows(restart, (schema,))
            # TRUNCATE makes a new file of each table and index, which takes a hundred times as long.
            db.execute("; ".join(f"DELETE FROM {table}" for (table,) in tables))  # noqa: S608 - own names
        return address

    def stop(self, kind: signal.Signals = signal.SIGQUIT) -> None:
        """End the server: SIGQUIT as in a crash, SIGINT orderly."""
        self.process.send_signal(kind)
        self.process.wait()

    def start(self) -> None:
        """Start the server, also again after :meth:`stop`."""
        (self.directory / "data" / "postmaster.pid").unlink(missing_ok=True)
        options = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            [self.programs / "postgres", "-D", self.directory / "data", "-k", self.directory, *options],
            user=_user(),
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
            stderr=(self.directory / "log").open("ab"),
            process_group=0,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - the only busy thread
        )
        until = time.monotonic() + _START_SECONDS
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"PostgreSQL did not start: {(self.directory / 'log').read_text(encoding='utf-8')}")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        """Return whether the server has written that it accepts connections."""
        try:
            lines = (self.directory / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server in a new directory, and end it by its process id."""
    programs = server_programs()
    directory = Path(tempfile.mkdtemp(prefix="ncpg-", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        if user := _user():
            shutil.chown(directory, user)
        subprocess.run(
            [programs / "initdb", "-D", directory / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8", "--no-instructions"],
            user=user,
            cwd=directory,
            stdout=subprocess.DEVNULL,
            check=True,
        )  # fmt: skip
        server = Server(directory, programs)
        server.start()
        try:
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
