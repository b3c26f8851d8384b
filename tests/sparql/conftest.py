from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sparql_corpus import turtle

if TYPE_CHECKING:
    import pathlib


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Return an export folder that holds the small corpus."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "graph.ttl").write_text(turtle(), encoding="utf-8")
    return folder
