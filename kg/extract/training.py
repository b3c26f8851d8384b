"""Trains a whole pipeline from annotated papers (`kg train`).

The network is trained on everything. The classifiers behind it must learn from a network that has not seen
the paper at hand, or they would trust it too much: the papers are parted into folds, and for each fold a
network trained on the others speaks (stacked generalisation, Wolpert 1992).
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import zstandard
from spacy.tokens import Span, SpanGroup

from kg.errors import KgError
from kg.extract import evaluation, pipeline
from kg.extract.abbreviations import abbreviations
from kg.extract.candidate_features import NUMBERS as CANDIDATE_NUMBERS
from kg.extract.claim_features import claim_items
from kg.extract.claims import Claims
from kg.extract.classifier import Classifier, Items, items
from kg.extract.concepts import CLASSES, Concepts, DocEntity, candidate_rows, document_candidates
from kg.extract.documents import from_span
from kg.extract.encoder import OUTPUT, Encoder
from kg.extract.gold import read_annotated, read_gold
from kg.extract.network import NetworkConfig
from kg.extract.network_training import TrainingConfig, train_network
from kg.extract.results import NUMBERS as RESULT_NUMBERS
from kg.extract.results import Results, quantity_rows
from kg.extract.role_features import ABOUT_NUMBERS, ROLE_NUMBERS
from kg.extract.roles import ROLES, Roles, document_about_rows, document_role_rows, role_classifier
from kg.extract.spelling import SpellingVectors
from kg.extract.terms import Lexicon
from kg.extract.training_data import Example, examples
from kg.extract.typed import batches, component

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

    from kg.extract.network import Network
    from kg.records import Extraction

    Progress = Callable[[str, float], None]


LEAST_ITEMS = 16000
"""Items that a classifier sees in all, at least: few are shown more often."""


@dataclass(frozen=True)
class Recipe:
    """How a pipeline is trained; the defaults made the one that comes with the package."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    folds: int = 2
    name: str = "papers"
    version: str = "1.0.0"
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Settings of components, as `kg.extract.pipeline.assemble` takes them."""


def train(
    gold: Sequence[Path],
    output: Path,
    *,
    lexicon: Path | None = None,
    vectors: Path | None = None,
    evaluate_on: Path | None = None,
    recipe: Recipe | None = None,
    progress: Progress | None = None,
) -> evaluation.Scores | None:
    """Train a pipeline and write it into the folder ``output``; return its scores where asked to evaluate.

    Args:
        gold: annotated papers, JSON Lines (`kg.extract.gold.read_annotated`); any part may be missing.
        output: folder for the pipeline; replaced when the new one is complete.
        lexicon: terms of the field (`kg.extract.terms.Lexicon`), or a pipeline's folder, to take its terms;
            without it the pipeline has none.
        vectors: static vectors of words as floret writes them (``.floret``), or a pipeline's folder.
        evaluate_on: annotated papers to score the pipeline on; never trained on.
        recipe: how to train.
        progress: called with a stage and the share of the work done (0 to 1).

    Raises:
        KgError: there is too little to train on, a file cannot be read, or ``output`` holds something else.
    """
    recipe = recipe or Recipe()
    _check(output)
    told = progress or (lambda _stage, _share: None)
    spelling = _spelling(vectors)
    recipe = replace(recipe, network=replace(recipe.network, spelling_width=spelling.width))
    nlp = pipeline.assemble(recipe.settings | {"kg_encoder": {"network": _as_settings(recipe.network)}})
    encoder = component(nlp, "kg_encoder", Encoder)
    encoder.spelling = spelling
    encoder.lexicon = _lexicon(lexicon)
    told("reading", 0.0)
    with nlp.select_pipes(enable=["kg_sentences"]):
        data = examples((paper for path in gold for paper in read_annotated(path)), nlp, encoder.lexicon)
    if len(data) < 10 * recipe.folds:
        raise KgError(
            f"{gold[0]}: {len(data)} annotated papers are too few to train on; {10 * recipe.folds} at least"
        )
    encoder.network = _networks(nlp, data, recipe, told)
    told("training classifiers", 0.9)
    fit_classifiers(nlp, data)
    nlp.meta.update(
        name=recipe.name, version=recipe.version, description="Concepts, claims, roles, results of papers"
    )
    _write(nlp, output)
    told("done", 1.0)
    if evaluate_on is None:
        return None
    golds = list(read_gold(evaluate_on))
    found = list(pipeline.extract([g.paper for g in golds], pipeline.load(output)))
    return evaluation.score(found, golds)


def _spelling(source: Path | None) -> SpellingVectors:
    if source is None:
        return SpellingVectors()
    return (
        SpellingVectors.from_disk(_encoder_of(source))
        if source.is_dir()
        else SpellingVectors.from_floret(source)
    )


def _lexicon(source: Path | None) -> Lexicon:
    if source is None:
        return Lexicon()
    file = _encoder_of(source) / "lexicon.json.zst" if source.is_dir() else source
    try:
        return Lexicon.from_disk(file)
    except OSError as error:
        raise KgError(f"{file}: cannot be read as a lexicon: {error.strerror or error}") from error
    except (zstandard.ZstdError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KgError(
            f"{file}: is no lexicon: give the lexicon.json.zst of a trained pipeline, or its folder"
        ) from error


def _encoder_of(folder: Path) -> Path:
    encoder = folder / "kg_encoder"
    if not encoder.is_dir():
        raise KgError(f"{folder}: no pipeline that kg train has written is there")
    return encoder


def _as_settings(config: NetworkConfig) -> dict[str, Any]:
    return {name: getattr(config, name) for name in config.__dataclass_fields__} | {
        "word_rows": list(config.word_rows)
    }


def _networks(
    nlp: Language,
    data: list[Example],
    recipe: Recipe,
    told: Callable[[str, float], None],
) -> Network:
    """Let networks that have not seen them encode all examples; return the network trained on all."""
    encoder = component(nlp, "kg_encoder", Encoder)
    rounds = recipe.folds + 1 if recipe.folds > 1 else 1

    def trained(examples: list[Example], number: int) -> Network:
        def tell(epoch: int, loss: float) -> None:
            share = (number + epoch / recipe.training.epochs) / rounds
            told(f"network {number + 1} of {rounds}, epoch {epoch}, loss {loss:.3f}", 0.9 * share)

        return train_network(examples, recipe.network, recipe.training, tell, encoder.spelling)

    for fold in range(recipe.folds):
        seen = [e for i, e in enumerate(data) if i % recipe.folds != fold]
        unseen = [e for i, e in enumerate(data) if i % recipe.folds == fold]
        encoder.network = trained(seen, fold)
        encoder.forget()
        for _ in encoder.pipe(e.doc for e in unseen):
            pass
        for batch in batches(unseen, 64):
            encoder.judge_roles([e.doc for e in batch], [e.entities for e in batch])
    return trained(data, recipe.folds)


def fit_classifiers(nlp: Language, data: Sequence[Example]) -> None:
    """Train the classifiers of all components on examples that are encoded."""
    _fit_concepts(nlp, [e for e in data if "concepts" in e.parts])
    _fit_claims(nlp, data)
    for example in data:
        _annotate(example.doc, example.gold)
    _fit_roles(nlp, [e for e in data if "roles" in e.parts])
    _fit_results(nlp, [e for e in data if {"concepts", "claims", "results"} <= e.parts])


def _fit(
    classifier: Classifier,
    things: Items,
    targets: Sequence[int] | NDArray[np.int64],
    epochs: int = 4,
    learn_rate: float = 2e-3,
) -> None:
    if len(things):
        enough = max(epochs, LEAST_ITEMS // len(things))
        classifier.fit(things, np.array(targets), epochs=enough, learn_rate=learn_rate)


def _fit_concepts(nlp: Language, data: Sequence[Example]) -> None:
    lexicon = component(nlp, "kg_encoder", Encoder).lexicon
    rows = []
    targets = []
    for example in data:
        doc = example.doc
        doc._.kg_abbreviations = tuple(abbreviations(doc.text))
        types = {}
        for mention in example.gold.mentions:
            span = doc.char_span(*from_span(example.gold.paper, mention.span))
            if span is not None:
                types[span.start, span.end] = example.gold.entities[mention.entity].type
        (proposed,) = document_candidates([doc])
        for candidate, row in zip(proposed, candidate_rows(doc, proposed, lexicon), strict=True):
            right: list[str] = [types[m] for m in candidate.mentions if m in types]
            often = len(right) > 0 and 2 * len(right) >= len(candidate.mentions)
            kind = max(sorted(set(right)), key=right.count) if often else "none"
            rows.append(row)
            targets.append(CLASSES.index(kind))
    _fit(component(nlp, "kg_concepts", Concepts).classifier, items(rows, CANDIDATE_NUMBERS), targets)


def _fit_claims(nlp: Language, data: Sequence[Example]) -> None:
    annotated = [e for e in data if e.classes is not None]
    if not annotated:
        return
    things = claim_items([e.doc.user_data[OUTPUT] for e in annotated])
    targets = np.concatenate([e.classes for e in annotated if e.classes is not None])
    judges = component(nlp, "kg_claims", Claims)
    _fit(judges.classifier, things, targets, epochs=3, learn_rate=1e-3)
    claims = np.flatnonzero(targets)
    _fit(judges.kinds, things.take(claims), targets[claims] - 1, epochs=4, learn_rate=1e-3)


def _annotate(doc: Doc, gold: Extraction) -> None:
    """Set on ``doc`` what the components would find if they were always right."""
    concepts = SpanGroup(doc, name="kg_concepts")
    mentions: list[list[int]] = [[] for _ in gold.entities]
    for mention in gold.mentions:
        span = doc.char_span(*from_span(gold.paper, mention.span), label=gold.entities[mention.entity].type)
        if span is not None:
            mentions[mention.entity].append(len(concepts))
            concepts.append(span)
    doc.spans["kg_concepts"] = concepts
    named = [i for i, found in enumerate(mentions) if found]
    doc._.kg_entities = tuple(
        DocEntity(
            gold.entities[i].type,
            max((concepts[m].text for m in mentions[i]), key=len),
            1.0,
            mentions[i],
            [(concepts[m].start, concepts[m].end) for m in mentions[i]],
        )
        for i in named
    )
    doc._.kg_roles = tuple((gold.entities[i].role, 1.0) for i in named)
    claims = SpanGroup(doc, name="kg_claims")
    about = []
    for claim in gold.claims:
        span = doc.char_span(*from_span(gold.paper, claim.span), label=claim.kind, alignment_mode="expand")
        if span is not None:
            claims.append(Span(doc, span.start, span.end, label=claim.kind))
            about.append(tuple(named.index(i) for i in claim.about if i in named))
    doc.spans["kg_claims"] = claims
    doc._.kg_about = tuple(about)


def _fit_roles(nlp: Language, data: Sequence[Example]) -> None:
    judges = component(nlp, "kg_roles", Roles)
    rows = [document_role_rows(e.doc) for e in data]
    targets = [[ROLES.index(role) for role, _ in e.doc._.kg_roles] for e in data]
    _fit(judges.roles, items(_flat(rows), ROLE_NUMBERS), _flat(targets))
    right = [e.doc._.kg_roles for e in data]
    for fold in (0, 1):  # what a claim is about is learned behind roles that are guessed, not given
        guesser = role_classifier()
        _fit(guesser, items(_flat(rows[fold::2]), ROLE_NUMBERS), _flat(targets[fold::2]))
        for example, own in zip(data[1 - fold :: 2], rows[1 - fold :: 2], strict=True):
            guessed = guesser.predict(items(own, ROLE_NUMBERS)).argmax(axis=1).tolist()
            example.doc._.kg_roles = tuple((ROLES[i], 1.0) for i in guessed)
    about_rows = []
    about_targets = []
    for example in data:
        if "about" not in example.parts:
            continue
        for claim, entity, row in document_about_rows(example.doc):
            about_rows.append(row)
            about_targets.append(int(entity in example.doc._.kg_about[claim]))
    _fit(judges.about, items(about_rows, ABOUT_NUMBERS), about_targets)
    for example, roles in zip(data, right, strict=True):
        example.doc._.kg_roles = roles


def _fit_results(nlp: Language, data: Sequence[Example]) -> None:
    rows = []
    targets = []
    for example in data:
        values = {evaluation.value_key(r.value_text) for r in example.gold.results}
        for claim, start, end, row in quantity_rows(example.doc):
            text = example.doc.spans["kg_claims"][claim].text[start:end]
            rows.append(row)
            targets.append(int(evaluation.value_key(text) in values))
    _fit(component(nlp, "kg_results", Results).classifier, items(rows, RESULT_NUMBERS), targets)


def _flat(lists: Iterable[Iterable[Any]]) -> list[Any]:
    return [item for items_ in lists for item in items_]


def _check(output: Path) -> None:
    """Refuse, before hours are spent, a folder whose contents would be lost."""
    if output.exists() and not output.is_dir():
        raise KgError(f"{output}: is a file; name a folder for the model")
    if output.is_dir() and any(output.iterdir()) and not (output / "meta.json").is_file():
        raise KgError(f"{output}: holds something else than a model, which would be replaced: name another")


def _write(nlp: Language, output: Path) -> None:
    """Write the pipeline beside ``output``, then put it in its place."""
    temporary = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        nlp.to_disk(temporary, exclude=["vocab"])  # the words of the training papers are no part of it
        if output.exists():
            shutil.rmtree(output)
        temporary.rename(output)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise KgError(f"{output}: the pipeline cannot be written: {error}") from error
