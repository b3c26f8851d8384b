"""Runs steps in this process, one after the other: for one part of a job array, and to try things out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.progress import Unwatched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.progress import Watcher


class Here:
    """An engine without workers."""

    def __init__(self, watcher: Watcher | None = None) -> None:
        """Take who is told how many shards are done."""
        self._watcher = watcher or Unwatched()

    def map_shards(self, function: Callable[[str], str], shards: Sequence[str]) -> list[str]:
        """Return what ``function`` makes of each shard, in order.

        Raises:
            KgError: as ``function`` raised it.
        """
        made = []
        for done, shard in enumerate(shards):
            self._watcher.step(str(function), done, len(shards))
            made.append(function(shard))
        return made
