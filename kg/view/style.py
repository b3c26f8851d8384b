"""Colour and shape by type: Okabe and Ito's palette, safe for colour-blind readers, and a shape for each."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """How a type of node is drawn."""

    shape: str
    """A vis-network shape that keeps its label outside."""
    light: str
    dark: str
    """Fill on the light and on the dark page, both at least 3:1 against it (WCAG 1.4.11)."""


LOOKS = {
    "Method": Look("dot", "#0072B2", "#56B4E9"),
    "Dataset": Look("square", "#C77700", "#E69F00"),
    "Task": Look("triangle", "#00805D", "#1FBF93"),
    "Paper": Look("diamond", "#5F6672", "#A9B0BC"),
}
