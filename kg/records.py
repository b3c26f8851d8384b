"""The records that pass from room to room: frozen, typed, and JSON by themselves.

Offsets count Unicode code points in the stored text of the field, end exclusive.
"""

from __future__ import annotations

import enum
from typing import Literal

import msgspec

ConceptType = Literal["Method", "Dataset", "Task"]
Field = Literal["title", "abstract"]


class Role(enum.StrEnum):
    """What a concept is to a paper, strongest first: of several, the first holds."""

    INTRODUCES = "introduces"
    EVALUATES_ON = "evaluates_on"
    COMPARES_WITH = "compares_with"
    USES = "uses"
    STUDIES = "studies"
    MENTIONS = "mentions"


class ClaimKind(enum.StrEnum):
    """What sort of assertion a claim is."""

    PERFORMANCE = "performance"
    FINDING = "finding"
    THEORY = "theory"
    CAPABILITY = "capability"


class RelationKind(enum.StrEnum):
    """How one concept relates to another (SciER's definitions)."""

    USED_FOR = "used_for"
    PART_OF = "part_of"
    COMPARED_WITH = "compared_with"
    EVALUATED_WITH = "evaluated_with"
    TRAINED_WITH = "trained_with"
    BENCHMARK_FOR = "benchmark_for"
    BROADER = "broader"


class Record(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base of all records."""

    def to_json(self) -> bytes:
        """Return the record as one line of JSON, without the newline."""
        return msgspec.json.encode(self)


class Span(Record, frozen=True, omit_defaults=True):
    """A stretch of a paper's title or abstract."""

    field: Field
    start: int
    end: int


class Paper(Record, frozen=True, omit_defaults=True):
    """A research paper as its source gave it, text made readable."""

    id: str
    """Short, stable, safe in an IRI; a function of the paper's content (see kg.sources.identity)."""
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    keywords: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Where it was found: ``file name#place``, sorted. Directories only as far as they tell two files of one
    name apart, so that bytes do not depend on where they lie."""
    source_ids: tuple[str, ...] = ()
    """The identifiers or keys that the sources gave it, sorted."""

    def text(self, field: Field) -> str:
        """Return the stored text that offsets into ``field`` refer to."""
        return self.title if field == "title" else self.abstract


class Mention(Record, frozen=True, omit_defaults=True):
    """One occurrence of a concept in the text."""

    span: Span
    text: str
    entity: int
    """Index into ``Extraction.entities``."""
    confidence: float = 1.0


class Entity(Record, frozen=True, omit_defaults=True):
    """A concept as one paper has it: its mentions in the paper grouped under one name."""

    type: ConceptType
    name: str
    role: Role
    confidence: float = 1.0
    role_confidence: float = 1.0


class Abbreviation(Record, frozen=True, omit_defaults=True):
    """A short form that the paper defines, with its long form."""

    short: str
    long: str


class Claim(Record, frozen=True, omit_defaults=True):
    """A sentence that asserts a result of its paper."""

    span: Span
    text: str
    kind: ClaimKind
    about: tuple[int, ...] = ()
    """Indices into ``Extraction.entities``."""
    quantities: tuple[str, ...] = ()
    confidence: float = 1.0
    kind_confidence: float = 1.0


class Result(Record, frozen=True, omit_defaults=True):
    """A number that a paper reports, with what it was measured on."""

    value_text: str
    claim: int
    """Index into ``Extraction.claims``."""
    metric: str = ""
    method: int | None = None
    dataset: int | None = None
    task: int | None = None
    confidence: float = 1.0


class Relation(Record, frozen=True, omit_defaults=True):
    """Two entities related by a sentence: ``head kind tail``, read in that order."""

    head: int
    kind: RelationKind
    tail: int
    sentence: Span
    confidence: float = 1.0


class Extraction(Record, frozen=True, omit_defaults=True):
    """All that was found in one paper."""

    paper: Paper
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    claims: tuple[Claim, ...] = ()
    results: tuple[Result, ...] = ()
    relations: tuple[Relation, ...] = ()


class Concept(Record, frozen=True, omit_defaults=True):
    """One method, dataset or task across all papers."""

    id: str
    """``{type in lower case}/{slug}``, as in the IRI."""
    type: ConceptType
    label: str
    aliases: tuple[str, ...] = ()
    """Every other surface form, sorted."""
    paper_count: int = 0
    wikidata: str = ""
    """Wikidata item (``Q…``) where one is certain."""


class Evidence(Record, frozen=True, omit_defaults=True):
    """A sentence of a paper that supports a relation."""

    paper: str
    span: Span
    confidence: float = 1.0


class ConceptRelation(Record, frozen=True, omit_defaults=True):
    """Two concepts related, with every sentence that says so."""

    subject: str
    kind: RelationKind
    object: str
    evidence: tuple[Evidence, ...] = ()
    """Empty where the relation follows from names or a vocabulary rather than from a sentence."""
    confidence: float = 1.0


class Knowledge(Record, frozen=True, omit_defaults=True):
    """The linked corpus: what graph, RDF and page are made from. All parts in a fixed order."""

    extractions: tuple[Extraction, ...]
    """Sorted by paper id."""
    concepts: tuple[Concept, ...]
    """Sorted by id."""
    links: dict[str, tuple[str, ...]]
    """Paper id to the concept id of each of its entities, in the order of the entities."""
    relations: tuple[ConceptRelation, ...] = ()
    """Sorted by subject, kind, object; ``broader`` holds no cycle."""


class Skipped(Record, frozen=True, omit_defaults=True):
    """Input that became no paper, or was mended, and why."""

    source: str
    """File name, as in ``Paper.sources``."""
    place: str
    """Line, entry key or record number, as a person would look for it."""
    reason: str
