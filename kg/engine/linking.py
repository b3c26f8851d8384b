"""The linker's steps on shards (`kg.link.sharded`)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from kg.engine import shards
from kg.engine.step import COUNTS, RECORDS, Question, Settings, Step, extractions, settings_at
from kg.link import sharded
from kg.link.uses import PaperUses, Use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.link.keys import Namer


def define(_: Step, settings: Settings, shard: str, stem: str) -> sharded.Definitions:
    """Collect the uses of concepts in a shard of extractions."""
    papers, counts = sharded.define(extractions(shard, settings))
    shards.put(stem + RECORDS, papers)
    return counts


def spell(step: Step, _: Settings, shard: str, stem: str) -> dict[sharded.Name, int]:
    """Fold the names in a shard of uses."""
    papers = shards.get(shard + RECORDS, list[PaperUses])
    counts = sharded.spell(papers, _namer(step.settings, step.shared))
    shards.put(stem + RECORDS, papers)
    return counts


def name(step: Step, _: Settings, question: str, stem: str) -> sharded.Undefined:
    """Give the uses with a long form their keys."""
    asked = shards.get(question, Question)
    papers = shards.get(asked.shard + RECORDS, list[PaperUses])
    counts = sharded.name(papers, _namer(step.settings, step.shared), asked.frequency)
    shards.put(stem + RECORDS, papers)
    return counts


def resolve(step: Step, _: Settings, question: str, stem: str) -> sharded.Names:
    """Give all other uses their keys."""
    asked = shards.get(question, Question)
    papers = shards.get(asked.shard + RECORDS, list[PaperUses])
    places, counts = sharded.resolve(papers, _namer(step.settings, step.shared), asked.undefined)
    shards.put(stem + RECORDS, places)
    return counts


def count(_: Step, __: Settings, question: str, ___: str) -> dict[int, sharded.Count]:
    """Count the groups of names."""
    asked = shards.get(question, Question)
    return sharded.count(*places_of(asked.shard), asked.groups)


def places_of(shard: str) -> tuple[list[list[int]], Sequence[Use]]:
    """Return for each paper of a shard that was resolved the places of its uses in the list beside."""
    places = shards.get(shard + RECORDS, list[list[int]])
    return places, shards.get(shard + COUNTS, sharded.Names).uses


@functools.lru_cache(maxsize=1)
def _namer(settings: str, senses: str) -> Namer:
    return shards.get(senses, sharded.SettledSenses).namer(settings_at(settings).vocabulary())
