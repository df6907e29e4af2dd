"""Every reason of a failure has a name in one list, and the documentation has the same list."""

from __future__ import annotations

import ast
import errno
import re
import ssl
from typing import Any, Final, cast

import pytest
from aiohttp import ClientProxyConnectionError
from scrapy.exceptions import (  # noqa: TID251 - what the code maps
    DownloadConnectionRefusedError,
    DownloadFailedError,
    NotSupported,
    UnsupportedURLSchemeError,
)

from newscrawl.exporters.files import OutputError
from newscrawl.middlewares.failures import REASONS, Bounded, reason_of
from newscrawl.state import StateError
from tests.helpers.process import ROOT

_NAMED: Final = {"Bounded", "Refused", "Postponed", "CodingError", "_again"}


def test_the_documentation_has_the_same_list() -> None:
    text = (ROOT / "docs" / "politeness.md").read_text(encoding="utf-8").partition("## Reasons\n")[2]
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", text, re.MULTILINE))
    assert rows == REASONS


def test_a_certificate_that_is_not_valid_has_its_own_reason() -> None:
    error = DownloadFailedError("certificate has expired")
    error.__cause__ = ssl.SSLCertVerificationError("certificate has expired")
    assert reason_of(error) == "bad_certificate"
    error.__cause__ = ssl.SSLError("wrong version number")
    assert reason_of(error) == "tls_failed"


def test_a_handshake_that_breaks_off_is_no_refused_connection() -> None:
    error = DownloadConnectionRefusedError("cannot connect")
    assert reason_of(error) == "connection_refused"
    error.__cause__ = ConnectionResetError()
    assert reason_of(error) == "tls_failed"


def test_every_reason_in_the_code_is_in_the_list() -> None:
    found = {
        node.args[0].value
        for path in (ROOT / "newscrawl").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")) in _NAMED
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    assert found
    assert found <= REASONS.keys()


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), KeyError("x"), StateError("x"), OutputError("x"), NotSupported("x"), UnsupportedURLSchemeError("x"), Bounded("too_large", "x")],
)  # fmt: skip
def test_no_class_name_is_a_reason(error: Exception) -> None:
    assert reason_of(error) in REASONS


def test_a_proxy_that_cannot_be_reached_has_its_own_reason() -> None:
    error = DownloadConnectionRefusedError("refused")
    assert reason_of(error) == "connection_refused"
    error.__cause__ = ClientProxyConnectionError(cast("Any", None), OSError("refused"))
    assert reason_of(error) == "proxy_unreachable"
    error.__cause__ = OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
    assert reason_of(error) == "no_local_address"
