"""Arguments and options of the commands: their names, and what their help says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kg.completion import names, parameters_of


def _option(*flags: str, metavar: str, text: str, default: str | bool = False) -> Any:
    """An option without a default of its own to show."""
    return typer.Option(*flags, metavar=metavar, help=text, show_default=default)


def _folder(text: str | Path) -> Path:
    """Take the name of a folder; an empty one (a shell's unset variable) would mean the current one."""
    if not str(text):
        raise typer.BadParameter("names no folder; the current one is '.'")
    return Path(text)


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT", help="Files or folders of papers; - is standard input.", show_default=False
    ),
]
Directory = Annotated[Path, typer.Argument(metavar="DIR", help="What `kg build` wrote, or one RDF file.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files.", parser=_folder)
]
InputFormat = Annotated[
    str | None, _option(metavar="NAME", text="Format of the inputs, of `kg formats`.", default="recognised")
]
Links = Annotated[
    Path | None,
    _option(metavar="FILE", text="Your corrections to the linking: CSV with action, concept, target."),
]
Vocabulary = Annotated[
    Path | None, _option(metavar="FILE", text="Concepts that you know of, as CSV or SKOS.")
]
Confidence = Annotated[
    float, typer.Option(metavar="0..1", help="Leave out what was found with less confidence.")
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", metavar="N", min=1, help="Processes that extract papers; by default one a core."
    ),
]
Base = Annotated[str, typer.Option(metavar="IRI", help="Start of the IRI of every resource.")]
Title = Annotated[str, _option(metavar="TEXT", text="Heading of the page.")]
Also = Annotated[
    list[str] | None, _option(metavar="FORMAT", text="Write this format too, of `kg formats`; repeatable.")
]
Model = Annotated[
    Path | None,
    _option(metavar="DIR", text="An extraction model of `kg train`.", default="the package's own"),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only say how many papers are new and how long they take.")
]
Engine = Annotated[
    str | None, _option(metavar="NAME", text="Build over shards, with many workers: dask.", default="none")
]
Scheduler = Annotated[
    str | None, _option(metavar="ADDRESS", text="Dask's scheduler.", default="workers on this machine")
]
Shards = Annotated[
    str | None, _option(metavar="FOLDER", text="Folder that all workers reach.", default="DIR/shards")
]
Part = Annotated[
    str | None, _option(metavar="I/N", text="Only extract each N-th shard: a task of a job array.")
]

AskedDirectory = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="What `kg build` wrote, or one RDF file.", show_default=False),
]
Question = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY", help="SPARQL, or the name of a query.", autocompletion=names, show_default=False
    ),
]
Parameters = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME=VALUE",
        help="Parameters of a named query.",
        autocompletion=parameters_of,
        show_default=False,
    ),
]
QueryFile = Annotated[Path | None, _option("--file", "-f", metavar="FILE", text="Read SPARQL from a file.")]
Listing = Annotated[bool, typer.Option("--list", "-l", help="List the named queries.")]
Csv = Annotated[bool, typer.Option("--csv", help="Write CSV.")]
Json = Annotated[bool, typer.Option("--json", help="Write SPARQL's JSON.")]
NTriples = Annotated[bool, typer.Option("--nt", help="Write the triples of CONSTRUCT as N-Triples.")]
Timeout = Annotated[float | None, _option(metavar="SECONDS", text="Stop a query after so long.")]

Port = Annotated[int | None, _option(metavar="N", text="Port to listen on.", default="first free from 7878")]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Open no browser.")]
TimeLimit = Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="Stop a query after so long.")]
AtOnce = Annotated[int, typer.Option(metavar="N", help="Queries that run at the same time.")]

ConceptName = Annotated[str, typer.Argument(metavar="CONCEPT", help="Its id or any of its names.")]
Gold = Annotated[
    list[Path], typer.Argument(metavar="GOLD", help="Annotated papers, JSON Lines.", show_default=False)
]
LinkingOnly = Annotated[
    bool,
    typer.Option("--linking", help="Link the annotated mentions, and score that alone."),
]
ModelOutput = Annotated[Path, _option("--output", "-o", metavar="DIR", text="Folder for the model.")]
Lexicon = Annotated[
    Path | None, _option(metavar="PATH", text="Terms of the field; or a model to take them from.")
]
Vectors = Annotated[
    Path | None,
    _option(metavar="PATH", text="Vectors of words, as floret writes them; or a model to take them from."),
]
EvaluateOn = Annotated[
    Path | None, _option(metavar="FILE", text="Score the model on these papers in the end.")
]

BenchInputs = Annotated[
    list[str] | None,
    typer.Argument(metavar="INPUT", help="Files or folders of papers.", show_default="landmark papers"),
]
Sizes = Annotated[
    list[int], typer.Option("--papers", metavar="N", min=1, help="Papers of a build; repeatable.")
]
