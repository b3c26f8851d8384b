"""Writes a linked corpus to files, a format each."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, TypeAlias

from kg.errors import KgError
from kg.files import written_whole
from kg.rdf.jsonld import write_jsonld
from kg.rdf.namespaces import DEFAULT_BASE
from kg.rdf.ntriples import write_nquads, write_ntriples
from kg.rdf.rdfxml import write_rdfxml
from kg.rdf.statements import Statements
from kg.rdf.turtle import write_trig, write_turtle
from kg.rdf.void import write_void

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kg.rdf.provenance import Provenance
    from kg.records import Knowledge

    Writer: TypeAlias = Callable[[Statements, IO[bytes]], None]

FORMATS: dict[str, tuple[str, Writer]] = {
    "ttl": ("graph.ttl", write_turtle),
    "nt": ("graph.nt", write_ntriples),
    "jsonld": ("graph.jsonld", write_jsonld),
    "nq": ("graph.nq", write_nquads),
    "trig": ("graph.trig", write_trig),
    "rdf": ("graph.rdf", write_rdfxml),
    "void": ("void.ttl", write_void),
}
"""Format to the name of its file and what writes it."""
DEFAULT_FORMATS = ("ttl", "nt", "jsonld")


def export(
    knowledge: Knowledge,
    directory: Path,
    *,
    base: str = DEFAULT_BASE,
    formats: Sequence[str] = DEFAULT_FORMATS,
    provenance: Provenance,
) -> list[Path]:
    """Write the graph as RDF, a file for each format, and return the files' paths.

    All formats but ``void`` hold the same statements; ``void`` counts them. The same knowledge gives the same
    bytes; a time is stated only where ``SOURCE_DATE_EPOCH`` is set. Memory does not grow with the files.

    Args:
        knowledge: the linked corpus.
        directory: where ``graph.ttl`` and the others go; made if it is missing.
        base: start of the IRI of every resource.
        formats: keys of ``FORMATS``.
        provenance: what made the graph.

    Raises:
        KgError: an unknown format, an unusable base or licence, or a file that cannot be written.
    """
    if unknown := sorted(set(formats) - set(FORMATS)):
        raise KgError(f"RDF format {unknown[0]!r}: not known; choose of {', '.join(FORMATS)}")
    statements = Statements.of(knowledge, base, provenance)
    written = []
    for name in dict.fromkeys(formats):
        file_name, write = FORMATS[name]
        with written_whole(directory / file_name) as stream:
            write(statements, stream)
        written.append(directory / file_name)
    return written
