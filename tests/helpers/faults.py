"""Failing system calls: each write, sync, rename, creation and removal below a directory can be made to fail, the n-th one.

The calls are replaced where the loaded programs look them up (the relocated symbols of the interpreter and of SQLite), so that
``open`` in Python and a page that SQLite writes pass here alike, without a compiler, a privilege or another program. Linux only.

A process installs the faults once and cannot take them back: use a process of its own, see :func:`run_failing`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import struct
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Kind: TypeAlias = Literal["eio", "enospc", "short", "fsync"]
"""``eio``: one call fails. ``enospc``: a write is cut in half, and from then on nothing finds room. ``short``: one write is cut in
half, the rest of it can be written. ``fsync``: one sync fails, and what it should have kept is lost when the process ends."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_WRITES: Final = {"write", "pwrite", "pwrite64"}
_SYNCS: Final = {"fsync", "fdatasync"}
_CREATIONS: Final = {"open", "open64", "mkdir"}
_OTHERS: Final = {"rename", "unlink", "ftruncate", "ftruncate64"}
_COUNTED: Final[dict[Kind, set[str]]] = {
    "eio": _WRITES | _SYNCS | _CREATIONS | _OTHERS,
    "enospc": _WRITES | _CREATIONS,
    "short": _WRITES,
    "fsync": _SYNCS,
}
"""The calls that can fail in each way."""

_PAGE_BYTES: Final = 4096
"""Bytes that the kernel keeps or loses together."""

_OBJECTS: Final = ("python", "sqlite", "_posix", "mmap")
"""Parts of the names of the programs in which calls are replaced; the program itself has no name."""

_JMPREL, _PLTRELSZ, _RELA, _RELASZ, _STRTAB, _SYMTAB = 23, 2, 7, 8, 5, 6
_PT_DYNAMIC: Final = 2
_SYMBOL_TYPES: Final = {"x86_64": {1, 6, 7}, "aarch64": {257, 1025, 1026}}
"""Relocations by symbol: an address in data, in the table of addresses, in that of functions."""

_NUMBERED: Final = re.compile(r"\b(?:\d+T\d+Z-\w+|\d{3,})\b")
"""What differs between the names of files of two runs."""

_PROT_READ_WRITE: Final = 3

_FD_CALL: Final = (ctypes.c_int,)
_TRUNCATE: Final = (ctypes.c_int, ctypes.c_int64)
_WRITE: Final = (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t)
_OPEN: Final = (ctypes.c_char_p, ctypes.c_int, ctypes.c_uint)
_ARGUMENTS: Final[dict[str, tuple[Any, ...]]] = {
    "write": _WRITE,
    "pwrite": (*_WRITE, ctypes.c_int64),
    "pwrite64": (*_WRITE, ctypes.c_int64),
    "fsync": _FD_CALL,
    "fdatasync": _FD_CALL,
    "ftruncate": _TRUNCATE,
    "ftruncate64": _TRUNCATE,
    "open": _OPEN,
    "open64": _OPEN,
    "mkdir": (ctypes.c_char_p, ctypes.c_uint),
    "rename": (ctypes.c_char_p, ctypes.c_char_p),
    "unlink": (ctypes.c_char_p,),
}


