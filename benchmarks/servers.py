"""What the benchmarks of real content systems share: programs of this machine as children, and the comparison of lists."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from newscrawl.text import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

START_SECONDS: Final = 120
QUOTES: Final = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})


@contextmanager
def database(directory: Path, name: str) -> Iterator[None]:
    """Run MariaDB without a port, with its data in the directory and one empty database."""
    data, user = directory / "db", f"--user={user_name()}"
    if not data.exists():
        command = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", user, "--auth-root-authentication-method=normal", "--skip-test-db"]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={directory}/db.sock", "--skip-networking",
               f"--pid-file={directory}/db.pid", user, "--innodb-flush-log-at-trx-commit=0"]  # fmt: skip
    with child(command, directory / "db.log"):
        client = ["mariadb", "--no-defaults", "-u", "root", f"--socket={directory}/db.sock", "-e"]
        wait_for(lambda: not subprocess.run([*client, "SELECT 1"], capture_output=True, check=False).returncode)
        subprocess.run([*client, f"CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4"], check=True)
        yield


@contextmanager
def child(
    command: Sequence[str], log: Path, *, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a program until the block ends; end it by its process id."""
    known = {**os.environ, **(environment or {})}
    with (
        log.open("ab") as out,
        subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=cwd, env=known) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def user_name() -> str:
    """Return the name of the user of this process."""
    import pwd  # noqa: PLC0415 - not on every platform

    return pwd.getpwuid(os.geteuid()).pw_name


def free_port() -> int:
    """Return a port of loopback that nothing listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    """Return whether something listens to a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(is_ready: Any) -> None:
    """Wait until a program is ready."""
    end = time.monotonic() + START_SECONDS
    while not is_ready():
        if time.monotonic() > end:
            raise SystemExit("a program did not start; see the log files in the directory")
        time.sleep(0.2)


def normal(words: str) -> str:
    """Return words as the record writes them, with plain quotes."""
    return " ".join(normalize(words).translate(QUOTES).split())


def f1(expected: Sequence[str], found: Sequence[str]) -> float:
    """Return the harmonic mean of precision and recall of two lists."""
    if not expected and not found:
        return 1.0
    both = len(set(expected) & set(found))
    return 2 * both / (len(set(expected)) + len(set(found)))
