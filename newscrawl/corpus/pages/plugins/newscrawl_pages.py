"""The hooks that Datasette looks for in its directory of plugins."""  # noqa: INP001 - a plugin file, not a module of the package

from newscrawl.corpus.pages.plugin import asgi_wrapper, menu_links, register_routes, render_cell

__all__ = ["asgi_wrapper", "menu_links", "register_routes", "render_cell"]
