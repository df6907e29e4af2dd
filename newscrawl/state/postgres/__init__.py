"""The state in PostgreSQL, for crawls on more than one machine.

Needs the extra ``fleet``. Nothing of this package is imported unless a state is named ``postgresql://…``.
"""
