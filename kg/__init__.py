"""Turns research papers into a knowledge graph.

    import kg

    graph = kg.build("papers.bib")
    graph.query("methods-on-dataset", dataset="ImageNet")
    graph.export("output")

Importing this is quick: what is heavy is imported by what needs it.
"""

from kg.build import build
from kg.errors import KgError
from kg.library import Build

__all__ = ["Build", "KgError", "__version__", "build"]
__version__ = "0.1.0"
