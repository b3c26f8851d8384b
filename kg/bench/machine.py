"""What a benchmark ran on."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

import msgspec

from kg import __version__
from kg.workers import cores

_PACKAGES = ("numpy", "spacy", "msgspec", "networkx", "pyoxigraph")


class Machine(msgspec.Struct, frozen=True):
    """A machine and its software."""

    processor: str
    cores: int
    """Those that this process may use."""
    memory_gb: float
    system: str
    python: str
    packages: dict[str, str]
    """Names to versions."""


def machine() -> Machine:
    """Return what this is; what cannot be told is empty or zero."""
    return Machine(
        processor=_processor(),
        cores=cores(),
        memory_gb=round(_memory() / 1e9, 1),
        system=platform.system(),
        python=platform.python_version(),
        packages={"paperkg": __version__} | {name: metadata.version(name) for name in _PACKAGES},
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0
