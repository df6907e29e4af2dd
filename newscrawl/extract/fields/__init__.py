"""One module a field: ``candidates(context)`` yields what the page offers for it, best first.

The order in which the fields are picked is :data:`newscrawl.extract.table.FIELDS`.
"""
