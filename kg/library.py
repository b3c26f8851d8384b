"""A built graph in a Python program."""
# ruff: noqa: PLC0415 - each room loads when it is asked for

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    import pyoxigraph

    from kg.extract.identity import ModelIdentity
    from kg.graph.measures import Community
    from kg.graph.summary import Summary
    from kg.rdf.provenance import Provenance
    from kg.records import Extraction, Knowledge, Skipped
    from kg.sparql.result import QueryResult


@dataclass(frozen=True, repr=False)
class Build:
    """A graph of papers in memory, and where it was written to."""

    knowledge: Knowledge
    """Papers, concepts and relations, linked."""
    extractions: tuple[Extraction, ...]
    """What was found in each paper, before linking; sorted by paper id."""
    skipped: tuple[Skipped, ...]
    """Input that became no paper, or was mended."""
    inputs: tuple[str, ...]
    """Names of the files read, sorted; with as many of their folders as tell two of one name apart."""
    model: ModelIdentity
    """What the papers were read by."""
    base: str
    """Start of the IRI of every resource."""
    title: str
    """Heading of the page."""
    min_confidence: float = 0.0
    links_sha256: str = ""
    vocabulary_sha256: str = ""
    files: tuple[Path, ...] = ()
    """What was written."""

    def __repr__(self) -> str:
        """Return how much it holds; the records themselves would fill books."""
        claims = sum(len(extraction.claims) for extraction in self.knowledge.extractions)
        counts = {
            "paper": len(self.extractions),
            "concept": len(self.knowledge.concepts),
            "claim": claims,
        }
        shown = ", ".join(f"{n:,} {noun}{'' if n == 1 else 's'}" for noun, n in counts.items())
        return f"<Build: {shown}>"

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The networkx graph of papers, concepts and claims (``kg.graph.build.to_networkx``)."""
        from kg.graph.build import to_networkx

        return to_networkx(self.knowledge)

    @cached_property
    def communities(self) -> list[Community]:
        """Concepts that papers treat together, the largest group first."""
        from kg.graph.measures import communities

        return communities(self.knowledge)

    @cached_property
    def summary(self) -> Summary:
        """The graph in numbers."""
        from kg.graph.summary import summary

        return summary(self.knowledge)

    def query(self, question: str, /, **parameters: str) -> QueryResult:
        """Answer a SPARQL query, or a named one: ``graph.query("who-introduced", concept="ResNet")``.

        Args:
            question: SPARQL 1.1, or a name of ``kg.sparql.list_queries()``.
            parameters: of the named query.

        Raises:
            KgError: it cannot be understood or answered; the message says where and why.
        """
        from kg.asking import ask

        return ask(self._store, question, parameters)

    def export(self, directory: str | Path, formats: str | Sequence[str] | None = None) -> list[Path]:
        """Write the graph to a folder and return the files' paths.

        Args:
            directory: where to; made if it is missing.
            formats: a name or names of ``kg.exports.FORMATS``; by default all that ``kg build`` writes.

        Raises:
            KgError: an unknown format, or a file that cannot be written; nothing is changed then.
        """
        from kg.exports import USUAL, write_files

        return write_files(self, Path(directory), USUAL if formats is None else formats)

    def show(self) -> Path:
        """Open the page of the graph in the browser, and return its path."""
        import tempfile
        import webbrowser

        page = next((path for path in self.files if path.suffix == ".html" and path.is_file()), None)
        if page is None:
            # The folder stays: the browser reads it after this returns.
            page = self.export(tempfile.mkdtemp(prefix="kg-"), ["html"])[0]
        webbrowser.open(page.resolve().as_uri())
        return page

    @property
    def software(self) -> str:
        """Name and version of this package."""
        from kg import __version__

        return f"paperkg {__version__}"

    @property
    def model_name(self) -> str:
        """Name and version of the extraction model."""
        return f"{self.model.name} {self.model.version}"

    def rdf_provenance(self) -> Provenance:
        """Return what the RDF says that it was made by."""
        from kg import __version__
        from kg.rdf import Provenance

        return Provenance(__version__, self.model_name, f"sha256:{self.model.sha256}")

    @cached_property
    def _store(self) -> pyoxigraph.Store:
        import tempfile

        from kg.rdf import export
        from kg.sparql.store import load

        with tempfile.TemporaryDirectory() as folder:
            (path,) = export(
                self.knowledge,
                Path(folder),
                base=self.base,
                formats=("nt",),
                provenance=self.rdf_provenance(),
            )
            return load(path)
