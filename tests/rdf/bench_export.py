"""How fast exports are written, beside pyoxigraph's serialiser on the same statements in one run.

    python tests/rdf/bench_export.py ../shared/data/gold/train.jsonl [COPIES]

COPIES of the annotated papers, each with authors, venue and confidences of its own, make the corpus; three
give about a million statements. Times are CPU seconds of one core. pyoxigraph is timed twice: on statements
that it has already, and with the making of its terms from Python, without which it could not write ours.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyoxigraph as ox
from corpus import linked

from kg.extract.gold import read_gold
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


def corpus(gold: Path, copies: int) -> Knowledge:
    found = []
    for number, extraction in enumerate(list(read_gold(gold)) * copies):
        paper = msgspec.structs.replace(
            extraction.paper,
            id=f"{extraction.paper.id}-{number}",
            authors=tuple(f"Author {(number * 7 + place) % 5000}" for place in range(4)),
            year=2000 + number % 25,
            venue=f"Venue {number % 25}",
            doi=f"10.1000/{number}",
        )
        mentions = tuple(
            msgspec.structs.replace(mention, confidence=((number * 31 + place * 17) % 1000) / 1000)
            for place, mention in enumerate(extraction.mentions)
        )
        found.append(msgspec.structs.replace(extraction, paper=paper, mentions=mentions))
    return linked(found)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def made_for_pyoxigraph(statements: Statements) -> Iterator[ox.Triple]:
    for subject, predicate, value in statements.triples():
        if isinstance(value, Literal):
            kind = ox.NamedNode(value.datatype) if value.datatype else None
            term: ox.NamedNode | ox.Literal = ox.Literal(value.value, datatype=kind)
        else:
            term = ox.NamedNode(value)
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term)


def main(gold: Path, copies: int = 3) -> None:
    knowledge = corpus(gold, copies)
    statements = Statements.of(knowledge, DEFAULT_BASE, PROVENANCE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = sum(1 for _ in statements.triples())
        print(f"{len(knowledge.extractions):,} papers, {size:,} statements")
        print(f"making the statements alone: {seconds(lambda: sum(1 for _ in statements.nodes())):.2f} s")
        print(
            "| format | ours, from records | pyoxigraph, from Python terms | pyoxigraph, from its own terms |"
        )
        print("| --- | --- | --- | --- |")
        for form in (*SYNTAXES, *DATASETS):
            file = folder / FORMATS[form][0]
            ours = seconds(lambda: export(knowledge, folder, formats=[form], provenance=PROVENANCE))  # noqa: B023
            own = list(ox.parse(path=str(file)))
            syntax = (SYNTAXES | DATASETS)[form]
            given = own if form in DATASETS else [quad.triple for quad in own]
            options = {} if form in {"nt", "nq"} else {"prefixes": prefixes()}
            target = str(folder / "other")
            made = seconds(
                lambda: ox.serialize(made_for_pyoxigraph(statements), target, format=syntax, **options)  # noqa: B023
            )
            had = seconds(lambda: ox.serialize(given, target, format=syntax, **options))  # noqa: B023
            print(f"| {form} | {ours:.2f} | {made:.2f} | {had:.2f} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(number) for number in sys.argv[2:3]))
