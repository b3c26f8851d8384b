"""Finds methods, datasets, tasks, claims, roles and results in papers, with spaCy."""
