"""Reads an export into a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import KgError
from kg.sparql.prefixes import PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

GRAPH_FILES = ("graph.nt", "graph.ttl")
"""What an export folder holds, quickest to read first."""


def graph_file(source: Path) -> Path:
    """Return the RDF file to read for ``source``, an export folder or an RDF file itself.

    Raises:
        KgError: there is no such file.
    """
    if source.is_dir():
        for name in GRAPH_FILES:
            if (source / name).is_file():
                return source / name
        raise KgError(
            f"{source}: no graph.nt or graph.ttl in this folder; `kg build INPUT -o {source}` makes them"
        )
    if source.is_file():
        return source
    raise KgError(f"{source}: no such file or folder; give a folder that `kg build` wrote, or an RDF file")


def open_store(source: Path) -> ox.Store:
    """Load an export into memory: ``graph.nt``, else ``graph.ttl``, or the RDF file given.

    Raises:
        KgError: not an export, not readable, or not well-formed RDF.
    """
    return load(graph_file(source))


def load(path: Path, store: ox.Store | None = None) -> ox.Store:
    """Load one RDF file into ``store``, a new one in memory by default.

    Raises:
        KgError: not readable, or not well-formed RDF.
    """
    rdf_format = ox.RdfFormat.from_extension(path.suffix.removeprefix(".").lower())
    if rdf_format is None:
        raise KgError(f"{path}: not an RDF file by its name; expected .nt, .ttl, .nq, .trig, .rdf or .jsonld")
    store = ox.Store() if store is None else store
    try:
        store.bulk_load(path=str(path), format=rdf_format)
    except SyntaxError as error:
        raise KgError(f"{path}: not well-formed {rdf_format.name}: {error.msg}") from error
    except (OSError, ValueError) as error:
        raise KgError(f"{path}: cannot be read: {error}") from error
    return store


def base_of(store: ox.Store) -> str:
    """Return what the IRIs of the graph's papers and concepts begin with; empty where it has no paper."""
    found = store.query("SELECT ?p { ?p a kgo:Paper } LIMIT 1", prefixes=PREFIXES)
    papers = [str(row[0].value) for row in found] if isinstance(found, ox.QuerySolutions) else []
    return papers[0].rpartition("paper/")[0] if papers else ""
