"""Pages for people and the same as data: linked data for every IRI, search, the editor, the graph page."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import jinja2
import msgspec
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from kg.sparql.endpoint.formats import GRAPHS, choose
from kg.sparql.endpoint.links import iri_node
from kg.sparql.endpoint.messages import Job
from kg.sparql.endpoint.pool import FailedError
from kg.sparql.endpoint.protocol import CROSS_ORIGIN, accept, answered, failure, unless_gone
from kg.sparql.endpoint.questions import DOCUMENT
from kg.sparql.named import named_queries
from kg.sparql.prefixes import with_resources

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox
    from starlette.requests import Request

FILES = {
    "graph.ttl": "text/turtle; charset=utf-8",
    "graph.nt": "application/n-triples",
    "graph.jsonld": "application/ld+json",
    "graph.graphml": "application/xml",
    "void.ttl": "text/turtle; charset=utf-8",
    "extractions.jsonl": "application/jsonl",
    "report.json": "application/json",
}
"""The files of an export that can be downloaded; no other is ever opened.

They lie under ``/files/`` and, for the links that the graph page has to the files beside it, under ``/``.
"""
_FOUND = 20
"""How many concepts, and how many papers, a search answers with at most."""
_PEOPLE = ("text/html", "application/xhtml+xml")
_SHORT_NAMES = {
    "html": "text/html",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "ttl": "text/turtle",
}
"""What ``?format=`` may say in place of an Accept header."""
_SCRIPT = re.compile(rb"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("kg.sparql.endpoint"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def graph_page(request: Request) -> Response:
    """Give the graph page of the export; only the scripts that are in it now may run."""
    path = _file(request, "graph.html")
    if path is None:
        return _page(request, "home.html", queries=named_queries())
    body = path.read_bytes()
    digests = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _SCRIPT.findall(body)]
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; "
        "font-src data:; connect-src 'self'; worker-src blob:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return HTMLResponse(body, headers={"content-security-policy": policy})


async def resource(request: Request) -> Response:
    """Give the page, or the RDF or JSON, of the IRI whose path was asked for."""
    path = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0]
    node = iri_node(request.app.state.links.iri(path))
    offered = (*_PEOPLE, "application/json", *GRAPHS)
    wanted = request.query_params.get("format")
    media_type = _SHORT_NAMES.get(wanted) if wanted else choose(accept(request), offered)
    if media_type is None:
        return failure(FailedError(406, f"this page is there as {', '.join(offered)}"))
    try:
        if node is not None and media_type in GRAPHS:
            return await _document(request, node, media_type)
        view = await request.app.state.views.of(node) if node is not None else None
    except FailedError as error:
        return failure(error)
    if media_type in _PEOPLE:
        name, status = (f"{view['page']}.html", 200) if view else ("missing.html", 404)
        return _page(request, name, status=status, view=view)
    if view is None:
        return failure(FailedError(404, f"nothing is known of {path}"))
    body = msgspec.json.encode(view)
    return Response(body, headers=CROSS_ORIGIN | {"vary": "Accept"}, media_type=media_type)


async def _document(request: Request, node: ox.NamedNode, media_type: str) -> Response:
    ask = f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?q {node} }} }}"
    job = Job("query", ask, accept="application/json", seconds=2 * request.app.state.pool.limits.seconds)
    answer = await unless_gone(request, request.app.state.pool.do(job))
    if not msgspec.json.decode(answer.read())["boolean"]:
        raise FailedError(404, f"nothing is known of {node.value}")
    return await answered(request, DOCUMENT % {"iri": node}, media_type)


async def search(request: Request) -> Response:
    """Give the concepts and papers with a name or a word that begins with ``q``, as JSON."""
    text = request.query_params.get("q", "").strip()
    if not text:
        return failure(FailedError(400, "say what to search for: /search?q=..."))
    limit = request.query_params.get("limit", str(_FOUND))
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit) <= 200:
        return failure(FailedError(400, "limit is a number from 1 to 200"))
    job = Job("search", text, parameters={"limit": limit, "type": request.query_params.get("type", "")})
    try:
        answer = await unless_gone(request, request.app.state.pool.do(job))
    except FailedError as error:
        return failure(error)
    found = msgspec.json.decode(answer.read())
    links = request.app.state.links
    hits = [hit | {"href": links.href(hit["iri"])} for hit in found]
    body = msgspec.json.encode(hits)
    return Response(body, headers=CROSS_ORIGIN, media_type="application/json")


async def editor(request: Request) -> Response:
    """Give the SPARQL editor."""
    settings = {
        "prefixes": with_resources(request.app.state.links.base),
        "queries": [
            {
                "name": query.name,
                "title": query.title,
                "description": query.description,
                "parameters": [
                    {
                        "name": parameter.name,
                        "description": parameter.description,
                        "types": parameter.concept_types,
                        "optional": parameter.optional,
                    }
                    for parameter in query.parameters
                ],
            }
            for query in named_queries()
        ],
    }
    response = _page(request, "query.html", settings=msgspec.json.encode(settings).decode())
    # The editor sets styles from its script; scripts stay limited to the files served here.
    response.headers["content-security-policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return response


async def named(request: Request) -> Response:
    """Give the text of a named query, with the parameters of the request bound, as JSON."""
    job = Job("bind", request.path_params["name"], parameters=dict(request.query_params))
    try:
        answer = await unless_gone(request, request.app.state.pool.do(job))
    except FailedError as error:
        return failure(error)
    return Response(answer.read(), headers=CROSS_ORIGIN, media_type="application/json")


async def download(request: Request) -> Response:
    """Give one of the files of the export."""
    name = request.url.path.rpartition("/")[2]
    path = _file(request, name) if name in FILES else None
    if path is None:
        return PlainTextResponse(f"{name} is not in this export\n", 404, CROSS_ORIGIN)
    return FileResponse(path, headers=CROSS_ORIGIN, media_type=FILES[name])


def _file(request: Request, name: str) -> Path | None:
    """Return the file of that name in the export; None where there is none, or a link is in its place."""
    directory: Path = request.app.state.directory
    path = directory / name
    return path if path.is_file() and not path.is_symlink() else None


def _page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    files = [name for name in FILES if _file(request, name)]
    html = _templates.get_template(template).render(path=request.url.path, files=files, **values)
    return HTMLResponse(html, status, {"vary": "Accept"})
