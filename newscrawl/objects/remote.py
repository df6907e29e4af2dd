"""A bucket of an object store, through ``obstore``: one wheel for S3, Google Cloud Storage and Azure.

A put is atomic: a reader sees the whole object or none. ``replace=False`` asks the server to create the object only if the
name is free (``If-None-Match: *``), so that two writers cannot overwrite each other.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import orjson

from newscrawl.exporters.files import MissingPackageError, OutputError, temporary_files
from newscrawl.objects.lease import Lease
from newscrawl.objects.local import already_exists, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.objects.store import Stored

MAX_SINGLE_PUT_BYTES: Final = 64 << 20
"""Files up to this size are put in one request, larger ones in parts."""

_PART_BYTES: Final = 16 << 20
"""Size of one part of a larger file."""

_TIMEOUT: Final = "600s"
"""Longest time of one request: a slow line needs minutes for :data:`MAX_SINGLE_PUT_BYTES`."""

_RETRY_SECONDS: Final = 60
"""How long failed requests are repeated before the error is reported."""

_ENDPOINTS: Final = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "AZURE_STORAGE_ENDPOINT")
"""Variables of the environment that name a server."""

_NO_BUCKET: Final = ("<Code>NoSuchBucket<", "<Code>ContainerNotFound<")
"""Answers to a listing of a bucket that does not exist."""

_ADVICE: Final = (
    "Check the address, the credentials in the environment (docs/export.md) and the network, and run again."
)
"""What to do when a store refuses a request."""


def _obstore() -> Any:
    """Return the library; :class:`MissingPackageError` says how it is installed."""
    try:
        return import_module("obstore")
    except ModuleNotFoundError:
        raise MissingPackageError(
            "object stores need the package obstore, which is not installed: pip install 'newscrawl[objects]'"
        ) from None


class RemoteFile:
    """A file of a :class:`RemoteStore` that is being written: an unnamed local file, which a kill leaves no trace of."""

    def __init__(self, store: RemoteStore, name: str) -> None:
        """Begin the file."""
        self._store, self._name = store, name
        self.file: IO[bytes] = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - closed by RemoteStore.create

    def commit(self, *, replace: bool = True) -> Stored:
        """Put the file; see :class:`~newscrawl.objects.store.NewFile`."""
        self.file.flush()
        stored = digest(self.file)
        self.file.seek(0)
        self._store.put(self._name, self.file, stored, replace=replace)
        return stored


class RemoteStore:
    """A bucket and a prefix; see :class:`~newscrawl.objects.store.Store`.

    Credentials, region and endpoint come from the environment, as ``obstore`` reads it: ``AWS_ACCESS_KEY_ID``,
    ``AWS_ENDPOINT_URL``, ``GOOGLE_SERVICE_ACCOUNT``, ``AZURE_STORAGE_ACCOUNT_NAME`` and so on.
    """

    def __init__(self, url: str) -> None:
        """Prepare the store; no request is sent. :class:`OutputError` if the library is missing or the address is wrong."""
        self.url = url.rstrip("/")
        self._library = _obstore()
        try:
            self._store = import_module("obstore.store").from_url(
                self.url,
                client_options={"timeout": _TIMEOUT, **({"allow_http": True} if _is_plain() else {})},
                retry_config={"retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
            )
        except (self._library.exceptions.BaseError, ValueError) as error:
            raise OutputError(f"{self.url} cannot be opened: {_first_line(error)}. {_ADVICE}") from error

    @contextmanager
    def _reported(self, what: str, *, is_read: bool = False) -> Iterator[None]:
        """Turn errors of the library into :class:`OutputError`; of a read, a file that does not exist stays an error of its own."""
        try:
            yield
        except OutputError:
            raise
        except FileNotFoundError as error:
            if is_read:
                raise
            raise OutputError(f"{what} failed: there is no such bucket. Create it, or check the address.") from error
        except (self._library.exceptions.BaseError, OSError) as error:
            if any(code in str(error) for code in _NO_BUCKET):
                raise OutputError(
                    f"{what} failed: there is no such bucket. Create it, or check the address."
                ) from error
            raise OutputError(f"{what} failed: {_first_line(error)}. Nothing is lost. {_ADVICE}") from error

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield names in no certain order."""
        with self._reported(f"Listing {self.url}/{prefix}"):
            for batch in self._library.list(self._store, prefix or None):
                for entry in batch:
                    yield str(entry["path"])

    def top_names(self) -> Iterator[str]:
        """Yield names in no certain order."""
        with self._reported(f"Listing {self.url}"):
            for entry in self._library.list_with_delimiter(self._store)["objects"]:
                yield str(entry["path"])

    def read(self, name: str) -> bytes | None:
        """Return the content, ``None`` if there is no such object."""
        found = self.read_tagged(name)
        return found and found[0]

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Copy an object to an unnamed local file and open that."""
        with tempfile.TemporaryFile() as file:
            with self._reported(f"Reading {self.url}/{name}", is_read=True):
                for chunk in self._library.get(self._store, name).stream():
                    with temporary_files():
                        file.write(chunk)
            file.seek(0)
            yield cast("IO[bytes]", file)

    def write(self, name: str, data: bytes) -> None:
        """Replace a small object."""
        with self._reported(f"Writing {self.url}/{name}"):
            self._library.put(self._store, name, data, use_multipart=False)

    def write_if(self, name: str, data: bytes, tag: str | None) -> str | None:
        """Create an object (``tag`` is ``None``), or replace the version with this entity tag; return the new tag.

        ``None`` if another writer came first.
        """
        errors = self._library.exceptions
        with self._reported(f"Writing {self.url}/{name}"):
            try:
                done = self._library.put(
                    self._store, name, data, mode={"e_tag": tag} if tag else "create", use_multipart=False
                )
            except (errors.AlreadyExistsError, errors.PreconditionError):
                return None
            except FileNotFoundError:
                if tag is None:
                    raise
                return None
        return str(done["e_tag"])

    def read_tagged(self, name: str) -> tuple[bytes, str] | None:
        """Return the content of an object and its entity tag, ``None`` if there is none."""
        with self._reported(f"Reading {self.url}/{name}"):
            try:
                found = self._library.get(self._store, name)
                return bytes(found.bytes()), str(found.meta["e_tag"])
            except FileNotFoundError:
                return None

    def put(self, name: str, file: IO[bytes], stored: Stored, *, replace: bool) -> None:
        """Put a local file that is open at its start, without a copy of it."""
        where = f"{self.url}/{name}"
        is_single = stored.bytes <= MAX_SINGLE_PUT_BYTES
        with self._reported(f"Writing {where}"):
            if not replace and not is_single and self._exists(name):
                # Parts cannot be put under a condition. A look before is enough: no two runs write the same name.
                self._check_equal(name, stored)
                return
            try:
                self._library.put(
                    self._store,
                    name,
                    file,
                    mode="create" if is_single and not replace else None,
                    use_multipart=not is_single,
                    chunk_size=_PART_BYTES,
                )
            except self._library.exceptions.AlreadyExistsError:
                # The file was put before a kill, or by a request whose answer was lost.
                self._check_equal(name, stored)

    def put_new(self, name: str, path: Path) -> Stored:
        """Put a local file under the condition that the name is free (``If-None-Match: *``)."""
        where = f"{self.url}/{name}"
        with self._reported(f"Writing {where}"), path.open("rb") as file:
            stored = digest(file)
            file.seek(0)
            is_single = stored.bytes <= MAX_SINGLE_PUT_BYTES
            # Parts cannot be put under a condition. Larger files are WARC files, whose names one writer alone has.
            # A name is taken if another writer put it, or this one did before a kill, or in a request whose answer was lost.
            with suppress(self._library.exceptions.AlreadyExistsError):
                if is_single or not self._exists(name):
                    self._library.put(
                        self._store,
                        name,
                        file,
                        mode="create" if is_single else None,
                        use_multipart=not is_single,
                        chunk_size=_PART_BYTES,
                    )
                    return stored
            with self.open(name) as existing:
                return digest(existing)

    def _exists(self, name: str) -> bool:
        try:
            self._library.head(self._store, name)
        except FileNotFoundError:
            return False
        return True

    def _check_equal(self, name: str, stored: Stored) -> None:
        """Raise :class:`OutputError` unless an object has this content."""
        with self.open(name) as existing:
            if digest(existing) != stored:
                raise already_exists(f"{self.url}/{name}")

    @contextmanager
    def create(self, name: str) -> Iterator[RemoteFile]:
        """Begin a file: a temporary one, until it is put."""
        with temporary_files():
            file = RemoteFile(self, name)
            with file.file:
                yield file

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects."""
        gone = list(names)
        if gone:
            with self._reported(f"Deleting {len(gone)} files of {self.url}"):
                try:
                    self._library.delete(self._store, gone)
                except FileNotFoundError:
                    for name in gone:
                        self._delete_one(name)

    def _delete_one(self, name: str) -> None:
        try:
            self._library.delete(self._store, name)
        except FileNotFoundError:
            return

    @contextmanager
    def locked(self) -> Iterator[Lease]:
        """Hold the lock object of the prefix."""
        lease = Lease(self)
        lease.acquire()
        try:
            yield lease
        finally:
            lease.release()


def _is_plain() -> bool:
    """Return whether the person has chosen a server without TLS, such as one on loopback."""
    if any(os.environ.get(name, "").startswith("http://") for name in _ENDPOINTS):
        return True
    key = os.environ.get("GOOGLE_SERVICE_ACCOUNT", "")
    try:
        return key != "" and str(orjson.loads(Path(key).read_bytes()).get("gcs_base_url", "")).startswith("http://")
    except (OSError, ValueError, AttributeError):
        return False  # obstore says what is wrong with the key


def _first_line(error: Exception) -> str:
    """Return the first line of an error of the library, without the debugging text behind it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300].rstrip(". ")
