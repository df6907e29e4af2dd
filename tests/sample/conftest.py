from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.sample import Server, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        yield running
