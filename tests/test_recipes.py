"""The recipes for archives on a cluster say what the commands take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newscrawl.runner.bulk.engines import Shard

KUBERNETES = Path(__file__).parent.parent / "ops" / "kubernetes"


def test_the_job_has_as_many_pods_as_shards() -> None:
    text = (KUBERNETES / "archives.yaml").read_text()
    parts = re.search(r'--shard "\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)/(\d+)"', text)
    assert parts
    count = int(parts[1])
    assert f"completions: {count} " in text
    assert f"maxFailedIndexes: {count}" in text
    assert [Shard.parse(f"{index + 1}/{count}").number for index in range(count)] == list(range(1, count + 1))


def test_the_ray_job_has_the_fields_that_kuberay_asks_for() -> None:
    yaml = pytest.importorskip("yaml")
    job = yaml.safe_load((KUBERNETES / "archives-ray.yaml").read_text())
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob")
    assert "--engine ray" in job["spec"]["entrypoint"]
    cluster = job["spec"]["rayClusterSpec"]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        (container,) = group["template"]["spec"]["containers"]
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in group["template"]["spec"]["volumes"]} == {"archives", "corpus"}
        assert {"name": "RAY_USAGE_STATS_ENABLED", "value": "0"} in container["env"]
    for group in cluster["workerGroupSpecs"]:
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]
