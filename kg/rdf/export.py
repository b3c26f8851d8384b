"""Writes a linked corpus to files, a format each."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.files import written_whole
from kg.rdf.aside import Task, written_aside
from kg.rdf.iris import checked_base
from kg.rdf.jsonld import JsonLd
from kg.rdf.namespaces import DEFAULT_BASE
from kg.rdf.ntriples import NQuads, NTriples
from kg.rdf.rdfxml import RdfXml
from kg.rdf.statements import Statements
from kg.rdf.turtle import TriG, Turtle
from kg.rdf.void import Void
from kg.rdf.writer import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kg.rdf.provenance import Provenance
    from kg.rdf.writer import Writer
    from kg.records import Knowledge

FORMATS: dict[str, tuple[str, Callable[[str], Writer]]] = {
    "ttl": ("graph.ttl", Turtle),
    "nt": ("graph.nt", lambda _: NTriples()),
    "jsonld": ("graph.jsonld", JsonLd),
    "nq": ("graph.nq", lambda _: NQuads()),
    "trig": ("graph.trig", TriG),
    "rdf": ("graph.rdf", lambda _: RdfXml()),
    "void": ("void.ttl", Void),
}
"""Format to the name of its file and what makes its writer, given the base."""
IN_ORDER = ("nt", "nq")
"""Those whose nodes are sorted."""
MANY = 1000
"""Papers for which another process pays: it takes some tenths of a second to start."""
DEFAULT_FORMATS = ("ttl", "nt", "jsonld")


def export(
    knowledge: Knowledge,
    directory: Path,
    *,
    base: str = DEFAULT_BASE,
    formats: Sequence[str] = DEFAULT_FORMATS,
    provenance: Provenance,
    jobs: int = 1,
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
        jobs: processes at most, as for ``exporting``.

    Raises:
        KgError: an unknown format, an unusable base or licence, or a file that cannot be written.
    """
    with exporting(
        knowledge, directory, base=base, formats=formats, provenance=provenance, jobs=jobs
    ) as write_rest:
        write_rest()
    return [directory / FORMATS[name][0] for name in dict.fromkeys(formats)]


@contextlib.contextmanager
def exporting(
    knowledge: Knowledge,
    directory: Path,
    *,
    base: str = DEFAULT_BASE,
    formats: Sequence[str] = DEFAULT_FORMATS,
    provenance: Provenance,
    jobs: int = 1,
) -> Iterator[Callable[[], None]]:
    """Write the graph as RDF, in part by other processes beside what the block does.

    The block is given a function, to be called in it once, that writes here what no other process does. At
    the end of the block all files are there.

    Args:
        knowledge: as for ``export``.
        directory: as for ``export``.
        base: as for ``export``.
        formats: as for ``export``.
        provenance: as for ``export``.
        jobs: processes at most. With two, the formats of many papers that are written in the order for
            readers are written by one of their own; with three, the sorted ones too.

    Raises:
        KgError: as ``export``; what another process complains of, at the end of the block.
    """
    if unknown := sorted(set(formats) - set(FORMATS)):
        raise KgError(f"RDF format {unknown[0]!r}: not known; choose of {', '.join(FORMATS)}")
    checked_base(base)
    chosen = tuple(dict.fromkeys(formats))
    # Those of one order share the making of nodes, so they stay together.
    orders = [[name for name in chosen if (name in IN_ORDER) == sort] for sort in (False, True)]
    aside = [order for order in orders if order][: jobs - 1 if len(knowledge.extractions) >= MANY else 0]
    with contextlib.ExitStack() as processes:
        for order in aside:
            task = Task(knowledge, str(directory), base, tuple(order), provenance)
            processes.enter_context(written_aside(task))
        here = [name for name in chosen if not any(name in order for order in aside)]
        yield partial(_write_here, knowledge, directory, base, here, provenance)


def _write_here(
    knowledge: Knowledge, directory: Path, base: str, formats: Sequence[str], provenance: Provenance
) -> None:
    if not formats:
        return
    statements = Statements.of(knowledge, base, provenance)
    with contextlib.ExitStack() as files:
        write(
            statements,
            [
                (FORMATS[name][1](base), files.enter_context(written_whole(directory / FORMATS[name][0])))
                for name in formats
            ],
        )
