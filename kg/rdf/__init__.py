"""RDF exports of the graph, written in a stream, and their check against the shapes."""

from __future__ import annotations

from kg.rdf.export import DEFAULT_FORMATS, FORMATS, export, exporting
from kg.rdf.namespaces import DEFAULT_BASE
from kg.rdf.provenance import Provenance
from kg.rdf.report import Report, Violation
from kg.rdf.validation import expected_seconds, validate

__all__ = [
    "DEFAULT_BASE",
    "DEFAULT_FORMATS",
    "FORMATS",
    "Provenance",
    "Report",
    "Violation",
    "expected_seconds",
    "export",
    "exporting",
    "validate",
]
