"""What a worker does with one shard, and what it is told.

A step takes the address of a shard and returns that of another, whose parts have the address and a suffix:
``.records`` for the next step, ``.counts`` for whoever adds them up, written last.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

import kg
from kg.confidence import confident
from kg.engine import shards
from kg.errors import KgError
from kg.incremental import Extractor
from kg.link import sharded
from kg.link.coordination import separated
from kg.link.vocabulary import Term, Vocabulary, bundled, joined
from kg.rdf.provenance import Provenance  # noqa: TC001 - read to decode settings
from kg.records import Extraction, Paper

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS, COUNTS = ".records", ".counts"


class Settings(msgspec.Struct, frozen=True):
    """What all steps of a build share."""

    code: str
    """Digest of the package, so that machines with different versions are told apart."""
    min_confidence: float
    base: str
    quads: bool
    """Whether RDF is written as N-Quads rather than N-Triples."""
    partitions: int
    """Parts that concepts, people and venues are divided into by their names."""
    top: int
    """Papers at most in the graph that is shown."""
    terms: tuple[Term, ...]
    """A user's vocabulary."""
    provenance: Provenance

    def vocabulary(self) -> Vocabulary:
        """Return the user's vocabulary joined with the bundled one."""
        return joined(Vocabulary(self.terms), bundled()) if self.terms else bundled()


class Question(msgspec.Struct):
    """What a shard is given of the sums over all shards."""

    shard: str
    frequency: dict[sharded.Name, int] = {}
    undefined: sharded.Undefined = msgspec.field(default_factory=sharded.Undefined)
    groups: list[int] = []
    """Number of the group of each use of the shard's names; -1 for none."""
    extracted: str = ""
    ids: list[str] = []
    """Concept id of each use of the shard's names; empty for none."""
    broader: list[tuple[str, str]] = []
    """Those of the shard's statements of a broader concept that hold."""


@dataclasses.dataclass(frozen=True)
class Extract:
    """Extracts the papers of a shard: `Paper` to `Extraction`."""

    room: str
    """Folder of the shards."""
    fingerprint: str
    """Of the model and its code, as the machine that leads the build has them."""
    model: str | None

    def __str__(self) -> str:
        """Return what it does, for people."""
        return "extracting"

    def __call__(self, shard: str) -> str:
        """Return the shard of extractions."""
        stem = f"{self.room}/extractions-{shards.name(self.fingerprint, _base(shard))}"
        if not shards.exists(stem + RECORDS):
            extractor = _extractor(self.model)
            if extractor.fingerprint != self.fingerprint:
                raise KgError(
                    f"the worker {socket.gethostname()} has another version of paperkg or of the model"
                )
            found = list(extractor.extract(shards.get(shard, list[Paper])))
            shards.put(stem + RECORDS, found)
        return stem


@dataclasses.dataclass(frozen=True)
class Step:
    """Does some work with a shard, unless it is done already."""

    room: str
    work: Callable[[Step, Settings, str, str], Any]
    """A function of a module: writes records to the address that it is given last, and returns the counts."""
    settings: str
    """Address of the `Settings`."""
    shared: str = ""
    """Address of what all shards are given."""

    def __str__(self) -> str:
        """Return what it does, for people."""
        return "linking" if self.work.__module__ == "kg.engine.linking" else "writing"

    def __call__(self, shard: str) -> str:
        """Return the shard that it makes."""
        settings = settings_at(self.settings)
        if settings.code != code():
            raise KgError(f"the worker {socket.gethostname()} has another version of paperkg")
        kind = self.work.__name__.replace("_", "-")
        stem = f"{self.room}/{kind}-{shards.name(_base(self.settings), _base(self.shared), _base(shard))}"
        if not shards.exists(stem + COUNTS):
            counts = self.work(self, settings, shard, stem)
            shards.put(stem + COUNTS, counts)
        return stem


def extractions(shard: str, settings: Settings) -> list[Extraction]:
    """Return the extractions of a shard as they are linked, without what was found with little confidence."""
    found = shards.get(shard + RECORDS, list[Extraction])
    return [separated(confident(extraction, settings.min_confidence)) for extraction in found]


@functools.cache
def code() -> str:
    """Return the digest of the package's own code and data, the model aside."""
    state = hashlib.sha256()
    room = Path(kg.__file__).parent
    for file in sorted((*room.rglob("*.py"), *room.glob("link/data/*"))):
        state.update(file.relative_to(room).as_posix().encode())
        state.update(file.read_bytes())
    return state.hexdigest()


def _base(address: str) -> str:
    return address.rpartition("/")[2]


@functools.lru_cache(maxsize=1)
def _extractor(model: str | None) -> Extractor:
    return Extractor(Path(model) if model else None)


@functools.lru_cache(maxsize=2)
def settings_at(address: str) -> Settings:
    """Return the settings of a build."""
    return shards.get(address, Settings)
