"""Settings without Scrapy are read as Scrapy's are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.extensions.plain_settings import PlainSettings
from newscrawl.runner.jobs import build_settings

if TYPE_CHECKING:
    from newscrawl.extensions.plain_settings import SettingValues

GIVEN = {"NEWSCRAWL_REVISIT": "false", "DOWNLOAD_TIMEOUT": 20, "USER_AGENT": "newscrawl (me)", "NEWSCRAWL_STATE": None}


@pytest.mark.parametrize("value", [True, False, 1, 0, 2, "1", "0", "True", "true", "False", "false", "yes", ""])
def test_switches(value: Any) -> None:
    def read(settings: SettingValues) -> object:
        try:
            return settings.getbool("NEWSCRAWL_DUE")
        except ValueError:
            return "wrong"

    assert read(PlainSettings.of(NEWSCRAWL_DUE=value)) is read(build_settings(NEWSCRAWL_DUE=value))


def test_values() -> None:
    plain, full = PlainSettings.of(**GIVEN), build_settings(**GIVEN)
    for settings in (plain, full):
        settings.set("USER_AGENT", "a spider's", "spider")
        settings.set("DOWNLOAD_DELAY", 9, "spider")
        settings.set("DOWNLOAD_TIMEOUT", 7, "cmdline")
    for name, value in plain.items():
        kept = full.get(name)
        assert (dict(kept) if isinstance(value, dict) else kept) == value, name
    assert plain["USER_AGENT"] == GIVEN["USER_AGENT"]
    assert plain["NO_SUCH_SETTING"] is full["NO_SUCH_SETTING"] is None
    assert plain.getint("NEWSCRAWL_MAX_TRIES") == full.getint("NEWSCRAWL_MAX_TRIES")
    assert plain.getdict("FEEDS") == full.getdict("FEEDS") == {}
    assert PlainSettings.of(FEEDS='{"a": 1}').getdict("FEEDS") == build_settings(FEEDS='{"a": 1}').getdict("FEEDS")


def test_a_copy_is_independent() -> None:
    first = PlainSettings.of(USER_AGENT="newscrawl")
    second = first.copy()
    second.set("NEWSCRAWL_ROUND", "1", "cmdline")
    second.set("USER_AGENT", "other", "spider")
    assert first.get("NEWSCRAWL_ROUND") != "1"
    assert second["USER_AGENT"] == "newscrawl"
