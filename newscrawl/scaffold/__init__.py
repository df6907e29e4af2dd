"""Drafts a profile from a site's pages and induces its selectors. Pure: pages in, text out."""
