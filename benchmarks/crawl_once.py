"""Crawls the generated site once and prints the CPU time: `crawl_once.py BASE OUTPUT generic|layout [-s NAME=VALUE …]`."""

from __future__ import annotations

import sys

from newscrawl import sites
from newscrawl.cli.problems import report_problems
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sites.profile import Layout, Site
from newscrawl.spiders import spider_class

SECTIONS = (
    "thoi-su",
    "the-gioi",
    "kinh-doanh",
    "the-thao",
    "giao-duc",
    "suc-khoe",
    "phap-luat",
    "du-lich",
    "so-hoa",
    "giai-tri",
)


def site(base: str, kind: str) -> Site:
    """The profile of the generated site, with a layout or without."""
    if kind == "generic":
        return sites.unknown(f"{base}/")
    layout = Layout(
        name="generated",
        headline=("h1.title-detail",),
        lead=("p.description",),
        date=("span.date",),
        author=("p.author_mail strong",),
        body=("article.fck_detail",),
        breadcrumbs=("ul.breadcrumb a",),
        keywords=("div.tags a",),
        drop=(".box-related", "p.author_mail"),
    )
    return Site(
        name="generated",
        publisher="Báo Thử Nghiệm",
        home=f"{base}/",
        sections=tuple(f"/{s}/" for s in SECTIONS),
        layouts=(layout,),
    )


base, output, kind, *more = sys.argv[1:]
pairs = dict(pair.split("=", 1) for pair in more if pair != "-s")
using = build_settings(
    LOG_LEVEL="ERROR",
    NEWSCRAWL_OUTPUT=output,
    EXTENSIONS={"newscrawl.extensions.run.RunExtension": 0, "toy_spider.CpuClock": 0},
    **pairs,
)
sys.exit(report_problems(run_jobs([Job(spider_class(site(base, kind)), {})], using)))
