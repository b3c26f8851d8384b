"""What an export says about itself: what it holds, what made it, and its licence."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.rdf import iris
from kg.rdf.namespaces import DCAT, DCTERMS, FOAF, KGO, PROV, RDF_TYPE, SCHEMA, SKOS, VOCABULARIES, VOID
from kg.rdf.terms import XSD_DATETIME, Literal, Node, Properties, integer, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
_RIGHTS = "The licence covers what was extracted. Titles, abstracts and sentences remain with their authors."


@dataclasses.dataclass(frozen=True, slots=True)
class Provenance:
    """What made a graph: stated in every export, so that a reader can tell two builds apart."""

    version: str
    """Version of the software."""
    model_name: str = ""
    model_hash: str = ""
    """Digest of the extraction model, such as ``sha256:…``."""
    licence: str = CC0
    """Address of the licence of the extracted data."""
    software: str = "paperkg"


def build_time() -> str:
    """Return the time that ``SOURCE_DATE_EPOCH`` gives as xsd:dateTime, or an empty string if unset.

    Raises:
        KgError: the variable holds no number of seconds since 1970.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return ""
    try:
        moment = dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise KgError(
            f"SOURCE_DATE_EPOCH={seconds!r}: must be a whole number of seconds since 1970"
        ) from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def graph_nodes(base: str, provenance: Provenance, counts: Mapping[str, int]) -> Iterator[Node]:
    """Yield the nodes of the data set, its making, its counts and the concept scheme.

    Args:
        base: start of every IRI.
        provenance: what made it.
        counts: local name of a class of the ontology to its number of instances.

    Raises:
        KgError: the licence is no web address, or ``SOURCE_DATE_EPOCH`` no time.
    """
    graph, scheme = base + "graph", base + "concept"
    licence = iris.web_address(provenance.licence)
    if not licence:
        raise KgError(f"licence {provenance.licence!r}: must be a web address, such as {CC0}")
    moment = build_time()
    said: Properties = {
        RDF_TYPE: [VOID + "Dataset", DCAT + "Dataset"],
        DCTERMS + "title": [text("Knowledge graph of research papers")],
        DCTERMS + "license": [licence],
        DCTERMS + "rights": [text(_RIGHTS)],
        PROV + "wasGeneratedBy": [graph + "#build"],
        VOID + "uriSpace": [text(base)],
        VOID + "exampleResource": [scheme],
        VOID + "vocabulary": sorted(VOCABULARIES[p] for p in ("dcterms", "fabio", "kgo", "nif", "skos")),
        VOID + "classPartition": [f"{graph}#class_{name}" for name in counts],
    }
    if moment:
        said[DCTERMS + "created"] = [Literal(moment, XSD_DATETIME)]
    yield Node(graph, said)
    activity: Properties = {
        RDF_TYPE: [PROV + "Activity"],
        PROV + "wasAssociatedWith": [graph + "#software"],
    }
    if moment:
        activity[PROV + "endedAtTime"] = [Literal(moment, XSD_DATETIME)]
    yield Node(graph + "#build", activity)
    yield Node(graph + "#software", _software(provenance))
    for name, count in counts.items():
        yield Node(
            f"{graph}#class_{name}", {VOID + "class": [KGO + name], VOID + "entities": [integer(count)]}
        )
    yield Node(
        scheme,
        {
            RDF_TYPE: [SKOS + "ConceptScheme"],
            DCTERMS + "title": [text("Methods, datasets and tasks")],
        },
    )


def _software(provenance: Provenance) -> Properties:
    said: Properties = {
        RDF_TYPE: [PROV + "SoftwareAgent"],
        FOAF + "name": [text(provenance.software)],
        SCHEMA + "softwareVersion": [text(provenance.version)],
    }
    if provenance.model_name:
        said[KGO + "modelName"] = [text(provenance.model_name)]
    if provenance.model_hash:
        said[KGO + "modelHash"] = [text(provenance.model_hash)]
    return said
