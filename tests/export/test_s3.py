"""A table and a run in a bucket of a real S3 server on loopback, with kills. `make s3` installs the server and runs this."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from newscrawl.objects.opening import open_store
from tests.export.corpus import write_run
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    find_spec("moto") is None, reason="needs an S3 server: `make s3` installs moto and runs this"
)

KILLS = int(os.environ.get("NEWSCRAWL_S3_KILLS", "20"))
"""How often an export is killed."""


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of a bucket; the server ends with the tests."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (
            ("ENDPOINT_URL", url),
            ("ACCESS_KEY_ID", "a"),
            ("SECRET_ACCESS_KEY", "b"),
            ("REGION", "us-east-1"),
        ):
            patch.setenv(f"AWS_{name}", value)
        with subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-p", str(port)], stderr=subprocess.DEVNULL
        ) as server:
            try:
                while True:
                    try:
                        urllib.request.urlopen(urllib.request.Request(f"{url}/bucket", method="PUT"))  # noqa: S310 - loopback
                        break
                    except OSError:
                        assert server.poll() is None
                        time.sleep(0.1)
                yield "s3://bucket"
            finally:
                server.terminate()


def test_an_export_that_is_killed_again_and_again(bucket: str, tmp_path: Path) -> None:
    """After each kill every listed file is there with its checksum; at the end each article is in the table once."""
    runs, place = tmp_path / "runs", f"{bucket}/table"
    command = [sys.executable, "-m", "newscrawl", "export", str(runs), "--to", place, "--format", "jsonl"]
    store = open_store(place)
    for kill in range(KILLS):
        write_run(runs, *(article(number, revision=1) for number in range(kill * 5, kill * 5 + 5)))
        with subprocess.Popen([*command, "--latest", "--partition", "site", "--compact", "-q"]) as export:
            time.sleep(0.4 + 0.08 * (kill % 10))
            export.send_signal(signal.SIGKILL)
        manifest = json.loads(store.read("export.json") or b'{"files": []}')
        for file in manifest["files"]:
            assert len(store.read(file["name"]) or b"") == file["bytes"]
    subprocess.run([*command, "--latest", "--partition", "site", "--compact"], check=True)
    manifest = json.loads(store.read("export.json") or b"")
    listed = {file["name"] for file in manifest["files"]}
    assert listed == set(store.names("data"))
    ids = [json.loads(line)["id"] for name in listed for line in (store.read(name) or b"").splitlines()]
    assert sorted(ids) == sorted(f"bao:{number}" for number in range(KILLS * 5))


def test_a_table_from_a_bucket(bucket: str, tmp_path: Path) -> None:
    write_run(tmp_path / "runs", article(1), article(2))
    source = open_store(f"{bucket}/runs")
    for path in sorted((tmp_path / "runs").iterdir()):
        source.write(path.name, path.read_bytes())
    place = tmp_path / "t"
    subprocess.run(
        [sys.executable, "-m", "newscrawl", "export", f"{bucket}/runs", "--to", str(place), "--format", "jsonl"],
        check=True,
    )
    manifest = json.loads((place / "export.json").read_bytes())
    assert manifest["rows"] == 2
