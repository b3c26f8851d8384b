"""Joins the spellings of a concept over all papers, with its hierarchy and relations."""

from kg.link.linker import link

__all__ = ["link"]
