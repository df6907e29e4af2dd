"""The former import path of :mod:`newscrawl.sites.families`. Profiles that users keep in their own files import from here."""

from newscrawl.sites.families import *  # noqa: F403 - the former module offered every name of the families
from newscrawl.sites.profile import each, extended
from newscrawl.sites.profile import provenance as vouched

__all__ = ["each", "extended", "vouched"]
