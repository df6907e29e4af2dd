"""Item pipelines: normalise Vietnamese text, validate, find duplicates and revisions, commit.

Each pipeline is a thin adapter; the decisions are in the floors below. An article is never changed in place, only copied with
``dataclasses.replace``.
"""
