"""Takes the pictures of the page that README shows, of the graph that ``kg demo`` builds.

    python tests/view/pictures.py [--out .github]

Run it when the page looks different; the pictures are in git. It needs playwright with Chromium, and Pillow.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

from kg.build import build
from kg.resources import sample_path

ROOT = Path(__file__).parents[2]


class Picture(NamedTuple):
    """One picture: its name, where in the page, light or dark."""

    name: str
    address: str
    scheme: str = "light"


PICTURES = (
    Picture("page-light", ""),
    Picture("page-dark", "", "dark"),
    Picture("page-focus", "#node=dataset/imagenet&focus=dataset/imagenet"),
    Picture("page-paper", "#node=paper/{paper}"),
    Picture("page-table", "#view=table&node=method/resnet"),
)


def take(page_file: Path, out: Path) -> None:
    """Open ``page_file`` at each address and save what it shows."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, address, scheme in PICTURES:
            page = browser.new_page(
                viewport={"width": 1280, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
            )
            page.goto(page_file.as_uri())
            page.wait_for_selector("html[data-ready]", state="attached")
            paper = page.evaluate("paperkg.corpus.papers.id.find(id => id.startsWith('attention-is-all'))")
            page.goto(page_file.as_uri() + address.format(paper=paper))
            page.evaluate("async () => { await paperkg.settled; await paperkg.filling; }")
            page.evaluate(
                "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
            shot = Image.open(io.BytesIO(page.screenshot()))
            shot.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
                out / f"{name}.png", optimize=True
            )
            page.close()
        browser.close()


def main() -> None:
    """Build the demonstration graph and take its pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / ".github")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build(sample_path(), folder, title="Landmark papers")
        take(Path(folder) / "graph.html", options.out)


if __name__ == "__main__":
    main()
