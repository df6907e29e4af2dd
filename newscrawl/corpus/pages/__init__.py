"""A database of a corpus in a browser: the configuration of Datasette, its plugin and its templates."""
