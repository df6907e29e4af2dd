"""Buckets. The store in memory is that of the library; a real S3 server is in `make s3` (tests/export/test_s3.py)."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.exporters.files import OutputError
from newscrawl.objects import lease, remote
from newscrawl.objects.local import LocalStore
from newscrawl.objects.opening import open_store
from newscrawl.objects.remote import RemoteStore
from newscrawl.objects.store import Stored, check_address, is_remote
from newscrawl.state import clock

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.objects.store import Store

obstore = pytest.importorskip("obstore", reason="buckets need obstore: pip install 'newscrawl[objects]'")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> RemoteStore:
    memory = obstore.store.MemoryStore()
    monkeypatch.setattr(obstore.store, "from_url", lambda *_, **__: memory)
    return RemoteStore("s3://bucket/x")


@pytest.fixture(params=["local", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    found: Any = LocalStore(tmp_path / "s") if request.param == "local" else request.getfixturevalue("bucket")
    return found  # type: ignore[no-any-return]


def put(store: Store, name: str, data: bytes, *, replace: bool = True) -> None:
    with store.create(name) as new:
        new.file.write(data)
        new.commit(replace=replace)


def test_what_is_put_is_read_again(store: Store) -> None:
    put(store, "data/site=a%20b/x.jsonl", b"one\n")
    store.write("m.json", b"1")
    store.write("m.json", b"2")
    assert sorted(store.names()) == ["data/site=a%20b/x.jsonl", "m.json"]
    assert list(store.names("data")) == ["data/site=a%20b/x.jsonl"]
    assert store.read("m.json") == b"2"
    assert store.read("no.json") is None
    with store.open("data/site=a%20b/x.jsonl") as file:
        assert file.read() == b"one\n"
    with pytest.raises(FileNotFoundError), store.open("no"):
        pass
    store.delete(["data/site=a%20b/x.jsonl", "no"])
    assert list(store.names()) == ["m.json"]


def test_a_file_that_is_not_committed_does_not_appear(store: Store) -> None:
    with store.create("x") as new:
        new.file.write(b"half")
    assert list(store.names()) == []


def test_a_name_that_is_taken(store: Store) -> None:
    put(store, "x", b"one", replace=False)
    put(store, "x", b"one", replace=False)
    with pytest.raises(OutputError, match="has other content"):
        put(store, "x", b"two", replace=False)
    assert store.read("x") == b"one"
    put(store, "x", b"two")
    assert store.read("x") == b"two"


def test_a_local_file_is_put_under_its_name_and_never_over_another(store: Store) -> None:
    def put_local(data: bytes) -> None:
        store.put("x", io.BytesIO(data), Stored(len(data), hashlib.sha256(data).hexdigest()), replace=False)

    put_local(b"one")
    put_local(b"one")
    with pytest.raises(OutputError, match="has other content"):
        put_local(b"two")
    assert store.read("x") == b"one"


def test_a_directory_that_is_a_file_is_named_with_the_option_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "s").touch()
    with pytest.raises(OutputError, match=r"m\.json cannot be written: .*--to of an export"):
        LocalStore(tmp_path / "s").write("m.json", b"1")


def test_a_large_file_that_exists(bucket: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is put in parts, which cannot have a condition."""
    monkeypatch.setattr(remote, "MAX_SINGLE_PUT_BYTES", 2)
    put(bucket, "x", b"one", replace=False)
    put(bucket, "x", b"one", replace=False)
    with pytest.raises(OutputError, match="has other content"):
        put(bucket, "x", b"two", replace=False)


def test_the_lock_of_a_living_writer_and_of_a_dead_one(bucket: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with bucket.locked() as lock:
        lock.confirm()
        with pytest.raises(OutputError, match="another export"), bucket.locked():
            pass
        lease._HELD.clear()  # as if this process had been killed and started again
        with bucket.locked(), pytest.raises(OutputError, match="another export has begun"):
            lock.confirm()
    assert list(bucket.names()) == []

    bucket.write(lease.NAME, b'{"host":"other","pid":1,"token":"t","renewed":"%s"}' % clock.timestamp().encode())
    with pytest.raises(OutputError, match="on other"), bucket.locked():
        pass
    bucket.write(lease.NAME, b'{"host":"other","pid":1,"token":"t","renewed":"2026-01-01T00:00:00+07:00"}')
    with bucket.locked() as lock:
        monkeypatch.setattr(lease, "_RENEW_EVERY", lease.LEASE * 0)
        lock.confirm()
        lock.confirm()


def test_addresses() -> None:
    assert [is_remote(place) for place in ("s3://b/x", "gs://b", "az://b", "S3://b", "output", "./s3:/b", "https://b")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
    for wrong, words in (
        ("ftp://b/x", "there is no store ftp"),
        ("s3://", "names no bucket"),
        ("s3:///x", "names no bucket"),
    ):
        with pytest.raises(ValueError, match=words):
            check_address(wrong)


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(remote, "import_module", missing)
    with pytest.raises(OutputError, match=r"newscrawl\[objects\]"):
        open_store("s3://bucket/x")


def test_errors_of_the_library_are_sentences(bucket: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise obstore.exceptions.PermissionDeniedError("no\n\nDebug source: …")

    monkeypatch.setattr(obstore, "put", refuse)
    with pytest.raises(OutputError, match=r"Writing s3://bucket/x/m\.json failed: no\. .*credentials"):
        bucket.write("m.json", b"")
    with pytest.raises(OutputError, match="credentials"):
        bucket.put("m", io.BytesIO(), Stored(0, ""), replace=True)
