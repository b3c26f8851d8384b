"""Writes the graph for other tools: GraphML, GEXF, Cytoscape JSON, CSV pairs for Neo4j.

Written by hand rather than through networkx: the same bytes every time (its GEXF carries the date),
no character that XML forbids, and one pass. networkx reads all of them back.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import msgspec

from kg.files import written_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import networkx as nx

Value = str | int | float
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the graph as GraphML, attributes typed.

    Raises:
        KgError: the file cannot be written.
    """
    nodes, edges = (
        _typed(d for _, d in graph.nodes(data=True)),
        _typed(d for _, _, d in graph.edges(data=True)),
    )
    with written_whole(path) as stream:
        stream.writelines(line.encode() for line in _graphml(graph, nodes, edges))


def _graphml(graph: nx.MultiDiGraph, nodes: dict[str, str], edges: dict[str, str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
        'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    keys: dict[tuple[str, str], str] = {}
    for domain, types in (("node", nodes), ("edge", edges)):
        for name, type_ in types.items():
            keys[domain, name] = f"{domain[0]}{len(keys)}"
            yield (
                f'  <key id="{keys[domain, name]}" for="{domain}" '
                f'attr.name={quoteattr(name)} attr.type="{type_}"/>\n'
            )
    yield '  <graph edgedefault="directed">\n'
    for node, data in graph.nodes(data=True):
        yield f"    <node id={_quoted(node)}>{_graphml_data(data, nodes, 'node', keys)}</node>\n"
    # Ids by number: the keys of networkx repeat, and Gephi takes edges of one id for one edge.
    for number, (source, target, data) in enumerate(graph.edges(data=True)):
        yield (
            f'    <edge id="e{number}" source={_quoted(source)} target={_quoted(target)}>'
            f"{_graphml_data(data, edges, 'edge', keys)}</edge>\n"
        )
    yield "  </graph>\n</graphml>\n"


def _graphml_data(
    data: Mapping[str, Value], types: Mapping[str, str], domain: str, keys: Mapping[tuple[str, str], str]
) -> str:
    return "".join(
        f'<data key="{keys[domain, name]}">{escape(_text(data[name]))}</data>'
        for name in types
        if name in data
    )


def write_gexf(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the graph as GEXF 1.2, which Gephi opens.

    Raises:
        KgError: the file cannot be written.
    """
    nodes, edges = (
        _typed(d for _, d in graph.nodes(data=True)),
        _typed(d for _, _, d in graph.edges(data=True)),
    )
    nodes.pop("label", None)  # GEXF has its own
    with written_whole(path) as stream:
        stream.writelines(line.encode() for line in _gexf(graph, nodes, edges))


def _gexf(graph: nx.MultiDiGraph, nodes: dict[str, str], edges: dict[str, str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield '  <graph defaultedgetype="directed" mode="static">\n'
    for domain, types in (("node", nodes), ("edge", edges)):
        yield f'    <attributes class="{domain}" mode="static">\n'
        for number, (name, type_) in enumerate(types.items()):
            yield f'      <attribute id="{number}" title={quoteattr(name)} type="{type_}"/>\n'
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    for node, data in graph.nodes(data=True):
        label = _quoted(data.get("label", node))
        yield f"      <node id={_quoted(node)} label={label}>{_gexf_values(data, nodes)}</node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (source, target, key, data) in enumerate(graph.edges(keys=True, data=True)):
        yield (
            f'      <edge id="{number}" source={_quoted(source)} target={_quoted(target)} '
            f"label={_quoted(key)}>{_gexf_values(data, edges)}</edge>\n"
        )
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _gexf_values(data: Mapping[str, Value], types: Mapping[str, str]) -> str:
    values = "".join(
        f'<attvalue for="{number}" value={quoteattr(_text(data[name]))}/>'
        for number, name in enumerate(types)
        if name in data
    )
    return f"<attvalues>{values}</attvalues>" if values else ""


def write_cytoscape(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the graph in the JSON that Cytoscape and cytoscape.js open.

    Raises:
        KgError: the file cannot be written.
    """
    nodes = [
        {"data": {"id": node, "value": node, "name": data.get("label", node), **data}}
        for node, data in graph.nodes(data=True)
    ]
    edges = [
        {"data": {"id": f"e{i}", "source": source, "target": target, "interaction": key, **data}}
        for i, (source, target, key, data) in enumerate(graph.edges(keys=True, data=True))
    ]
    with written_whole(path) as stream:
        encoded = msgspec.json.encode(
            {"data": [], "directed": True, "multigraph": True, "elements": {"nodes": nodes, "edges": edges}}
        )
        stream.write(encoded + b"\n")


def write_neo4j(graph: nx.MultiDiGraph, nodes: Path, edges: Path) -> None:
    """Write two CSV files for ``neo4j-admin database import``: nodes and relationships.

    The header row carries the types; node labels are Paper, Claim, and the type of a concept with Concept.

    Raises:
        KgError: a file cannot be written.
    """
    fields = _typed(d for _, d in graph.nodes(data=True))
    with written_whole(nodes) as stream:
        header = ["id:ID", *(f"{n}:{t}" for n, t in fields.items()), ":LABEL"]
        rows = (
            [_clean(node), *(_cell(data.get(n)) for n in fields), _labels(data)]
            for node, data in graph.nodes(data=True)
        )
        stream.writelines(_csv([header]))
        stream.writelines(_csv(rows))
    fields = _typed(d for _, _, d in graph.edges(data=True))
    fields.pop("predicate", None)  # it is the type of the relationship
    with written_whole(edges) as stream:
        header = [":START_ID", *(f"{n}:{t}" for n, t in fields.items()), ":END_ID", ":TYPE"]
        lines = (
            [_clean(source), *(_cell(data.get(n)) for n in fields), _clean(target), str(key).upper()]
            for source, target, key, data in graph.edges(keys=True, data=True)
        )
        stream.writelines(_csv([header]))
        stream.writelines(_csv(lines))


def _labels(data: Mapping[str, Value]) -> str:
    kind = str(data.get("kind", "node")).capitalize()
    return f"{data['type']};{kind}" if "type" in data else kind


def _cell(value: Value | None) -> str:
    return "" if value is None else _text(value)


def _csv(rows: Iterable[list[str]]) -> Iterator[bytes]:
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue().encode()


def _attributes(graph: nx.MultiDiGraph) -> tuple[dict[str, str], dict[str, str]]:
    return _typed(d for _, d in graph.nodes(data=True)), _typed(d for _, _, d in graph.edges(data=True))


def _typed(attributes: Iterable[Mapping[str, Value]]) -> dict[str, str]:
    """The type of each attribute by name, sorted: the widest of its values' types, long < double < string."""
    rank = {int: 0, float: 1, str: 2}
    found: dict[str, int] = {}
    for data in attributes:
        for name, value in data.items():
            found[name] = max(found.get(name, 0), rank.get(type(value), 2))
    return {name: ("long", "double", "string")[found[name]] for name in sorted(found)}


def _quoted(value: object) -> str:
    return quoteattr(_clean(str(value)))


def _clean(text: str) -> str:
    """Text without the characters that XML 1.0 has no way to write."""
    return _NOT_XML.sub("", text)


def _text(value: Value) -> str:
    return repr(value) if isinstance(value, float) else _clean(str(value))