@dataclass
class Faults:
    """The fault of one process, and what it has counted so far."""

    directory: Path
    kind: Kind
    at: int
    """The call that fails, from 1; 0 for none."""

    place: str = ""
    """Only calls from this place of the code are counted (see :attr:`places`); from all of them if empty."""

    places: Counter[str] = field(default_factory=Counter)
    """The calls of a run in which none fails, by place: the call, its file without numbers, and the lines of newscrawl that lead to it."""

    count: int = 0
    failed: str = ""
    """The call that failed, and on what."""

    _hooks: list[Any] = field(default_factory=list)
    _kept: dict[int, bytes] = field(default_factory=dict)
    """What a file held when it was last synced, by inode."""

    _lost: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    """By inode: what a file held when its sync failed, and what of that is kept."""

    _written_again: dict[int, set[int]] = field(default_factory=dict)
    """By inode: the pages that were written after its sync failed."""

    def install(self) -> None:
        """Replace the calls of this process."""
        for path in self._files():
            self._kept[path.stat().st_ino] = path.read_bytes()
        libc = ctypes.CDLL(None, use_errno=True)
        addresses = {}
        for name, arguments in _ARGUMENTS.items():
            real = libc[name]
            real.argtypes = arguments
            real.restype = ctypes.c_ssize_t if name in _WRITES else ctypes.c_int
            hook = ctypes.CFUNCTYPE(real.restype, *arguments, use_errno=True)(self._hook(name, real))
            self._hooks.append(hook)
            addresses[name] = ctypes.cast(hook, ctypes.c_void_p).value or 0
        _replace(addresses)

    def lose(self) -> None:
        """Take back what a failed sync did not keep: call it when the process has done its work."""
        for path in self._files():
            before, kept = self._lost.get(path.stat().st_ino, (b"", b""))
            again = self._written_again.get(path.stat().st_ino, set())
            data = bytearray(path.read_bytes())
            for start in range(0, len(before), _PAGE_BYTES):
                page = slice(start, start + _PAGE_BYTES)
                if (
                    start // _PAGE_BYTES not in again
                    and before[page] != kept[page]
                    and bytes(data[page]) == before[page]
                ):
                    data[page] = kept[page].ljust(len(before[page]), b"\0")
            if before:
                path.write_bytes(data)

    def _files(self) -> Iterator[Path]:
        return (path for path in self.directory.rglob("*") if path.is_file())

    def _hook(self, name: str, real: Callable[..., int]) -> Callable[..., int]:
        """Return what is called in the place of ``real``."""

        def called(*arguments: Any) -> int:
            place = self._place(name, arguments)
            if place is None or not self._is_due(name, place):
                result = real(*arguments)
                if place is not None and self.kind == "fsync" and isinstance(arguments[0], int):
                    if name in _SYNCS and not result:
                        self._synced(arguments[0], self._kept)
                    elif name in _WRITES and result > 0 and self._lost:
                        self._note_pages(arguments, result)
                return result
            return self._fail(name, real, arguments)

        return called

    def _place(self, name: str, arguments: tuple[Any, ...]) -> str | None:
        """Return the path that a call is about, ``None`` for one outside the directory or one that changes nothing."""
        if name in {"open", "open64"} and not arguments[1] & os.O_CREAT:
            return None
        try:
            first = arguments[0]
            path = str(Path(f"/proc/self/fd/{first}").readlink()) if isinstance(first, int) else os.fsdecode(first)
        except OSError:
            return None
        if name in {"open", "open64", "mkdir"} and os.path.lexists(path):
            return None  # nothing is created
        return path if path.startswith(f"{self.directory}/") or path == str(self.directory) else None

    def _is_due(self, name: str, place: str) -> bool:
        """Count a call; return whether it fails."""
        if name not in _COUNTED[self.kind]:
            return False
        if self.place or not self.at:
            where = self._where(name, place)
            self.places[where] += 1
            if self.place and where != self.place and not self.failed:
                return False
        self.count += 1
        if self.count == self.at:
            self.failed = f"{name} {place.removeprefix(str(self.directory))}"
            return True
        return self.kind == "enospc" and 0 < self.at < self.count

    def _where(self, name: str, place: str) -> str:
        """Return the place of the code that a call comes from, the same in every run."""
        lines = []
        for frame, line in traceback.walk_stack(None):
            file = frame.f_code.co_filename
            if "/newscrawl/" in file and "/cli/" not in file:
                lines.append(f"{file.rpartition('/')[2]}:{line}")
        return f"{name} {_NUMBERED.sub('#', place.removeprefix(str(self.directory)))} {' '.join(lines)}"

    def _fail(self, name: str, real: Callable[..., int], arguments: tuple[Any, ...]) -> int:
        is_first = self.count == self.at
        if name in _WRITES and self.kind in {"enospc", "short"} and is_first and arguments[2] > 1:
            descriptor, data, size, *offset = arguments
            return real(descriptor, data, size // 2, *offset)
        if self.kind == "short":
            return real(*arguments)
        if self.kind == "fsync" and os.path.isfile(f"/proc/self/fd/{arguments[0]}"):  # noqa: PTH113 - within a system call
            inode = os.fstat(arguments[0]).st_ino
            now: dict[int, bytes] = {}
            self._synced(arguments[0], now)
            self._lost[inode] = now[inode], self._kept.get(inode, b"")
        ctypes.set_errno(errno.ENOSPC if self.kind == "enospc" else errno.EIO)
        return -1

    def _note_pages(self, arguments: tuple[Any, ...], size: int) -> None:
        """Note the pages that a write has changed after a failed sync: the kernel writes them once more, equal or not."""
        descriptor, _, _, *offset = arguments
        start = offset[0] if offset else os.lseek(descriptor, 0, os.SEEK_CUR) - size
        pages = range(start // _PAGE_BYTES, -(-(start + size) // _PAGE_BYTES))
        self._written_again.setdefault(os.fstat(descriptor).st_ino, set()).update(pages)

    def _synced(self, descriptor: int, into: dict[int, bytes]) -> None:
        """Note what a file holds."""
        found = Path(f"/proc/self/fd/{descriptor}")
        if found.is_file():
            into[os.fstat(descriptor).st_ino] = found.read_bytes()


def run_failing(work: Callable[[], int], faults: Faults) -> tuple[int, int, str]:
    """Run ``work`` with the faults in a fork of this process; return its result, the number of calls, and what failed."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        status = 255
        try:
            faults.install()
            status = work()
            faults.lose()
            os.write(writing, f"{faults.count} {faults.failed}".encode())
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        count, _, failed = pipe.read().partition(" ")
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), int(count or 0), failed


# -- where programs look up the addresses of functions ----------------------------------------------------------------


class _Info(ctypes.Structure):
    """``struct dl_phdr_info``."""

    _fields_ = (
        ("base", ctypes.c_uint64),
        ("name", ctypes.c_char_p),
        ("headers", ctypes.c_uint64),
        ("count", ctypes.c_uint16),
    )


def _replace(addresses: dict[str, int]) -> None:
    """Write new addresses for functions wherever the interpreter and SQLite look them up."""
    libc = ctypes.CDLL(None)
    wanted = {name.encode(): address for name, address in addresses.items()}

    def visit(info: Any, _size: int, _data: int) -> int:
        name = os.path.basename(info.contents.name or b"").decode()  # noqa: PTH119 - bytes from the linker
        if not name or any(part in name for part in _OBJECTS):
            for slot, address in _slots(info.contents, wanted):
                page = slot & ~(_PAGE_BYTES - 1)
                libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(2 * _PAGE_BYTES), _PROT_READ_WRITE)
                ctypes.c_uint64.from_address(slot).value = address
        return 0

    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Info), ctypes.c_size_t, ctypes.c_void_p)
    libc.dl_iterate_phdr(kind(visit), None)


def _slots(info: Any, wanted: dict[bytes, int]) -> Iterator[tuple[int, int]]:
    """Yield (place, new address) for each relocation by one of the wanted symbols in a loaded object."""
    tags: dict[int, int] = {}
    for kind, _, _, address, *_ in struct.iter_unpack("<IIQQQQQQ", ctypes.string_at(info.headers, info.count * 56)):
        if kind != _PT_DYNAMIC:
            continue
        place = info.base + address
        while (entry := struct.unpack("<QQ", ctypes.string_at(place, 16)))[0]:
            tags[entry[0]] = entry[1]
            place += 16
    if _SYMTAB not in tags:
        return
    symbols, strings = (value + (info.base if value < info.base else 0) for value in (tags[_SYMTAB], tags[_STRTAB]))
    types = _SYMBOL_TYPES.get(os.uname().machine, set())
    for table, size in ((_RELA, _RELASZ), (_JMPREL, _PLTRELSZ)):
        if table not in tags:
            continue
        start = tags[table] + (info.base if tags[table] < info.base else 0)
        for offset, about, addend in struct.iter_unpack("<QQq", ctypes.string_at(start, tags[size])):
            if about & 0xFFFFFFFF in types and not addend:
                name = struct.unpack("<I", ctypes.string_at(symbols + (about >> 32) * 24, 4))[0]
                address = wanted.get(ctypes.string_at(strings + name))
                if address:
                    yield info.base + offset, address


IS_SUPPORTED: Final = sys.platform == "linux" and os.uname().machine in _SYMBOL_TYPES and sys.maxsize > 2**32
"""Whether calls can be replaced on this machine."""
