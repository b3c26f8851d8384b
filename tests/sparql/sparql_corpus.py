"""A small graph after the RDF contract, written by hand: what the queries must find is plain to see."""

# ruff: noqa: E501, ISC004 - Turtle statements stay on their lines
from __future__ import annotations

import re

BASE = "https://w3id.org/paperkg/"

CONCEPTS = {
    "method/residual-network": ("residual network", ["ResNet", "residual networks"]),
    "method/patch-transformer": ("patch transformer", ["PaT", "Patch-Transformer"]),
    "method/plain-network": ("plain network", []),
    "method/bert": ("BERT", ["BERT model"]),
    "method/small-bert": ("Small-BERT", []),
    "dataset/bert": ("BERT", []),
    "dataset/imagenet": ("ImageNet", ["ImageNet-1k"]),
    "dataset/glue": ("GLUE", []),
    "task/image-classification": ("image classification", ["classifying images"]),
    "task/question-answering": ("question answering", ["QA"]),
}

PAPERS = {
    "p1": {
        "title": "Residual Networks for Image Classification",
        "year": "2015",
        "authors": ["Ada Example", "Bo Muster"],
        "identifiers": ["10.5555/res.1"],
        "abstract": "Deep models are hard to train. We present the residual network, or ResNet, which adds its"
        " input to its output. On ImageNet it reaches 76.1% top-1 accuracy, beating the plain network by 4 points.",
        "roles": {
            "introduces": ["method/residual-network"],
            "comparesWith": ["method/plain-network"],
            "evaluatesOn": ["dataset/imagenet"],
            "studies": ["task/image-classification"],
        },
        "claims": {
            "On ImageNet it": (
                "Performance",
                ["method/residual-network", "method/plain-network", "dataset/imagenet"],
            )
        },
        "results": [
            ("76.1%", "top-1 accuracy", "method/residual-network", "dataset/imagenet", "On ImageNet it")
        ],
    },
    "p2": {
        "title": "Patches Are Words: a Patch Transformer",
        "year": "2020",
        "authors": ["Bo Muster"],
        "identifiers": [],
        "abstract": "We cut images into patches. The patch transformer (PaT) reads patches as words. PaT surpasses"
        " ResNet on ImageNet with 79.5% top-1 accuracy. Its attention maps show object borders.",
        "roles": {
            "introduces": ["method/patch-transformer"],
            "comparesWith": ["method/residual-network"],
            "evaluatesOn": ["dataset/imagenet"],
        },
        "claims": {
            "PaT surpasses": ("Performance", ["method/patch-transformer", "method/residual-network"]),
            "Its attention": ("Finding", ["method/patch-transformer"]),
        },
        "results": [
            ("79.5%", "top-1 accuracy", "method/patch-transformer", "dataset/imagenet", "PaT surpasses")
        ],
    },
    "p3": {
        "title": "Small Models Answer Too",
        "year": "2021",
        "authors": ["Cy Beispiel"],
        "identifiers": ["2101.00001"],
        "abstract": "Small-BERT distils BERT for question answering. Small-BERT keeps 97% of BERT on GLUE.",
        "roles": {
            "introduces": ["method/small-bert"],
            "uses": ["method/bert"],
            "evaluatesOn": ["dataset/glue"],
            "studies": ["task/question-answering"],
        },
        "claims": {"Small-BERT keeps": ("Performance", ["method/small-bert", "method/bert", "dataset/glue"])},
        "results": [("97%", "", "method/small-bert", "dataset/glue", "Small-BERT keeps")],
    },
    "p4": {
        "title": "Residual Networks at Sea",
        "year": "2021",
        "authors": [],
        "identifiers": [],
        "abstract": "Boats need eyes. A ResNet trained on ImageNet finds buoys (i.e. round things). It runs"
        " anywhere.",
        "roles": {"uses": ["method/residual-network", "dataset/imagenet"]},
        "claims": {"It runs": ("Capability", ["method/residual-network"])},
        "results": [],
    },
    "p5": {
        "title": "The BERT Corpus",
        "year": "",
        "authors": [],
        "identifiers": [],
        "abstract": "BERT is a corpus of birds. <script>alert('x')</script> Nobody has counted them “all”.",
        "roles": {"introduces": ["dataset/bert"]},
        "claims": {},
        "results": [],
    },
}

RELATIONS = [
    ("method/residual-network", "kgo:usedFor", "task/image-classification", [("p1", "We present")]),
    ("dataset/imagenet", "kgo:benchmarkFor", "task/image-classification", [("p1", "On ImageNet it")]),
    ("method/patch-transformer", "kgo:comparedWith", "method/residual-network", [("p2", "PaT surpasses")]),
    ("method/small-bert", "skos:broader", "method/bert", []),
]

