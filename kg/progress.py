"""How a long run tells what it is doing."""

from __future__ import annotations

from typing import Protocol


class Watcher(Protocol):
    """Is told how a build goes on."""

    def step(self, name: str, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` parts of a stage are done; ``total`` is 0 where unknown."""

    def note(self, line: str) -> None:
        """Take note of something that the user should know."""


class Unwatched:
    """Tells nobody."""

    def step(self, name: str, done: int, total: int) -> None:
        """Do nothing."""

    def note(self, line: str) -> None:
        """Do nothing."""
