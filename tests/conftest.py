"""What tests of the whole walk share: the command, papers, and graphs built once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg as library
from kg.records import Role
from kg.resources import sample_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.library import Build

    Kg = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
# So that tests find the modules that they share as tests.…; kg is imported by now, as it is installed.
sys.path.insert(0, str(ROOT))


@pytest.fixture(scope="session")
def listing() -> Path:
    """The listing that the project was asked to turn into a graph."""
    path = SHARED / "data" / "seed" / "papers.txt"
    if not path.exists():
        pytest.skip("no development data at ../shared/data")
    return path


@pytest.fixture(scope="session")
def kg() -> Kg:
    """Runs ``kg`` in a process of its own and returns its outcome, output as text."""

    def run(
        *arguments: object, stdin: str = "", cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "kg", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **environment},
            cwd=cwd,
            check=False,
            timeout=600,
        )

    return run


@pytest.fixture(scope="session")
def sample() -> Build:
    """The graph of the landmark papers, in memory."""
    return library.build(sample_path(), title="Landmark papers")


@pytest.fixture(scope="session")
def sample_folder(sample: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of that graph."""
    folder = tmp_path_factory.mktemp("sample")
    sample.export(folder)
    return folder


@pytest.fixture(scope="session")
def introduced(sample: Build) -> tuple[str, str]:
    """The name of a concept that a paper of the sample introduces, and the title of the paper."""
    labels = {c.id: c.label for c in sample.knowledge.concepts}
    for extraction in sample.knowledge.extractions:
        links = sample.knowledge.links[extraction.paper.id]
        for entity, concept in zip(extraction.entities, links, strict=True):
            if entity.role == Role.INTRODUCES and entity.type == "Method":
                return labels[concept], extraction.paper.title
    raise AssertionError("no landmark paper introduces a method")


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Six of the landmark papers as JSON Lines: enough where the papers do not matter."""
    lines = sample_path().read_text(encoding="utf-8").splitlines()[:6]
    assert all(json.loads(line)["abstract"] for line in lines)
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
