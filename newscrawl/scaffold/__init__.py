"""Draft a site's profile from its pages. Pure: pages in, text out.

The data flow::

    pages (SitePage)
      -> draft               drafts every field of the profile
           -> pages_by_kind    sorts the pages by kind, and reads the articles
           -> field_elements   locates the extracted fields of each article on its page
           -> selector_paths   induces CSS selectors from those elements
           -> layout_drafts    chooses a family's layouts, or makes own ones from the selectors
           -> address_forms    induces the patterns of article addresses
           -> draft_facts      keeps what was concluded, on how many pages, and whether it is sure
      -> profile_source      writes the draft as a Python module
      -> fixture             writes a page and its article as files for the tests

:mod:`~newscrawl.scaffold.probe` goes the other way: it compares a few live pages of a site with its profile. Fetching the pages
is the task of :mod:`newscrawl.spiders.sampling` and :mod:`newscrawl.spiders.probing`.
"""
