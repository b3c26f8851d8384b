"""The page's scripts are typed (JSDoc) and each is small."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "kg" / "view" / "app"


def test_types_hold():
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    node = shutil.which("node")
    if not node or not compiler.exists():
        pytest.skip("no node with typescript: npm install --no-save typescript@5")
    told = subprocess.run(
        [node, compiler, "-p", APP / "jsconfig.json"], capture_output=True, text=True, check=False
    )
    assert told.stdout == ""


@pytest.mark.parametrize("script", sorted(APP.glob("*.js")), ids=lambda p: p.name)
def test_no_script_reads_markup(script):
    """Strings reach the page through textContent and attributes alone (see dom.js)."""
    source = script.read_text(encoding="utf-8")
    for sink in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "eval(",
        "new Function",
    ):
        assert sink not in source
    assert source.count("\n") <= 400
