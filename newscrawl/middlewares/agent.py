"""The name by which a site's robots.txt knows the crawler."""

from __future__ import annotations

import re
from typing import Final

_OWN_NAME: Final = "newscrawl"

_PRODUCT: Final = re.compile(r"(?:^|(?<=[\s(;,]))[A-Za-z_-]+(?=$|[\s/);,])")
"""A name in a ``User-Agent``. robots.txt names crawlers by such a name, and never by a part of one."""


def agent_problem(user_agent: object, agent: object) -> str:
    """Return why ``USER_AGENT`` does not show the name of ``ROBOTSTXT_USER_AGENT``, as one sentence, or an empty string."""
    agent = str(agent or "")
    names = {name.lower() for name in _PRODUCT.findall(str(user_agent))}
    if agent.lower() in names and (_OWN_NAME not in names or agent.lower() == _OWN_NAME):
        return ""
    return (
        f"ROBOTSTXT_USER_AGENT is the name in USER_AGENT, not {agent!r}: a site forbids the name that it sees. "
        "Remove the setting"
    )
