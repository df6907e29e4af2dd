"""The name by which a site's robots.txt knows the crawler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.extensions.plain_settings import SettingValues

_OWN_NAME: Final = "newscrawl"

_PRODUCT: Final = re.compile(r"(?:^|(?<=[\s(;,]))[A-Za-z_-]+(?=$|[\s/);,])")
"""A name in a ``User-Agent``. robots.txt names crawlers by such a name, and never by a part of one."""


def agent_problem(settings: SettingValues) -> str:
    """Return why sites would see another name than the one by which robots.txt is read, as one sentence, or an empty string."""
    agent = str(settings.get("ROBOTSTXT_USER_AGENT") or "")
    names = {name.lower() for name in _PRODUCT.findall(str(settings.get("USER_AGENT")))}
    if agent.lower() in names and (_OWN_NAME not in names or agent.lower() == _OWN_NAME):
        return ""
    return (
        f"ROBOTSTXT_USER_AGENT is the name in USER_AGENT, not {agent!r}: a site forbids the name that it sees. "
        "Remove the setting"
    )
