"""What the README shows is what happens: its commands run here, in order, and give what it says.

``python tests/test_readme.py`` puts what they give now into the README.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"^(time +)[\d.]+ (s|min)$", re.MULTILINE)


def shown(text: str) -> str:
    """Output without what differs from run to run: time, and space at the ends of lines."""
    return TIME.sub(r"\1…", "\n".join(line.rstrip() for line in text.splitlines()))


def rerun(text: str, folder: Path) -> str:
    """Return the README with every block of commands followed by what they give, run in ``folder``."""
    program = folder / "bin" / "kg"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kg "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    printed = ""

    def block(found: re.Match[str]) -> str:
        nonlocal printed
        language, body = found[1], found[2]
        if language == "bibtex":
            (folder / "papers.bib").write_text(body, encoding="utf-8")
        elif language == "python":
            out = io.StringIO()
            with contextlib.chdir(folder), contextlib.redirect_stdout(out):
                exec(compile(body, "README.md", "exec"), {})  # noqa: S102 - our own page
            printed = shown(out.getvalue()) + "\n"
        elif language == "text":
            body = printed
        elif language == "console":
            commands = [line for line in body.splitlines() if line.startswith("$ ")]
            parts = []
            for command in commands:
                done = subprocess.run(
                    ["sh", "-c", command.removeprefix("$ ")],
                    cwd=folder,
                    env=environment,
                    capture_output=True,
                    encoding="utf-8",
                    check=True,
                )
                parts.append(f"{command}\n{shown(done.stdout)}\n")
            body = "\n".join(parts)
        return f"```{language}\n{body}```"

    return BLOCK.sub(block, text)


def test_every_command_gives_what_the_readme_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = README.read_text(encoding="utf-8")
    assert rerun(text, tmp_path) == text


def test_files_that_it_links_to_are_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        README.write_text(rerun(README.read_text(encoding="utf-8"), Path(place)), encoding="utf-8")
