"""The first view as a pyvis network: filled in bulk, placed, without physics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyvis.network import Network

from kg.view.overview import radius
from kg.view.style import LOOKS

if TYPE_CHECKING:
    from kg.view.overview import Overview

OPTIONS = """{
  "physics": {"enabled": false},
  "layout": {"improvedLayout": false},
  "nodes": {"borderWidth": 0},
  "edges": {"smooth": false},
  "interaction": {"hover": true, "selectConnectedEdges": false, "keyboard": false}
}"""


def to_pyvis(view: Overview) -> Network:
    """Return ``view`` as a directed pyvis ``Network``; its ids are the concepts' ids."""
    corpus = view.corpus
    concepts, support = corpus.knowledge.concepts, corpus.support
    most = max(support, default=1)
    net = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    net.set_options(OPTIONS)
    # add_node and add_edge search all that is there for each new one: 44 s for 10,000 nodes.
    net.nodes = [
        {
            "id": concepts[c].id,
            "label": concepts[c].label,
            "shape": LOOKS[concepts[c].type].shape,
            "color": LOOKS[concepts[c].type].light,
            "size": radius(support[c], most),
            "x": view.places[c][0],
            "y": view.places[c][1],
        }
        for c in view.shown
    ]
    net.node_ids = [node["id"] for node in net.nodes]
    net.node_map = {node["id"]: node for node in net.nodes}
    net.edges = [
        {
            "from": concepts[tie.a].id,
            "to": concepts[tie.b].id,
            "width": round(1 + min(tie.papers, 16) ** 0.5 / 2, 2),
            "arrows": "",
        }
        for tie in view.ties
    ]
    return net
