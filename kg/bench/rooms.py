"""Builds a graph and prints, as JSON, the seconds that it spent in each room; `kg.bench.run` starts it.

python -m kg.bench.rooms INPUT OUTPUT JOBS
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict

import msgspec

from kg.build import build

ROOMS = {
    "reading": "sources",
    "extracting": "extract",
    "linking": "link",
    "measuring": "graph",
    "writing graphml": "graph",
    "writing RDF": "rdf",
    "writing html": "view",
}
"""Stages of a build to the rooms that do them; of all others there is little: `REST`.

RDF that a process of its own writes beside other stages counts as far as the build waits for it."""
REST = "files"


class Rooms(msgspec.Struct, frozen=True):
    """What one build was."""

    papers: int
    concepts: int
    relations: int
    rooms: dict[str, float]
    """Seconds in each room, in the order of the walk."""


class Stopwatch:
    """Takes the time between the stages of which it is told."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._room = ""
        self._since = 0.0

    def step(self, name: str, done: int, total: int) -> None:  # noqa: ARG002  of a Watcher
        """Take note that a stage goes on, or another begins."""
        self.enter(ROOMS.get(name, REST))

    def note(self, line: str) -> None:
        """Pass the line on."""
        print(line, file=sys.stderr)

    def enter(self, room: str) -> None:
        """Take note that the work goes on in a room."""
        now = time.perf_counter()
        if self._room:
            self.seconds[self._room] += now - self._since
        self._room, self._since = room, now


def main() -> None:
    """Build, and print."""
    source, output, jobs = sys.argv[1:]
    watch = Stopwatch()
    built = build(source, output, jobs=int(jobs), watcher=watch)
    watch.enter(REST)
    rooms = {room: watch.seconds[room] for room in (*dict.fromkeys(ROOMS.values()), REST)}
    known = built.knowledge
    found = Rooms(len(known.extractions), len(known.concepts), len(known.relations), rooms)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
