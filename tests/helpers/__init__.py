"""Helpers that more than one test module uses; each is defined once, here."""
