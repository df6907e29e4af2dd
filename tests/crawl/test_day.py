"""A day of scheduled runs, at a newspaper that edits an article and is down twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newscrawl import sample
from newscrawl.report.manifest import ExitCode
from tests.crawl.conftest import lines, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_every_article_once_and_the_edit_as_a_revision(tmp_path: Path) -> None:
    quick = {"NEWSCRAWL_MAX_CRAWL_DELAY": 0.0, "RETRY_TIMES": 0, "LOG_LEVEL": "CRITICAL"}
    codes: list[int] = []
    port = 0
    server = sample.serve()
    for edition, is_up in ((1, True), (1, False), (1, True), (2, True), (2, False), (2, True), (2, True)):
        if not is_up:
            # The machine answers nobody; the profile still names its address.
            codes.append(_code(run(server, tmp_path, using=quick)))
            continue
        with sample.serve(edition=edition, port=port) as server:
            port = int(server.base_url.rpartition(":")[2])
            codes.append(_code(run(server, tmp_path, using=quick)))
    assert codes == [0, ExitCode.PARTIAL, 0, 0, ExitCode.PARTIAL, 0, 0]
    written = [line for file in sorted(tmp_path.glob("articles*.jsonl")) for line in lines(file)]
    keys = [(line["id"], line["revision"]) for line in written]
    assert len(keys) == len(set(keys)) == len(sample.expected(1).articles) + 1
    assert [revision for _, revision in keys].count(2) == 1
    manifests = [json.loads(file.read_text(encoding="utf-8")) for file in tmp_path.glob("manifest*.json")]
    assert len(manifests) == len(codes)
    assert sum(f["lines"] for m in manifests for f in m["files"] if f["name"].startswith("articles")) == len(written)


def _code(ended: object) -> int:
    manifest = getattr(ended, "manifest", None)
    assert manifest is not None
    return int(manifest.exit_code)
