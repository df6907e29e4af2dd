"""Runs that put their files into a bucket; here a directory stands for it, which has the same protocol."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.archive import reconciliation, upload
from newscrawl.archive.removal_list import NAME
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.objects.local import LocalStore
from newscrawl.state import open_existing_store
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADDRESS = "s3://bucket/news"


class Bucket(LocalStore):
    """A bucket that refuses a file after some others."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.left = -1
        self.error: BaseException = OutputError("the network is gone")

    @contextmanager
    def create(self, name: str) -> Iterator[Any]:
        if not self.left:
            raise self.error
        self.left -= 1
        with super().create(name) as file:
            yield file

    def articles(self) -> list[str]:
        """The ids of all articles that a manifest lists; every listed file is whole."""
        found = []
        for path in sorted(self.directory.glob("manifest*.json")):
            for entry in json.loads(path.read_bytes())["files"]:
                data = (self.directory / entry["name"]).read_bytes()
                assert hashlib.sha256(data).hexdigest() == entry["sha256"]
                if "articles" in entry["name"]:
                    found += [json.loads(line)["id"] for line in data.splitlines()]
        return sorted(found)


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    found = Bucket(tmp_path / "bucket")
    for module in (upload, reconciliation):
        monkeypatch.setattr(module, "open_store", lambda _: found)
    return found


def crawl(tmp_path: Path, *numbers: int, output_format: OutputFormat | None = None) -> None:
    spool = tmp_path / "spool"
    run = Run.acquire(OutputLocation(spool, spool / ".state", output_format or OutputFormat(), remote=ADDRESS))
    try:
        for number in numbers:
            item = replace(article(number, related_links=[link(1)]), crawl_id=run.crawl_id)
            run.commit(item, keys=[], first_seen="2026-03-02T08:00:00+07:00")
    finally:
        run.release()


def test_files_go_to_the_bucket_and_leave_the_spool(tmp_path: Path, bucket: Bucket) -> None:
    crawl(tmp_path, 1, 2)
    crawl(tmp_path, 3)
    assert bucket.articles() == ["bao:1", "bao:2", "bao:3"]
    assert not list((tmp_path / "spool").glob("*.jsonl*"))
    assert len(list((tmp_path / "spool").glob("manifest-*.json"))) == 2
    assert (bucket.directory / "article.schema.json").exists()


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("error", [OutputError("the network is gone"), KilledError()], ids=["refused", "killed"])
@pytest.mark.parametrize("left", [0, 1, 2])
@pytest.mark.parametrize("output_format", [OutputFormat(), OutputFormat("zst")], ids=["plain", "zst"])
def test_the_next_run_puts_what_was_left(
    tmp_path: Path, bucket: Bucket, error: BaseException, left: int, output_format: OutputFormat
) -> None:
    """Two files and the manifest are put; the error comes before one of them."""
    bucket.left, bucket.error = left, error
    with pytest.raises((OutputError, KilledError)):
        crawl(tmp_path, 1, 2, output_format=output_format)
    assert not list(bucket.directory.glob("manifest*")), "the manifest is last"
    bucket.left = -1
    crawl(tmp_path, 3, output_format=OutputFormat())
    assert len(list(bucket.directory.glob("manifest*"))) == 2
    assert not list((tmp_path / "spool").glob("*.jsonl*"))
    if output_format.is_plain:
        assert bucket.articles() == ["bao:1", "bao:2", "bao:3"]


def test_another_file_of_the_same_name_is_never_replaced(tmp_path: Path, bucket: Bucket) -> None:
    spool = tmp_path / "spool"
    run = Run.acquire(OutputLocation(spool, spool / ".state", remote=ADDRESS))
    run.commit(replace(article(1), crawl_id=run.crawl_id), keys=[], first_seen="2026-03-02T08:00:00+07:00")
    bucket.directory.mkdir()
    taken = bucket.directory / f"articles-{run.crawl_id}.jsonl"
    taken.write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"has other content.*the next run with the same --output"):
        run.release()
    assert taken.read_bytes() == b"mine"
    assert not list(bucket.directory.glob("manifest*"))


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("s3://bucket/news", "output/.spool/s3/bucket/news"),
        ("S3://bucket", "output/.spool/s3/bucket"),
        ("gs://b/../../x", "output/.spool/gs/b/%2E%2E/%2E%2E/x"),
    ],
)
def test_the_default_spool(address: str, path: str) -> None:
    assert upload.spool_of(address).as_posix() == path


def test_a_lost_spool(tmp_path: Path, bucket: Bucket, caplog: pytest.LogCaptureFixture) -> None:
    """The state in it is rebuilt from the bucket, and what was removed on request stays away."""
    crawl(tmp_path, 1, 2)
    (bucket.directory / NAME).write_text(
        '{"articles": {"bao:9": {"site": "bao", "removed": "2026-03-02T08:00:00+07:00"}}, "addresses": {}}'
    )
    (tmp_path / "spool").rename(tmp_path / "moved")
    crawl(tmp_path, 3)
    assert "The state did not know 1 finished runs of" in caplog.text
    with closing(open_existing_store(tmp_path / "spool" / ".state")) as store:
        assert all(store.article(f"bao:{number}") for number in (1, 2, 3))
        assert store.removed_ids() == {"bao:9"}
    caplog.clear()
    crawl(tmp_path, 4)
    assert not caplog.text
    assert bucket.articles() == ["bao:1", "bao:2", "bao:3", "bao:4"]
