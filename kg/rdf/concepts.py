"""What an export says about one concept: itself, its relations and its co-occurrences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.rdf import iris
from kg.rdf.namespaces import ITSRDF, KGO, RDF_TYPE, SKOS, WIKIDATA_ENTITY
from kg.rdf.papers import span_iri
from kg.rdf.terms import Node, Properties, Term, confidence, integer, text
from kg.records import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.records import Concept, ConceptRelation

RELATION_PROPERTIES = {
    RelationKind.BROADER: SKOS + "broader",
    RelationKind.USED_FOR: KGO + "usedFor",
    RelationKind.PART_OF: KGO + "partOf",
    RelationKind.COMPARED_WITH: KGO + "comparedWith",
    RelationKind.EVALUATED_WITH: KGO + "evaluatedWith",
    RelationKind.TRAINED_WITH: KGO + "trainedWith",
    RelationKind.BENCHMARK_FOR: KGO + "benchmarkFor",
}
LEAST_TOGETHER = 2
"""Papers that two concepts must share for their co-occurrence to be stated: once may be chance, and is
most of all pairs."""


class ConceptIndex:
    """Which papers concern which concept, and which relations start from it."""

    def __init__(self, base: str, links: Mapping[str, Sequence[str]], relations: Sequence[ConceptRelation]):
        """Index the linked corpus.

        Args:
            base: start of every IRI.
            links: paper id to concept ids.
            relations: links between concepts.
        """
        self.base = base
        self._of_paper = [tuple(dict.fromkeys(concepts)) for _, concepts in sorted(links.items())]
        self._papers: dict[str, list[int]] = {}
        for number, concepts in enumerate(self._of_paper):
            for concept in concepts:
                self._papers.setdefault(concept, []).append(number)
        self._relations: dict[str, list[ConceptRelation]] = {}
        for relation in relations:
            self._relations.setdefault(relation.subject, []).append(relation)

    def paper_count(self, concept: str) -> int:
        """Return how many papers concern the concept."""
        return len(self._papers.get(concept, ()))

    def relations(self, concept: str) -> Sequence[ConceptRelation]:
        """Return the relations that start from the concept."""
        return self._relations.get(concept, ())

    def together(self, concept: str) -> Iterator[tuple[str, int]]:
        """Yield each concept of a later id that shares papers with ``concept``, and how many, by id."""
        counts = Counter(
            other
            for number in self._papers.get(concept, ())
            for other in self._of_paper[number]
            if other > concept
        )
        yield from sorted((c, n) for c, n in counts.items() if n >= LEAST_TOGETHER)


def concept_nodes(concept: Concept, index: ConceptIndex, concept_iris: Mapping[str, str]) -> Iterator[Node]:
    """Yield the concept's node, then its relations and co-occurrences."""
    iri = concept_iris[concept.id]
    label = text(concept.label)
    said: Properties = {
        RDF_TYPE: [KGO + concept.type, SKOS + "Concept"],
        SKOS + "prefLabel": [label],
    }
    if others := dict.fromkeys(alias for form in concept.aliases if (alias := text(form)) != label):
        said[SKOS + "altLabel"] = list(others)
    said[SKOS + "inScheme"] = [index.base + "concept"]
    related: dict[str, list[Term]] = {}
    for relation in index.relations(concept.id):
        related.setdefault(RELATION_PROPERTIES[relation.kind], []).append(concept_iris[relation.object])
    said |= related
    said[KGO + "paperCount"] = [integer(index.paper_count(concept.id))]
    if concept.wikidata:
        said[SKOS + "exactMatch"] = [WIKIDATA_ENTITY + iris.segment(concept.wikidata)]
    yield Node(iri, said)
    for relation in index.relations(concept.id):
        yield _relation(relation, iri, concept_iris[relation.object], index.base)
    for other, papers in index.together(concept.id):
        yield Node(
            f"{iri}#with/{concept_iris[other].removeprefix(index.base + 'concept/')}",
            {
                RDF_TYPE: [KGO + "CoOccurrence"],
                KGO + "between": [iri, concept_iris[other]],
                KGO + "paperCount": [integer(papers)],
            },
        )


def _relation(relation: ConceptRelation, subject: str, target: str, base: str) -> Node:
    said: Properties = {
        RDF_TYPE: [KGO + "Relation"],
        KGO + "subject": [subject],
        KGO + "predicate": [RELATION_PROPERTIES[relation.kind]],
        KGO + "object": [target],
    }
    if relation.evidence:
        places = sorted(
            {(e.paper, e.span.field, e.span.start, e.span.end): e for e in relation.evidence}.items()
        )
        papers: dict[str, Term] = {e.paper: iris.paper(base, e.paper) for _, e in places}
        said[KGO + "supportedBy"] = list(papers.values())
        said[KGO + "evidence"] = [span_iri(iris.paper(base, e.paper), "sentence_", e.span) for _, e in places]
        said[KGO + "paperCount"] = [integer(len(papers))]
    said[ITSRDF + "taConfidence"] = [confidence(relation.confidence)]
    return Node(f"{subject}#{relation.kind.value}/{target.removeprefix(base + 'concept/')}", said)
