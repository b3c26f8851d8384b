"""What the page of a thing shows: rows of named queries and of a few of its own, for HTML and JSON alike."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import msgspec

from kg.sparql.endpoint import questions
from kg.sparql.endpoint.links import Cell, Links
from kg.sparql.endpoint.messages import Job

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.sparql.endpoint.pool import Pool

Row = dict[str, Cell]
_LEADS_TO = (
    ("sentence", "claim"),
    ("title", "like"),
    ("title", "paper"),
    ("title", "claim"),
    ("title", "result"),
    ("name", "other"),
    ("name", "method"),
    ("name", "dataset"),
)
"""Columns of named queries: what is shown, and the thing that it may lead to."""


class Table(msgspec.Struct, frozen=True):
    """One section of a page."""

    title: str
    columns: list[str]
    rows: list[Row]


class Views:
    """Builds the content of pages by asking the pool."""

    def __init__(self, pool: Pool, links: Links) -> None:
        self._pool = pool
        self._links = links

    async def rows(self, text: str) -> tuple[list[str], list[Row]]:
        """Return the columns and rows of a SELECT."""
        seconds = 2 * self._pool.limits.seconds
        job = Job("query", text, accept="application/json", limit=self._pool.limits.answer, seconds=seconds)
        answer = msgspec.json.decode((await self._pool.do(job)).read())
        columns = answer["head"]["vars"]
        found = answer["results"]["bindings"]
        return columns, [{name: self._links.cell(term) for name, term in row.items()} for row in found]

    async def of(self, node: ox.NamedNode) -> dict[str, Any] | None:
        """Return the content of the page of ``node``; None where the graph says nothing about it."""
        _, about = await self.rows(questions.ABOUT % node)
        types = [row["type"].text for row in about]
        head = about[0] if about else {}
        if "label" in head and "kgo:Paper" in types:
            return await self._paper(node, head["label"].text)
        kind = next((kind for kind in ("Method", "Dataset", "Task") if f"kgo:{kind}" in types), None)
        if "label" in head and kind:
            return await self._concept(node, kind, head)
        return await self._thing(node, head["label"].text if "label" in head else "")

    async def _concept(self, node: ox.NamedNode, kind: str, head: Row) -> dict[str, Any]:
        _, aliases = await self.rows(questions.ALIASES % node)
        sections = [
            await self._named(
                "Introduced by", "who-introduced", "concept", node, ["title", "year", "sentence"]
            ),
            await self._named(
                "Claims", "claims-about", "concept", node, ["sentence", "type", "title", "year"]
            ),
            await self._named(
                "Related", "related-concepts", "concept", node, ["name", "type", "relations", "shared"]
            ),
        ]
        if kind == "Dataset":
            columns = ["value", "metric", "method", "sentence", "title"]
            sections.insert(1, await self._named("Results", "results-on-dataset", "dataset", node, columns))
            columns = ["name", "papers", "introduced", "used", "compared"]
            sections.insert(1, await self._named("Methods", "methods-on-dataset", "dataset", node, columns))
        if kind == "Task":
            columns = ["name", "papers", "benchmark"]
            sections.insert(1, await self._named("Datasets", "datasets-of-task", "task", node, columns))
        sections.append(
            await self._named(
                "Every sentence", "evidence-for", "concept", node, ["sentence", "role", "title"]
            )
        )
        return {
            "page": "concept",
            "iri": node.value,
            "type": kind.lower(),
            "label": head["label"].text,
            "papers": int(head["papers"].text) if "papers" in head else 0,
            "aliases": [row["name"].text for row in aliases],
            "sections": [section for section in sections if section.rows],
        }

    async def _paper(self, node: ox.NamedNode, title: str) -> dict[str, Any]:
        _, facts = await self.rows(questions.PAPER % node)
        _, authors = await self.rows(questions.AUTHORS % node)
        _, texts = await self.rows(questions.TEXT % node)
        _, mentions = await self.rows(questions.MENTIONS % node)
        _, claims = await self.rows(questions.CLAIMS % node)
        _, roles = await self.rows(questions.ROLES % node)
        sections = []
        columns, rows = await self.rows(questions.RESULTS % node)
        sections.append(Table("Results", columns[:-1], [self._linked(row) for row in rows]))
        sections.append(
            await self._named(
                "Papers like this one", "papers-like", "paper", node, ["title", "year", "concepts"]
            )
        )
        abstract = next((row for row in texts if row["context"].iri.endswith("#abstract")), None)
        return {
            "page": "paper",
            "iri": node.value,
            "type": "paper",
            "label": title,
            "authors": [Cell(row["name"].text, row["person"].href, row["person"].iri) for row in authors],
            "year": next((row["year"].text for row in facts if "year" in row), ""),
            "venue": next((row["venue"].text for row in facts if "venue" in row), ""),
            "identifiers": [row["identifier"].text for row in facts if "identifier" in row],
            "abstract": _marked(abstract, mentions, claims) if abstract else [],
            "concepts": [
                {
                    "role": role,
                    "concepts": [Cell(r["name"].text, r["concept"].href, r["concept"].iri) for r in group],
                }
                for role, group in itertools.groupby(roles, key=lambda row: row["role"].text)
            ],
            "sections": [section for section in sections if section.rows],
        }

    async def _thing(self, node: ox.NamedNode, label: str) -> dict[str, Any] | None:
        sections = []
        for title, text in (("Properties", questions.PROPERTIES), ("Links to it", questions.INCOMING)):
            columns, rows = await self.rows(text % node)
            sections.append(Table(title, columns, rows))
        if not any(section.rows for section in sections):
            return None
        return {
            "page": "thing",
            "iri": node.value,
            "type": "",
            "label": label or node.value,
            "sections": [section for section in sections if section.rows],
        }

    async def _named(
        self, title: str, name: str, parameter: str, node: ox.NamedNode, columns: list[str]
    ) -> Table:
        bound = await self._pool.do(Job("bind", name, parameters={parameter: node.value}))
        _, rows = await self.rows(msgspec.json.decode(bound.read())["text"])
        return Table(title, columns, [self._linked(row) for row in rows if row])

    @staticmethod
    def _linked(row: Row) -> Row:
        """Let what a row names lead to what it is: the title to the paper, the name to the concept."""
        for shown, thing in _LEADS_TO:
            if shown in row and thing in row and row[thing].href and not row[shown].href:
                row = row | {shown: Cell(row[shown].text, row[thing].href, row[thing].iri)}
        return row


def _marked(text: Row, mentions: list[Row], claims: list[Row]) -> list[dict[str, Any]]:
    """Cut a text into runs, a claim or the text between claims, and those into pieces, a mention or not."""
    whole, context = text["text"].text, text["context"].iri
    sentences = sorted(
        (int(row["begin"].text), int(row["end"].text), row["claim"].iri.partition("#")[2], row["kind"].text)
        for row in claims
        if row["context"].iri == context
    )
    names = [
        (int(row["begin"].text), int(row["end"].text), row["concept"].href, row["name"].text)
        for row in mentions
        if row["context"].iri == context
    ]
    runs, at = [], 0
    for begin, end, anchor, kind in [*sentences, (len(whole), len(whole), "", "")]:
        if begin > at:
            runs.append({"claim": "", "kind": "", "pieces": _pieces(whole, at, begin, names)})
        if end > max(begin, at):
            runs.append({"claim": anchor, "kind": kind, "pieces": _pieces(whole, max(begin, at), end, names)})
        at = max(at, end)
    return runs


def _pieces(whole: str, begin: int, end: int, names: list[tuple[int, int, str, str]]) -> list[Cell]:
    pieces, at = [], begin
    for start, stop, href, name in names:
        if start < at or stop > end:
            continue
        pieces += [Cell(whole[at:start])] if start > at else []
        pieces.append(Cell(whole[start:stop], href, name))
        at = stop
    return [*pieces, Cell(whole[at:end])] if at < end else pieces
