"""Item pipelines: normalise Vietnamese text, validate, find duplicates and revisions, commit.

Each is a thin adapter: what it decides is in the floors below. Values change by ``dataclasses.replace`` only.
"""
