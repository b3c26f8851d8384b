"""What the tests of builds over shards compare."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import msgspec

from kg.engine import shards
from kg.engine.step import RECORDS, Settings, code
from kg.engine.walk import MANIFEST, Manifest, Walk
from kg.rdf.namespaces import DEFAULT_BASE
from kg.rdf.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.engine import Engine
    from kg.engine.walk import Whole
    from kg.link.curation import Correction
    from kg.records import Extraction

PROVENANCE = Provenance("1", "model", "sha256:0")


def lines(rdf: str) -> list[bytes]:
    """The statements of all shards of a folder, sorted; each shard is as the manifest says."""
    manifest = msgspec.json.decode(shards.read(f"{rdf}/{MANIFEST}"), type=Manifest)
    found = []
    for one in manifest.shards:
        packed = shards.read(f"{rdf}/{one.file}")
        content = gzip.decompress(packed)
        assert (len(packed), hashlib.sha256(packed).hexdigest()) == (one.bytes, one.sha256)
        assert one.file.startswith(f"part-{hashlib.sha256(content).hexdigest()[:24]}.")
        own = content.splitlines(keepends=True)
        assert len(own) == one.triples
        found += own
    assert len(found) == manifest.triples
    assert {one.file for one in manifest.shards} | {MANIFEST} == set(shards.listed(rdf))
    return sorted(found)


def linked_in_parts(
    parts: Sequence[Sequence[Extraction]],
    room: str | Path,
    engine: Engine,
    *,
    corrections: Sequence[Correction] = (),
    show: int = 10**9,
) -> tuple[Whole, str]:
    """What a walk makes of extractions that lie in parts, and the folder of its RDF."""
    room = shards.folder(str(room))
    extracted = [f"{room}/extractions-{number}" for number in range(len(parts))]
    for stem, part in zip(extracted, parts, strict=True):
        shards.put(stem + RECORDS, part)
    walk = Walk(engine, room, Settings(code(), 0.0, DEFAULT_BASE, False, 3, show, (), PROVENANCE))
    whole = walk.link(extracted, corrections)
    walk.tidy(whole.manifest)
    return whole, f"{room}/rdf"
