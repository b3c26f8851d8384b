"""What the server and its worker processes say to each other: frames of a kind, a length and bytes."""

from __future__ import annotations

import struct
from typing import Literal

import msgspec

HEADER = struct.Struct(">cI")
"""The kind of a frame, one byte, and the length of what follows."""

JOB = b"J"
READY = b"R"
"""The worker has opened its store: a ``Done``."""
TYPE = b"T"
"""The media type of the answer, as text; its bytes follow."""
DATA = b"D"
END = b"E"
"""The answer is complete: a ``Done``."""
FAILED = b"F"
"""There is no answer: a ``Failure``."""


class Job(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a worker is asked to do."""

    task: Literal["query", "bind", "search", "base"]
    text: str = ""
    """SPARQL; for ``bind`` the name of a query; for ``search`` what was typed."""
    accept: str = ""
    parameters: dict[str, str] = {}
    strict: bool = False
    """For ``bind``: a missing parameter is an error, else the query stays unbound."""
    limit: int = 0
    """How many bytes of answer are allowed; 0 for any number."""
    seconds: float = 0.0
    """After how long the worker gives up by itself, should the server be gone; 0 for never."""


class Done(msgspec.Struct, frozen=True):
    """How the worker is after a job."""

    peak_memory: int
    """Bytes, since the worker began."""


class Failure(msgspec.Struct, frozen=True):
    """Why a job has no answer."""

    status: int
    """As in HTTP."""
    message: str
    peak_memory: int = 0
    """Bytes, since the worker began."""


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return one frame."""
    return HEADER.pack(kind, len(payload)) + payload
