"""WACZ: a run's WARC files, their index and a list of pages in one ZIP file that a browser can replay.

Written with :mod:`zipfile` by the specification 1.1.1. The reference tool would add a second WARC library, a YAML parser and
a text extractor for what is a directory layout and a file of checksums. WARC files are stored uncompressed in the ZIP file,
because they are compressed already and a reader has to seek in them.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from newscrawl.archive import cdxj
from newscrawl.exporters.files import OutputError, check_replaceable
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_VERSION: Final = "1.1.1"
"""Version of the WACZ specification."""

_CHUNK_BYTES: Final = 1 << 20
"""Bytes that are copied at once."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every ZIP entry, so that equal input gives equal bytes."""


def write(path: Path, warcs: Sequence[Path], *, created: str, title: str, pages: Iterable[dict[str, str]]) -> None:
    """Bundle finished WARC files, whose indexes are beside them. Raises :class:`OutputError`.

    ``pages`` are dictionaries with ``url``, ``ts`` (RFC 3339) and ``title``. ``created`` is RFC 3339, too.
    """
    check_replaceable(path)
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", allowZip64=True) as bundle, ExitStack() as stack:
            resources = [_add(bundle, f"archive/{warc.name}", _chunks(warc)) for warc in warcs]
            indexes = [stack.enter_context(_index(warc).open("rb")) for warc in warcs]
            resources.append(_add(bundle, "indexes/index.cdx", heapq.merge(*indexes), deflate=True))
            resources.append(_add(bundle, "pages/pages.jsonl", _page_lines(pages), deflate=True))
            package = _json(
                {
                    "profile": "data-package",
                    "wacz_version": _VERSION,
                    "title": title,
                    "software": f"newscrawl/{__version__}",
                    "created": created,
                    "resources": resources,
                }
            )
            digest = f"sha256:{hashlib.sha256(package).hexdigest()}"
            _add(bundle, "datapackage.json", [package], deflate=True)
            _add(
                bundle,
                "datapackage-digest.json",
                [_json({"path": "datapackage.json", "hash": digest})],
                deflate=True,
            )
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"{path} cannot be written: {error.strerror}. The WARC files that it was to contain are complete."
        ) from error


def pages(lines: Iterable[bytes], warcs: Sequence[Path]) -> Iterator[dict[str, str]]:
    """Yield the pages of articles, given as lines of JSONL, with the addresses and times of their captures."""
    captures = {(c.filename, c.offset): c for warc in warcs for c in cdxj.read(_index(warc))}
    for line in lines:
        article = json.loads(line)
        if found := captures.get((article["fetch"]["warc_file"], article["fetch"]["warc_offset"])):
            yield {"url": found.url, "ts": found.date, "title": article["headline"]}


def _index(warc: Path) -> Path:
    """Return the path of a WARC file's index."""
    return warc.with_name(warc.name + cdxj.SUFFIX)


def _json(value: dict[str, Any]) -> bytes:
    """Return a value as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def _chunks(path: Path) -> Iterator[bytes]:
    """Yield a file's content in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _page_lines(pages: Iterable[dict[str, str]]) -> Iterator[bytes]:
    """Yield the lines of ``pages.jsonl``."""
    yield b'{"format": "json-pages-1.0", "id": "pages", "title": "Articles"}\n'
    for page in pages:
        yield json.dumps(page, ensure_ascii=False).encode() + b"\n"


def _add(bundle: zipfile.ZipFile, name: str, chunks: Iterable[bytes], *, deflate: bool = False) -> dict[str, Any]:
    """Add a file to the ZIP file; return its entry in the list of resources."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    digest, size = hashlib.sha256(), 0
    with bundle.open(entry, "w", force_zip64=True) as out:
        for chunk in chunks:
            out.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    hashed = f"sha256:{digest.hexdigest()}"
    # A Data Package allows only lower-case names.
    return {"name": name.rpartition("/")[2].lower(), "path": name, "hash": hashed, "bytes": size}
