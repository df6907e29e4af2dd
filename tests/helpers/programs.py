"""Programs that the tests use and that pip cannot install."""

from __future__ import annotations

import os
import shutil

import pytest


def require_program(name: str) -> str:
    """Return the path of a program. Skip the test where it is absent; fail it where ``.ci/run`` promised to install it."""
    path = shutil.which(name)
    if path is None:
        sentence = f"{name} is not installed (Debian package {name})"
        if os.environ.get("NEWSCRAWL_TESTS_COMPLETE"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return path
