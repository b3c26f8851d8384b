"""Writes the files of a build: all of them or none, and none of an earlier build left among them."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KgError
from kg.files import written_whole
from kg.progress import Unwatched
from kg.report import REPORT, FileFacts, read_report, report_on
from kg.staging import staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.library import Build
    from kg.progress import Watcher


class Format(NamedTuple):
    """One kind of file that a build can write."""

    files: tuple[str, ...]
    description: str
    usual: bool = False
    """Whether it is written without being asked for."""


FORMATS: dict[str, Format] = {
    "ttl": Format(("graph.ttl",), "RDF as Turtle", usual=True),
    "nt": Format(("graph.nt",), "RDF as N-Triples, sorted", usual=True),
    "jsonld": Format(("graph.jsonld",), "RDF as JSON-LD", usual=True),
    "void": Format(("void.ttl",), "VoID description of the RDF, with counts", usual=True),
    "graphml": Format(("graph.graphml",), "GraphML for networkx, igraph, Gephi, yEd", usual=True),
    "html": Format(("graph.html",), "the page to browse, one file that works offline", usual=True),
    "jsonl": Format(("extractions.jsonl",), "what was found in each paper, JSON Lines", usual=True),
    "nq": Format(("graph.nq",), "RDF as N-Quads, a graph for each paper"),
    "trig": Format(("graph.trig",), "RDF as TriG, a graph for each paper"),
    "rdf": Format(("graph.rdf",), "RDF/XML"),
    "gexf": Format(("graph.gexf",), "GEXF for Gephi"),
    "cytoscape": Format(("graph.cyjs",), "JSON for Cytoscape and cytoscape.js"),
    "neo4j": Format(("nodes.csv", "edges.csv"), "CSV pair for neo4j-admin database import"),
}
USUAL = tuple(name for name, form in FORMATS.items() if form.usual)
"""The formats that are written without being asked for."""


_RDF = ("ttl", "nt", "jsonld", "void", "nq", "trig", "rdf")
_DATA = ("graphml", "jsonl")
SHOWN_INPUTS = 3
"""Up to so many inputs are named in the page."""


def write_files(
    built: Build,
    directory: Path,
    formats: str | Sequence[str] = USUAL,
    *,
    watcher: Watcher | None = None,
    jobs: int = 1,
) -> list[Path]:
    """Write a build to a folder, with its ``report.json``, and return the paths in the order written.

    The files take their names when all of them are complete. Files that an earlier build wrote there and
    this one does not are removed.

    Args:
        built: what to write.
        directory: where to; made if it is missing.
        formats: names of ``FORMATS``.
        watcher: told how many are written.
        jobs: processes that write, at most.

    Raises:
        KgError: an unknown format, or a file that cannot be written; what was there before is then
            untouched.
    """
    watcher = watcher or Unwatched()
    chosen = checked(formats)
    rdf = [name for name in chosen if name in _RDF]
    names = _files(chosen)
    for name in (*names, REPORT):
        if (directory / name).is_dir():
            raise KgError(f"{directory / name}: is a folder where a file is to be: move it away")
    earlier = _earlier(directory)
    with staged(directory) as part:
        with _rdf_written(built, part, rdf, jobs) as write_rdf:
            watcher.step("measuring", 0, 0)
            # The page, the report and the closing lines are made from both.
            _ = built.communities, built.summary
            others = [name for name in chosen if name not in _RDF]
            for number, name in enumerate(others):
                watcher.step(f"writing {name}", number, len(chosen))
                _write(built, name, part, chosen)
            watcher.step("writing RDF", len(others), len(chosen))
            write_rdf()
        watcher.step("writing report", len(chosen), len(chosen))
        report = report_on(built, {name: _facts(part / name) for name in sorted(names)})
        with written_whole(part / REPORT) as stream:
            stream.write(report.to_text())
        for name in (*names, REPORT):
            (part / name).replace(directory / name)
        for name in earlier - {*names, REPORT}:
            (directory / name).unlink(missing_ok=True)
    return [directory / name for name in (*names, REPORT)]


def checked(formats: str | Sequence[str]) -> list[str]:
    """Return the formats, each once; a string is one of them.

    Raises:
        KgError: one of them is not known.
    """
    formats = [formats] if isinstance(formats, str) else formats
    for name in formats:
        if name not in FORMATS:
            raise KgError(f"format {name!r}: cannot be written; choose of {', '.join(FORMATS)}")
    return list(dict.fromkeys(formats))


def _write(built: Build, name: str, folder: Path, beside: Sequence[str]) -> None:
    paths = [folder / file for file in FORMATS[name].files]
    if name in {"graphml", "gexf", "cytoscape", "neo4j"}:
        from kg.graph import export  # noqa: PLC0415  networkx takes most of a second to import

        if name == "neo4j":
            export.write_neo4j(built.graph, *paths)
        else:
            write = {
                "graphml": export.write_graphml,
                "gexf": export.write_gexf,
                "cytoscape": export.write_cytoscape,
            }
            write[name](built.graph, *paths)
    elif name == "html":
        from kg.view import write_page  # noqa: PLC0415  so does pyvis

        write_page(
            built.knowledge,
            *paths,
            title=built.title,
            communities=built.communities,
            provenance=_origin(built, beside),
            base=built.base,
        )
    elif name == "jsonl":
        with written_whole(*paths) as stream:
            stream.writelines(extraction.to_json() + b"\n" for extraction in built.extractions)
    else:
        raise AssertionError(name)


@contextlib.contextmanager
def _rdf_written(built: Build, folder: Path, names: Sequence[str], jobs: int) -> Iterator[Callable[[], None]]:
    """Have RDF written by other processes beside the block, and by what it is given; whole at its end."""
    if not names:
        yield lambda: None
        return
    from kg.rdf import exporting  # noqa: PLC0415  only where RDF is written

    with exporting(
        built.knowledge, folder, base=built.base, formats=names, provenance=built.rdf_provenance(), jobs=jobs
    ) as write_rdf:
        yield write_rdf


def _origin(built: Build, beside: Sequence[str]) -> dict[str, str]:
    """What a graph was made from and by, and the files beside the page, as label and text for people."""
    shown = ", ".join(built.inputs) if len(built.inputs) <= SHOWN_INPUTS else f"{len(built.inputs):,} files"
    said = {
        "built from": shown,
        "by": f"{built.software}, model {built.model_name}",
        "licence of the extracted data": "CC0 1.0",
        "RDF": " ".join(file for name in beside if name in _RDF for file in FORMATS[name].files),
        "data": " ".join(
            (*(file for name in beside if name in _DATA for file in FORMATS[name].files), REPORT)
        ),
    }
    return {label: text for label, text in said.items() if text}


def _files(formats: Iterable[str]) -> list[str]:
    return [file for name in formats for file in FORMATS[name].files]


def _earlier(directory: Path) -> set[str]:
    """Return the files that the last build wrote here, of those that a build can write."""
    known = set(_files(FORMATS))
    try:
        return known.intersection(read_report(directory).files)
    except KgError:
        return set()


def _facts(path: Path) -> FileFacts:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileFacts(path.stat().st_size, digest)
