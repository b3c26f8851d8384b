"""A process that extracts papers for another: chunks come on standard input, answers go to standard output.

A frame is four bytes of length and as many of JSON. The process ends when its input ends, so that none is
left behind whatever becomes of the one that started it.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from pathlib import Path
from typing import IO

import msgspec

from kg.errors import KgError
from kg.records import Extraction, Paper

HEADER = struct.Struct(">I")


class Answer(msgspec.Struct, omit_defaults=True):
    """What became of a chunk."""

    extractions: list[Extraction] = []
    failure: str = ""
    """A line for the user where the chunk cannot be extracted, whoever tries."""


def send(stream: IO[bytes], message: object) -> None:
    """Write a frame."""
    data = msgspec.json.encode(message)
    stream.write(HEADER.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Return the content of the next frame.

    Raises:
        EOFError: the stream ended before or within it.
    """
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        raise EOFError
    (length,) = HEADER.unpack(header)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def main() -> None:
    """Extract chunks with the model in the folder that the first argument names, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one sees to it
    chunks = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    from kg.extract.pipeline import extract, load  # noqa: PLC0415  after the ends of the pipes are safe

    try:
        nlp = load(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
        send(answers, Answer())  # ready
        while True:
            papers = msgspec.json.decode(receive(chunks), type=list[Paper])
            send(answers, Answer(list(extract(papers, nlp))))
    except EOFError:
        return
    except KgError as error:
        send(answers, Answer(failure=str(error)))


if __name__ == "__main__":
    main()
