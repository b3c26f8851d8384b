"""Runs steps on Dask distributed: the cores of this machine, or the workers of a scheduler.

Dask runs the shards of a worker that dies again on the others; a shard that was written meanwhile is found
and not made again. Workers need this package in the same version and a folder of shards that all can reach.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.progress import Unwatched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import Self

    from kg.progress import Watcher

WAIT = 10
"""Seconds in which a running scheduler must answer."""
START = 60
"""Seconds in which one that is started on this machine must, and twice as many for its workers, which start
slowly on a busy machine."""
DEATHS = 5
"""Workers that may die over one shard before the shard is blamed."""


class Dask:
    """An engine with workers on this machine or at a scheduler's address; use it in a ``with`` block."""

    def __init__(
        self, scheduler: str | None = None, *, workers: int | None = None, watcher: Watcher | None = None
    ) -> None:
        """Say where to run.

        Args:
            scheduler: address of a running scheduler, such as ``tcp://host:8786``; by default workers are
                started on this machine.
            workers: how many to start on this machine; by default one for each core.
            watcher: told how many shards are done.
        """
        self._scheduler = scheduler
        self._workers = workers
        self._watcher = watcher or Unwatched()
        self._client: Any = None
        self._cluster: Any = None

    def __enter__(self) -> Self:
        try:
            import dask  # noqa: PLC0415  comes with an extra
            import distributed  # noqa: PLC0415
        except ImportError as error:
            raise KgError("the engine dask is not installed: pip install 'paperkg[dask]'") from error
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": DEATHS,
                "distributed.comm.timeouts.connect": f"{2 * START}s",
            }
        )
        try:
            if self._scheduler is None:
                # Each a process with one thread, and its nanny gives it one math thread. Without a limit of
                # memory: Dask pauses workers near theirs for ever, where the model alone takes them there.
                self._cluster = distributed.LocalCluster(
                    n_workers=self._workers or _cores(),
                    threads_per_worker=1,
                    processes=True,
                    memory_limit=0,
                    dashboard_address=None,
                    silence_logs="CRITICAL",
                )
                self._client = distributed.Client(self._cluster, timeout=START)
            else:
                self._watcher.note(f"waiting for scheduler {self._scheduler}, {WAIT} s at most")
                _greeted(self._scheduler)
                self._client = distributed.Client(self._scheduler, timeout=WAIT)
        except MemoryError as error:  # Dask takes another server's text for a length
            self.__exit__(None, None, None)
            raise KgError(f"scheduler {self._scheduler}: what answers there is no scheduler") from error
        except (OSError, TimeoutError, ValueError) as error:
            self.__exit__(None, None, None)
            raise KgError(f"scheduler {self._scheduler}: cannot be reached: {error}") from error
        if not self._client.scheduler_info()["workers"]:
            self._watcher.note(f"scheduler {self._scheduler}: has no workers yet; the build waits for them")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for opened in (self._client, self._cluster):
            if opened is not None:
                opened.close()
        self._client = self._cluster = None

    def map_shards(self, function: Callable[[str], str], shards: Sequence[str]) -> list[str]:
        """Return what ``function`` makes of each shard, in order.

        Raises:
            KgError: as ``function`` raised it, or workers died over one shard again and again.
        """
        import distributed  # noqa: PLC0415

        stage = str(function)
        self._watcher.step(stage, 0, len(shards))
        futures = self._client.map(function, shards, pure=False, key=stage.replace(" ", "-"))
        try:
            for done, _ in enumerate(distributed.as_completed(futures), start=1):
                self._watcher.step(stage, done, len(shards))
            return [str(found) for found in self._client.gather(futures)]
        except distributed.KilledWorker as error:
            raise KgError(f"{stage}: {DEATHS} workers died over one shard: {error}") from error
        except ImportError as error:
            raise KgError(f"{stage}: the workers lack what this machine has: {error}") from error
        finally:
            self._client.cancel(futures)


def _greeted(scheduler: str) -> None:
    """Exchange greetings with a scheduler: where one is deaf, a client beside others waits for ever.

    Raises:
        OSError: it does not answer in time.
        ValueError: not an address.
    """
    from distributed.comm import connect  # noqa: PLC0415  comes with an extra

    async def greet() -> None:
        comm = await connect(scheduler, timeout=WAIT)
        await comm.close()

    def run() -> None:
        asyncio.run(asyncio.wait_for(greet(), WAIT))

    with ThreadPoolExecutor(1) as thread:  # a notebook's own thread has an event loop that runs
        thread.submit(run).result()


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
