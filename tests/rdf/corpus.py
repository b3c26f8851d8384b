"""A small linked corpus in our own words, and a plain linker for annotated papers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kg.records import (
    Claim,
    ClaimKind,
    Concept,
    ConceptRelation,
    Entity,
    Evidence,
    Extraction,
    Knowledge,
    Mention,
    Paper,
    RelationKind,
    Result,
    Role,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

_ABSTRACT = "We train TinyNet with Adam on PetPhotos. TinyNet reaches 91.5% accuracy, 2 points over BigNet."
_OTHER = "Adam needs little memory. We prove that it converges."


def _mention(paper: str, form: str, entity: int, confidence: float = 1.0, nth: int = 0) -> Mention:
    start = [m.start() for m in re.finditer(re.escape(form), paper)][nth]
    return Mention(Span("abstract", start, start + len(form)), form, entity, confidence)


def small() -> Knowledge:
    """Two papers that share Adam, with every kind of statement in them."""
    first = Extraction(
        paper=Paper(
            id="tiny-nets",
            title="TinyNet: small networks for pets",
            abstract=_ABSTRACT,
            authors=("Ada Example", "Bo Sample", "Ada Example"),
            year=2024,
            venue="Journal of Examples",
            doi="10.1000/182",
            arxiv="2401.01234",
            url="https://example.org/papers?id=1&v=2",
            keywords=("pets",),
            sources=("a.bib#tiny",),
            source_ids=("tiny",),
        ),
        entities=(
            Entity("Method", "TinyNet", Role.INTRODUCES),
            Entity("Method", "Adam", Role.USES),
            Entity("Dataset", "PetPhotos", Role.EVALUATES_ON),
            Entity("Method", "BigNet", Role.COMPARES_WITH),
            Entity("Task", "image classification", Role.MENTIONS),
        ),
        mentions=(
            Mention(Span("title", 0, 7), "TinyNet", 0),
            _mention(_ABSTRACT, "TinyNet", 0, 0.975),
            _mention(_ABSTRACT, "Adam", 1),
            _mention(_ABSTRACT, "PetPhotos", 2, 0.5),
            _mention(_ABSTRACT, "BigNet", 3),
        ),
        claims=(
            Claim(
                Span("abstract", 41, len(_ABSTRACT)),
                _ABSTRACT[41:],
                ClaimKind.PERFORMANCE,
                about=(0, 3),
                quantities=("91.5%", "2 points"),
                confidence=0.9,
            ),
        ),
        results=(Result("91.5%", 0, metric="accuracy", method=0, dataset=2, task=4, confidence=0.8),),
    )
    second = Extraction(
        paper=Paper(id="adam-again", title="Adam, again", abstract=_OTHER, authors=("Bo Sample",)),
        entities=(
            Entity("Method", "Adam", Role.STUDIES),
            Entity("Dataset", "PetPhotos", Role.MENTIONS),
            Entity("Method", "adam optimiser", Role.USES),
        ),
        mentions=(_mention(_OTHER, "Adam", 0), Mention(Span("title", 0, 4), "Adam", 0)),
        claims=(Claim(Span("abstract", 26, 53), _OTHER[26:53], ClaimKind.THEORY, about=(0,)),),
    )
    concepts = (
        Concept("dataset/petphotos", "Dataset", "PetPhotos"),
        Concept("method/adam", "Method", "Adam", ("adam optimiser", "ADAM"), wikidata="Q1"),
        Concept("method/bignet", "Method", "BigNet"),
        Concept("method/tinynet", "Method", "TinyNet"),
        Concept("task/image-classification", "Task", "image classification"),
    )
    sentence = Evidence("tiny-nets", Span("abstract", 0, 40), 0.7)
    return Knowledge(
        extractions=(second, first),
        concepts=concepts,
        links={
            "adam-again": ("method/adam", "dataset/petphotos", "method/adam"),
            "tiny-nets": (
                "method/tinynet",
                "method/adam",
                "dataset/petphotos",
                "method/bignet",
                "task/image-classification",
            ),
        },
        relations=(
            ConceptRelation(
                "method/adam", RelationKind.USED_FOR, "task/image-classification", (sentence,), 0.7
            ),
            ConceptRelation("method/tinynet", RelationKind.BROADER, "method/bignet"),
            ConceptRelation(
                "method/tinynet",
                RelationKind.COMPARED_WITH,
                "method/bignet",
                (Evidence("tiny-nets", Span("abstract", 41, len(_ABSTRACT))),),
            ),
        ),
    )


def linked(extractions: Iterable[Extraction]) -> Knowledge:
    """Link by the plainest rule: same type and same name, one concept."""
    papers = sorted(extractions, key=lambda e: e.paper.id)
    forms: dict[str, tuple[str, str, set[str]]] = {}
    links: dict[str, tuple[str, ...]] = {}
    for extraction in papers:
        ids = []
        for number, entity in enumerate(extraction.entities):
            slug = re.sub(r"\W+", "-", entity.name.casefold()).strip("-")
            identifier = f"{entity.type.lower()}/{slug}"
            ids.append(identifier)
            _, _, aliases = forms.setdefault(identifier, (entity.type, entity.name, set()))
            aliases.update(m.text for m in extraction.mentions if m.entity == number)
        links[extraction.paper.id] = tuple(ids)
    concepts = tuple(
        Concept(identifier, type=kind, label=label, aliases=tuple(sorted(aliases - {label})))  # type: ignore[arg-type]
        for identifier, (kind, label, aliases) in sorted(forms.items())
    )
    return Knowledge(tuple(papers), concepts, links)