_HEAD = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix fabio: <http://purl.org/spar/fabio/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix itsrdf: <http://www.w3.org/2005/11/its/rdf#> .
@prefix kgo: <https://w3id.org/paperkg/ontology#> .
@prefix mls: <http://www.w3.org/ns/mls#> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def turtle(base: str = BASE) -> str:
    """Return the graph in Turtle, resources under ``base``."""
    lines = [_HEAD]
    counts = {slug: sum(slug in _concepts(paper) for paper in PAPERS.values()) for slug in CONCEPTS}
    for slug, (label, others) in CONCEPTS.items():
        kind = slug.split("/")[0].capitalize()
        lines.append(
            f'<{base}concept/{slug}> a kgo:{kind}, skos:Concept ; skos:prefLabel "{label}" ; kgo:paperCount {counts[slug]}'
            + "".join(f' ; skos:altLabel "{other}"' for other in others)
            + " ."
        )
    for key, paper in PAPERS.items():
        lines += _paper(base, key, paper)
    for subject, predicate, target, evidence in RELATIONS:
        node = f"<{base}concept/{subject}#{predicate.split(':')[1]}/{target}>"
        lines.append(f"<{base}concept/{subject}> {predicate} <{base}concept/{target}> .")
        lines.append(
            f"{node} a kgo:Relation ; kgo:subject <{base}concept/{subject}> ; kgo:predicate {predicate} ;"
            f" kgo:object <{base}concept/{target}> ; kgo:paperCount {len(evidence)} ."
        )
        for key, start in evidence:
            place = _sentence(base, key, start)
            lines.append(f"{node} kgo:supportedBy <{base}paper/{key}> ; kgo:evidence {place[0]} .")
            lines.append(_place(base, key, place))
    return "\n".join(lines) + "\n"


def _concepts(paper: dict) -> set[str]:
    return {concept for concepts in paper["roles"].values() for concept in concepts}


def _paper(base: str, key: str, paper: dict) -> list[str]:
    iri = f"{base}paper/{key}"
    lines = [
        f"<{iri}> a kgo:Paper, fabio:ResearchPaper, schema:ScholarlyArticle ; dcterms:title {_text(paper['title'])} ;"
        f' dcterms:identifier "{key}" .'
    ]
    lines += [f'<{iri}> dcterms:identifier "{identifier}" .' for identifier in paper["identifiers"]]
    if paper["year"]:
        lines.append(f'<{iri}> dcterms:issued "{paper["year"]}"^^xsd:gYear .')
    for position, name in enumerate(paper["authors"], start=1):
        person = f"<{base}person/{name.replace(' ', '_')}>"
        lines.append(f"<{iri}> dcterms:creator {person} ; kgo:authorship <{iri}#author_{position}> .")
        lines.append(
            f"<{iri}#author_{position}> a kgo:Authorship ; kgo:authorPosition {position} ; kgo:author {person} ."
        )
        lines.append(f'{person} a foaf:Person ; foaf:name "{name}" .')
    for field in ("title", "abstract"):
        context = f"<{iri}#{field}>"
        lines.append(
            f"{context} a nif:Context ; nif:isString {_text(paper[field])} ; kgo:partOfPaper <{iri}> ."
        )
        for slug in sorted(_concepts(paper)):
            label, others = CONCEPTS[slug]
            pattern = rf"(?<![\w-])(?:{'|'.join(map(re.escape, (label, *others)))})(?![\w-])"
            for found in re.finditer(pattern, paper[field]):
                lines.append(
                    f"<{iri}#{field}_{found.start()}_{found.end()}> a kgo:Mention, nif:Phrase ; nif:anchorOf"
                    f' "{found[0]}" ; nif:beginIndex {found.start()} ; nif:endIndex {found.end()} ; nif:referenceContext'
                    f" {context} ; itsrdf:taIdentRef <{base}concept/{slug}> ; itsrdf:taConfidence 0.9 ."
                )
    for role, concepts in paper["roles"].items():
        for slug in concepts:
            lines.append(f"<{iri}> kgo:{role} <{base}concept/{slug}> ; kgo:concerns <{base}concept/{slug}> .")
    for start, (kind, about) in paper["claims"].items():
        place = _sentence(base, key, start)
        numbers = re.findall(r"\d[\d.]*%?", place[1])
        lines.append(_place(base, key, place))
        lines.append(
            f"<{iri}> kgo:makesClaim {place[0]} . {place[0]} a kgo:Claim, schema:Claim ; kgo:claimKind kgo:{kind} ;"
            f" itsrdf:taConfidence 0.8" + "".join(f' ; kgo:quantity "{number}"' for number in numbers) + " ."
        )
        lines += [f"{place[0]} schema:about <{base}concept/{slug}> ." for slug in about]
    for number, (value, metric, method, dataset, start) in enumerate(paper["results"], start=1):
        lines.append(
            f"<{iri}> kgo:reportsResult <{iri}#result_{number}> . <{iri}#result_{number}> a kgo:Result,"
            f' mls:ModelEvaluation ; kgo:valueText "{value}" ; mls:hasValue {float(value.rstrip("%"))} ; kgo:ofMethod'
            f" <{base}concept/{method}> ; kgo:onDataset <{base}concept/{dataset}> ; kgo:statedIn"
            f" {_sentence(base, key, start)[0]}" + (f' ; kgo:metric "{metric}"' if metric else "") + " ."
        )
    return lines


def _sentence(base: str, key: str, start: str) -> tuple[str, str, int, int]:
    abstract = PAPERS[key]["abstract"]
    begin = abstract.index(start)
    found = re.compile(r".*?[A-Za-z)][.](?= |$)").match(abstract, begin)
    assert found
    return (f"<{base}paper/{key}#sentence_abstract_{begin}_{found.end()}>", found[0], begin, found.end())


def _place(base: str, key: str, place: tuple[str, str, int, int]) -> str:
    iri, text, begin, end = place
    return (
        f"{iri} a nif:Sentence ; nif:anchorOf {_text(text)} ; nif:beginIndex {begin} ; nif:endIndex {end} ;"
        f" nif:referenceContext <{base}paper/{key}#abstract> ."
    )


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
