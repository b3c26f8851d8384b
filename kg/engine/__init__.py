"""Builds on many machines: the rooms on shards, behind one small interface that an engine offers."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kg.progress import Watcher


class Engine(Protocol):
    """Calls a function on shards, somewhere."""

    def map_shards(self, function: Callable[[str], str], shards: Sequence[str]) -> Sequence[str]:
        """Return what ``function`` makes of each shard, in order.

        Args:
            function: takes the address of a shard and returns that of another, which is written when it
                returns. Called again on the same shard it does the same, so an engine may repeat it. It can
                be pickled, and its text says what it does.
            shards: addresses that every machine can reach.

        Raises:
            KgError: as ``function`` raised it.
        """


@contextlib.contextmanager
def opened(name: str, scheduler: str | None = None, watcher: Watcher | None = None) -> Iterator[Engine]:
    """Give the engine called ``name``: ``dask``, or ``here``, which has no workers.

    Args:
        name: of the engine.
        scheduler: address of Dask's scheduler; by default workers are started on this machine.
        watcher: told how many shards are done.

    Raises:
        KgError: it is not known or installed, or the scheduler does not answer.
    """
    if name == "here" and scheduler is None:
        from kg.engine.here import Here  # noqa: PLC0415  an engine loads when it is asked for

        yield Here(watcher)
    elif name == "dask":
        from kg.engine.dask import Dask  # noqa: PLC0415

        with Dask(scheduler, watcher=watcher) as engine:
            yield engine
    elif name == "here":
        raise KgError(f"scheduler {scheduler}: needs --engine dask")
    else:
        raise KgError(f"engine {name!r}: not known; choose dask, or here for this process alone")
