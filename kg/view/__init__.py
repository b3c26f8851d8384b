"""The graph as one HTML page that opens anywhere: no network, no server, no installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyvis.network import Network

    from kg.graph.measures import Community
    from kg.records import Knowledge

__all__ = ["network", "write_page"]


def write_page(
    knowledge: Knowledge,
    path: Path,
    *,
    title: str,
    communities: Sequence[Community] | None = None,
    provenance: dict[str, str] | None = None,
    base: str = "https://w3id.org/paperkg/",
) -> None:
    """Write ``knowledge`` to ``path`` as a self-contained page.

    Args:
        knowledge: The linked corpus; its order fixes the order of the page's data.
        path: The HTML file; it appears whole or not at all.
        title: Heading of the page; text, never markup.
        communities: Those of ``kg.graph.measures.communities``, where they are known already.
        provenance: What the page was built from and by, as label and text, in the order to show. Under
            the labels ``RDF`` and ``Data`` the names of files beside the page become links.
        base: IRI that the Turtle saved from the page starts its names with.

    Raises:
        KgError: ``path`` cannot be written.
    """
    from kg.files import written_whole  # noqa: PLC0415
    from kg.view.page import render  # noqa: PLC0415  (pyvis takes a second to import)

    html = render(
        knowledge,
        communities=_communities(knowledge, communities),
        title=title,
        provenance=provenance or {},
        base=base,
    )
    with written_whole(path) as stream:
        stream.write(html)


def network(knowledge: Knowledge, *, communities: Sequence[Community] | None = None) -> Network:
    """Return what the page draws first as a pyvis ``Network``, for notebooks and own templates.

    Nodes carry label, shape, colour, size and position, edges a width; physics is off.
    """
    from kg.view.corpus import Corpus  # noqa: PLC0415
    from kg.view.model import to_pyvis  # noqa: PLC0415
    from kg.view.overview import overview  # noqa: PLC0415

    return to_pyvis(overview(Corpus(knowledge), _communities(knowledge, communities)))


def _communities(knowledge: Knowledge, given: Sequence[Community] | None) -> Sequence[Community]:
    if given is not None:
        return given
    from kg.graph.measures import communities  # noqa: PLC0415  (networkx takes a second to import)

    return communities(knowledge)
