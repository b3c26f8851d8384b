"""What an export says about one paper: itself, its texts, mentions, claims and results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.rdf import bibliography, iris
from kg.rdf.namespaces import ITSRDF, KGO, MLS, NIF, RDF_TYPE, SCHEMA
from kg.rdf.numbers import read_number
from kg.rdf.terms import Literal, Node, Properties, Term, clean, confidence, decimal, integer, literals, text
from kg.records import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kg.records import Claim, Extraction, Field, Mention, Result, Span

ROLE_PROPERTIES = {
    Role.INTRODUCES: KGO + "introduces",
    Role.EVALUATES_ON: KGO + "evaluatesOn",
    Role.COMPARES_WITH: KGO + "comparesWith",
    Role.USES: KGO + "uses",
    Role.STUDIES: KGO + "studies",
    Role.MENTIONS: KGO + "mentionsConcept",
}
_STRENGTH = {role: place for place, role in enumerate(Role)}
_FIELDS: tuple[Field, ...] = ("title", "abstract")
_ANCHOR_OF = NIF + "anchorOf"
_BEGIN_INDEX = NIF + "beginIndex"
_END_INDEX = NIF + "endIndex"
_REFERENCE_CONTEXT = NIF + "referenceContext"
_TA_IDENT_REF = ITSRDF + "taIdentRef"
_TA_CONFIDENCE = ITSRDF + "taConfidence"
_CLAIM_TYPES: list[Term] = [KGO + "Claim", SCHEMA + "Claim", NIF + "Sentence"]
_MENTION_TYPES: list[Term] = [KGO + "Mention", NIF + "Phrase"]
_SENTENCE_TYPES: list[Term] = [NIF + "Sentence"]
_RESULT_TYPES: list[Term] = [KGO + "Result", MLS + "ModelEvaluation"]


def roles(extraction: Extraction, concepts: Sequence[str]) -> dict[str, Role]:
    """Return concept id to its role in the paper, strongest role first, then by id.

    Where several entities of the paper are one concept, the strongest role holds. Only a dataset can
    be evaluated on; of another concept that says it is used.
    """
    found: dict[str, Role] = {}
    for entity, concept in zip(extraction.entities, concepts, strict=True):
        role = entity.role
        if role is Role.EVALUATES_ON and not concept.startswith("dataset/"):
            role = Role.USES
        if concept not in found or _STRENGTH[role] < _STRENGTH[found[concept]]:
            found[concept] = role
    return dict(sorted(found.items(), key=lambda item: (_STRENGTH[item[1]], item[0])))


def span_iri(paper: str, kind: str, span: Span) -> str:
    """Return the IRI of a stretch of a paper's text; ``kind`` is empty for a mention."""
    return f"{paper}#{kind}{span.field}_{span.start}_{span.end}"


