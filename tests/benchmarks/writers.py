#!/usr/bin/env python3
"""Time the writers of RDF beside pyoxigraph's serialiser, on the same statements in one run.

    python tests/benchmarks/writers.py DIR [--formats ttl,nt] [--repeat 3]

DIR is what ``kg build`` wrote; 4,300 papers make a million statements. Times are CPU seconds of one core,
the least of the repetitions. pyoxigraph is timed twice: on statements that it holds already, and with the
making of its terms from Python, without which it could not write ours. Prints Markdown.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.extractions import read_extractions
from kg.link.linker import link
from kg.rdf import DEFAULT_BASE, FORMATS, Provenance, export
from kg.rdf.namespaces import prefixes
from kg.rdf.statements import Statements
from kg.rdf.terms import Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.records import Knowledge

SYNTAXES = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}
DATASETS = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
PROVENANCE = Provenance("0.1.0", "sample 1", "sha256:0a1b")


def seconds(work: Callable[[], object], repeat: int = 1) -> float:
    """Return the least CPU time of ``work``."""
    taken = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def made_for_pyoxigraph(statements: Statements) -> Iterator[ox.Triple]:
    for subject, predicate, value in statements.triples():
        if isinstance(value, Literal):
            kind = ox.NamedNode(value.datatype) if value.datatype else None
            term: ox.NamedNode | ox.Literal = ox.Literal(value.value, datatype=kind)
        else:
            term = ox.NamedNode(value)
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term)


def row(form: str, knowledge: Knowledge, statements: Statements, folder: Path, repeat: int) -> str:
    """Return the line of the table for one format."""
    ours = seconds(lambda: export(knowledge, folder, formats=[form], provenance=PROVENANCE), repeat)
    own = list(ox.parse(path=str(folder / FORMATS[form][0])))
    given = own if form in DATASETS else [quad.triple for quad in own]
    options = {} if form in {"nt", "nq"} else {"prefixes": prefixes()}

    def theirs(terms: object) -> None:
        ox.serialize(terms, str(folder / "other"), format=(SYNTAXES | DATASETS)[form], **options)

    had = seconds(lambda: theirs(given), repeat)
    made = seconds(lambda: theirs(made_for_pyoxigraph(statements)))
    return f"| {form} | {ours:.2f} | {made:.2f} | {had:.2f} | {ours / made:.2f} | {ours / had:.2f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--formats", default=",".join((*SYNTAXES, *DATASETS)))
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    knowledge = link(read_extractions(args.directory))
    statements = Statements.of(knowledge, DEFAULT_BASE, PROVENANCE)
    with tempfile.TemporaryDirectory() as name:
        size = sum(1 for _ in statements.triples())
        print(f"{len(knowledge.extractions):,} papers, {size:,} statements; ", end="")
        print(f"making them alone: {seconds(lambda: sum(1 for _ in statements.nodes())):.2f} s\n")
        print(
            "| CPU s | kg, from records | pyoxigraph, from records | pyoxigraph, from its terms | ratios | |"
        )
        print("| --- | --- | --- | --- | --- | --- |")
        for form in args.formats.split(","):
            print(row(form, knowledge, statements, Path(name), args.repeat), flush=True)


if __name__ == "__main__":
    main()
