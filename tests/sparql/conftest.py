from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sparql_server
from sparql_corpus import turtle

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Return an export folder that holds the small corpus."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "graph.ttl").write_text(turtle(), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def server(export: pathlib.Path) -> Iterator[sparql_server.Server]:
    """Run a server over the small corpus, with the usual limits."""
    with sparql_server.running(export) as running:
        yield running


@pytest.fixture(scope="session")
def strict_server(export: pathlib.Path) -> Iterator[sparql_server.Server]:
    """Run a server over the small corpus, with limits that are easily met."""
    mebibyte = 1024 * 1024
    with sparql_server.running(
        export, seconds=1.5, at_once=2, patience=10, waiting=3, answer=mebibyte, memory=400 * mebibyte
    ) as running:
        yield running