class PaperNodes:
    """Makes the nodes of one paper."""

    def __init__(
        self, base: str, extraction: Extraction, concepts: Sequence[str], concept_iris: Mapping[str, str]
    ) -> None:
        """Bind the paper.

        Args:
            base: start of every IRI.
            extraction: what was found in the paper.
            concepts: concept id of each entity.
            concept_iris: concept id to IRI.
        """
        self._base = base
        self._extraction = extraction
        self._paper = extraction.paper
        self._ids = concepts
        self._concepts = [concept_iris[c] for c in concepts]
        self._iri = iris.paper(base, self._paper.id)
        self._concept_iris = concept_iris
        self._authors = bibliography.people(base, self._paper)
        self._texts = {field: clean(self._paper.text(field)) for field in _FIELDS}
        """What mentions and claims are cut from; cleaned once, as offsets stay right."""
        self._contexts: dict[Field, list[Term]] = {field: [f"{self._iri}#{field}"] for field in _FIELDS}

    def nodes(self, evidence: Collection[Span] = ()) -> Iterator[Node]:
        """Yield the paper's node, then those of its parts.

        Args:
            evidence: sentences that support a relation between concepts.
        """
        claims = self._claims()
        results = list(enumerate(self._extraction.results, start=1))
        yield self._main([span_iri(self._iri, "sentence_", c) for c in claims], len(results))
        for subject, said in bibliography.authorships(self._iri, self._authors):
            yield self._node(subject, said)
        for field in _FIELDS:
            if content := self._paper.text(field):
                yield self._node(
                    f"{self._iri}#{field}",
                    {
                        RDF_TYPE: [NIF + "Context"],
                        NIF + "isString": [text(content)],
                        KGO + "partOfPaper": [self._iri],
                    },
                )
        yield from self._mentions()
        for span, same in claims.items():
            yield self._claim(span, same)
        for span in sorted(set(evidence) - set(claims), key=lambda s: (s.field != "title", s.start, s.end)):
            yield self._node(span_iri(self._iri, "sentence_", span), self._in_text(_SENTENCE_TYPES, span))
        for number, result in results:
            yield self._result(number, result)

    def _node(self, subject: str, properties: Properties) -> Node:
        return Node(subject, properties, self._iri)

    def _main(self, claims: list[str], results: int) -> Node:
        said = bibliography.statements(self._base, self._iri, self._paper, self._authors)
        by_role: dict[str, list[Term]] = {}
        for concept, role in roles(self._extraction, self._ids).items():
            by_role.setdefault(ROLE_PROPERTIES[role], []).append(self._concept_iris[concept])
        said |= by_role
        if self._concepts:
            said[KGO + "concerns"] = list(dict.fromkeys(sorted(self._concepts)))
        if claims:
            said[KGO + "makesClaim"] = list(claims)
        if results:
            said[KGO + "reportsResult"] = [self._result_iri(n + 1) for n in range(results)]
        return self._node(self._iri, said)

    def _in_text(self, types: list[Term], span: Span) -> Properties:
        """Return the classes of what stands in the text, and where it stands."""
        field, start, end = span.field, span.start, span.end
        return {
            RDF_TYPE: types,
            _ANCHOR_OF: [Literal(self._texts[field][start:end])],
            _BEGIN_INDEX: [integer(start)],
            _END_INDEX: [integer(end)],
            _REFERENCE_CONTEXT: self._contexts[field],
        }

    def _mentions(self) -> Iterator[Node]:
        # One node a span; the rare second concept on the same span has a node of its own.
        at: dict[str, dict[str, Mention]] = {}
        for mention in self._extraction.mentions:
            here = at.setdefault(span_iri(self._iri, "", mention.span), {})
            here.setdefault(self._concepts[mention.entity], mention)
        for iri, here in at.items():
            for number, (concept, mention) in enumerate(here.items(), start=1):
                said = self._in_text(_MENTION_TYPES, mention.span)
                said[_TA_IDENT_REF] = [concept]
                said[_TA_CONFIDENCE] = [confidence(mention.confidence)]
                yield self._node(iri if number == 1 else f"{iri}_{number}", said)

    def _claims(self) -> dict[Span, list[Claim]]:
        """Group claims by sentence: two records of one sentence are one claim, the first's kind holds."""
        found: dict[Span, list[Claim]] = {}
        for claim in self._extraction.claims:
            found.setdefault(claim.span, []).append(claim)
        return found

    def _claim(self, span: Span, same: list[Claim]) -> Node:
        said = self._in_text(_CLAIM_TYPES, span)
        said[KGO + "claimKind"] = [KGO + same[0].kind.value.capitalize()]
        if about := dict.fromkeys(self._concepts[entity] for claim in same for entity in claim.about):
            said[SCHEMA + "about"] = list(about)
        if quantities := literals([q for claim in same for q in claim.quantities]):
            said[KGO + "quantity"] = quantities
        said[_TA_CONFIDENCE] = [confidence(same[0].confidence)]
        return self._node(span_iri(self._iri, "sentence_", span), said)

    def _result_iri(self, number: int) -> str:
        return f"{self._iri}#result_{number}"

    def _result(self, number: int, result: Result) -> Node:
        said: Properties = {RDF_TYPE: _RESULT_TYPES}
        for name, kind, entity in (
            ("ofMethod", "method/", result.method),
            ("onDataset", "dataset/", result.dataset),
            ("forTask", "task/", result.task),
        ):
            # A concept of another type cannot stand there: the property's range would retype it.
            if entity is not None and self._ids[entity].startswith(kind):
                said[KGO + name] = [self._concepts[entity]]
        if result.metric:
            said[KGO + "metric"] = [text(result.metric)]
        said[KGO + "valueText"] = [text(result.value_text)]
        if reading := read_number(result.value_text):
            said[MLS + "hasValue"] = [decimal(reading.number)]
            if reading.unit:
                said[KGO + "unit"] = [text(reading.unit)]
        stated = self._extraction.claims[result.claim]
        said[KGO + "statedIn"] = [span_iri(self._iri, "sentence_", stated.span)]
        said[_TA_CONFIDENCE] = [confidence(result.confidence)]
        return self._node(self._result_iri(number), said)
