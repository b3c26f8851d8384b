"""Landmark papers, abstracts in our own words, for `kg demo`."""
