"""For every rule of the shapes one SPARQL update that breaks it in the graph of ``corpus.small``."""

from __future__ import annotations

_TINY = "paper:tiny-nets"
_MENTION = "<paper/tiny-nets#abstract_22_26>"
_CLAIM = "<paper/tiny-nets#sentence_abstract_41_94>"
_SENTENCE = "<paper/tiny-nets#sentence_abstract_0_40>"
_RESULT = "<paper/tiny-nets#result_1>"
_TITLE = "<paper/tiny-nets#title>"
_AUTHOR = "<paper/tiny-nets#author_1>"
_RELATION = "<concept/method/adam#used_for/task/image-classification>"
_PAIR = "<concept/dataset/petphotos#with/method/adam>"


def _insert(statements: str) -> str:
    return f"INSERT DATA {{ {statements} }}"


def _delete(subject: str, predicate: str) -> str:
    return f"DELETE {{ {subject} {predicate} ?o }} WHERE {{ {subject} {predicate} ?o }}"


def _replace(subject: str, predicate: str, value: str) -> str:
    return f"{_delete(subject, predicate)} ; {_insert(f'{subject} {predicate} {value}')}"


def _is(subject: str, kind: str) -> str:
    return f"DELETE DATA {{ {subject} a {kind} }}"


_NAMELESS = "INSERT {{ [] a {0} }} WHERE {{}}"

BREAKAGES: dict[str, list[str]] = {
    # papers
    "Paper": [_NAMELESS.format("kgo:Paper")],
    "PaperIsResearchPaper": [_is(_TINY, "fabio:ResearchPaper")],
    "PaperIsArticle": [_is(_TINY, "schema:ScholarlyArticle")],
    "PaperTitle": [
        _delete(_TINY, "dcterms:title"),
        _insert(f'{_TINY} dcterms:title "another"'),
        _replace(_TINY, "dcterms:title", '""'),
        _replace(_TINY, "dcterms:title", '"TinyNet"@en'),
    ],
    "PaperIdentifier": [_delete(_TINY, "dcterms:identifier"), _insert(f"{_TINY} dcterms:identifier <x>")],
    "PaperIssued": [
        _replace(_TINY, "dcterms:issued", '"2024"'),
        _replace(_TINY, "dcterms:issued", '"soon"^^xsd:gYear'),
        _insert(f'{_TINY} dcterms:issued "2025"^^xsd:gYear'),
    ],
    "PaperCreator": [_is("person:Ada_Example", "foaf:Person")],
    "PaperVenue": [
        _is("venue:Journal_of_Examples", "kgo:Venue"),
        _insert(f'{_TINY} dcterms:isPartOf venue:B . venue:B a kgo:Venue ; dcterms:title "B"'),
    ],
    "PaperAuthorship": [_is(_AUTHOR, "kgo:Authorship")],
    "PaperTexts": ["DELETE WHERE { ?text kgo:partOfPaper paper:tiny-nets }"],
    "PaperClaim": [_is(_CLAIM, "kgo:Claim")],
    "PaperResult": [_is(_RESULT, "kgo:Result")],
    "PaperConcept": [_is("method:adam", "skos:Concept")],
    "PaperDataset": [_insert(f"{_TINY} kgo:evaluatesOn method:adam")],
    "CreatorHasPlace": [
        _insert(f"{_TINY} dcterms:creator person:C . person:C a foaf:Person ; foaf:name 'C'")
    ],
    "RoleIsConcern": ["DELETE DATA { paper:tiny-nets kgo:concerns method:adam }"],
    "OneRole": [
        "DELETE DATA { paper:tiny-nets kgo:uses method:adam }",
        _insert(f"{_TINY} kgo:studies method:adam"),
    ],
    "Person": [_NAMELESS.format("foaf:Person")],
    "PersonName": [_delete("person:Ada_Example", "foaf:name"), _insert("person:Ada_Example foaf:name 'A.'")],
    "Venue": [_NAMELESS.format("kgo:Venue")],
    "VenueTitle": [_delete("venue:Journal_of_Examples", "dcterms:title")],
    "Authorship": [_NAMELESS.format("kgo:Authorship")],
    "AuthorshipPosition": [
        _replace(_AUTHOR, "kgo:authorPosition", "0"),
        _replace(_AUTHOR, "kgo:authorPosition", "'1'"),
        _replace(_AUTHOR, "kgo:authorPosition", '"first"^^xsd:integer'),
        _insert(f"{_AUTHOR} kgo:authorPosition 7"),
    ],
    "AuthorshipAuthor": [_delete(_AUTHOR, "kgo:author"), _insert(f"{_AUTHOR} kgo:author person:Bo_Sample")],
    # texts
    "Text": [_NAMELESS.format("nif:Context"), _insert("<paper/tiny-nets#body> a nif:Context")],
    "TextString": [_delete(_TITLE, "nif:isString"), _insert(f"{_TITLE} nif:isString 'twice'")],
    "TextPaper": [_delete(_TITLE, "kgo:partOfPaper"), _insert(f"{_TITLE} kgo:partOfPaper paper:adam-again")],
    "Mention": [_NAMELESS.format("kgo:Mention")],
    "MentionIsPhrase": [_is(_MENTION, "nif:Phrase")],
    "SpanAnchor": [_delete(_MENTION, "nif:anchorOf"), _delete(_SENTENCE, "nif:anchorOf")],
    "SpanBegin": [
        _delete(_MENTION, "nif:beginIndex"),
        _replace(_MENTION, "nif:beginIndex", "-1"),
        _replace(_MENTION, "nif:beginIndex", "26"),
        _replace(_CLAIM, "nif:beginIndex", "41.5"),
    ],
    "SpanEnd": [_delete(_MENTION, "nif:endIndex"), _insert(f"{_MENTION} nif:endIndex 90")],
    "SpanContext": [
        _delete(_MENTION, "nif:referenceContext"),
        _insert(f"{_SENTENCE} nif:referenceContext {_TITLE}"),
    ],
    "MentionConcept": [
        _delete(_MENTION, "itsrdf:taIdentRef"),
        _insert(f"{_MENTION} itsrdf:taIdentRef method:tinynet"),
    ],
    "MentionConfidence": [
        _delete(_MENTION, "itsrdf:taConfidence"),
        _replace(_MENTION, "itsrdf:taConfidence", "1.5"),
        _replace(_MENTION, "itsrdf:taConfidence", "5e-1"),
    ],
    "MentionIsConcern": [
        "DELETE DATA { paper:tiny-nets kgo:concerns method:adam ; kgo:uses method:adam }",
    ],
    "Sentence": [_NAMELESS.format("nif:Sentence")],
    "AnchorIsText": [
        _replace(_MENTION, "nif:anchorOf", "'adam'"),
        _replace(_SENTENCE, "nif:endIndex", "41"),
    ],
    # claims and results
    "Claim": [_NAMELESS.format("kgo:Claim")],
    "ClaimIsClaim": [_is(_CLAIM, "schema:Claim")],
    "ClaimIsSentence": [_is(_CLAIM, "nif:Sentence")],
    "ClaimPaper": [_delete(_TINY, "kgo:makesClaim"), _insert(f"paper:adam-again kgo:makesClaim {_CLAIM}")],
    "ClaimKind": [
        _replace(_CLAIM, "kgo:claimKind", "kgo:Opinion"),
        _insert(f"{_CLAIM} kgo:claimKind kgo:Theory"),
    ],
    "ClaimAbout": [_insert(f"{_CLAIM} schema:about paper:adam-again")],
    "ClaimQuantity": [_insert(f"{_CLAIM} kgo:quantity 2")],
    "ClaimConfidence": [_replace(_CLAIM, "itsrdf:taConfidence", "-0.1")],
    "Result": [_NAMELESS.format("kgo:Result")],
    "ResultIsEvaluation": [_is(_RESULT, "mls:ModelEvaluation")],
    "ResultPaper": [_delete(_TINY, "kgo:reportsResult")],
    "ResultMethod": [_replace(_RESULT, "kgo:ofMethod", "dataset:petphotos")],
    "ResultDataset": [_replace(_RESULT, "kgo:onDataset", "method:adam")],
    "ResultTask": [_replace(_RESULT, "kgo:forTask", "method:adam")],
    "ResultMetric": [_insert(f"{_RESULT} kgo:metric 'F1'"), _replace(_RESULT, "kgo:metric", "1")],
    "ResultText": [_delete(_RESULT, "kgo:valueText"), _replace(_RESULT, "kgo:valueText", "91.5")],
    "ResultValue": [
        _replace(_RESULT, "mls:hasValue", "'91.5'"),
        _replace(_RESULT, "mls:hasValue", '"many"^^xsd:decimal'),
    ],
    "ResultClaim": [_delete(_RESULT, "kgo:statedIn"), _replace(_RESULT, "kgo:statedIn", _SENTENCE)],
    # concepts
    "Concept": [
        _NAMELESS.format("kgo:Method, skos:Concept"),
        _is("method:adam", "kgo:Method"),
        _insert("method:adam a kgo:Task"),
    ],
    "Method": [_is("method:adam", "skos:Concept")],
    "Dataset": [_is("dataset:petphotos", "skos:Concept")],
    "Task": [_is("task:image-classification", "skos:Concept")],
    "ConceptLabel": [
        _delete("method:adam", "skos:prefLabel"),
        _insert("method:adam skos:prefLabel 'Adam optimiser'"),
        _insert("method:adam skos:altLabel 'Adam'"),
        _replace("method:adam", "skos:prefLabel", "'Adam'@de"),
    ],
    "ConceptAlias": [_insert("method:adam skos:altLabel 'Adam'@de")],
    "ConceptScheme": [_delete("method:adam", "skos:inScheme"), _is("<concept>", "skos:ConceptScheme")],
    "ConceptBroader": [_insert("method:adam skos:broader <x>")],
    "ConceptUsedFor": [_insert("method:adam kgo:usedFor <x>")],
    "ConceptPartOf": [_insert("method:adam kgo:partOf <x>")],
    "ConceptComparedWith": [_insert("method:adam kgo:comparedWith <x>")],
    "ConceptEvaluatedWith": [_insert("method:adam kgo:evaluatedWith <x>")],
    "ConceptTrainedWith": [_insert("method:adam kgo:trainedWith <x>")],
    "ConceptBenchmarkFor": [_insert("method:adam kgo:benchmarkFor <x>")],
    "ConceptCount": [
        _delete("method:adam", "kgo:paperCount"),
        _replace("method:adam", "kgo:paperCount", "-1"),
    ],
    "NoCycle": [_insert("method:bignet skos:broader method:tinynet")],
    "CountIsRight": [_replace("method:adam", "kgo:paperCount", "3")],
    "LinkHasRelation": [_insert("method:adam kgo:partOf method:bignet")],
    "Relation": [_NAMELESS.format("kgo:Relation")],
    "RelationSubject": [_delete(_RELATION, "kgo:subject")],
    "RelationPredicate": [_replace(_RELATION, "kgo:predicate", "skos:related")],
    "RelationObject": [_insert(f"{_RELATION} kgo:object method:bignet")],
    "RelationPaper": [_insert(f"{_RELATION} kgo:supportedBy method:bignet")],
    "RelationEvidence": [_insert(f"{_RELATION} kgo:evidence {_MENTION}")],
    "RelationConfidence": [_delete(_RELATION, "itsrdf:taConfidence")],
    "RelationIsStated": [_delete("method:adam", "kgo:usedFor")],
    "EvidenceIsOfPaper": [_replace(_RELATION, "kgo:supportedBy", "paper:adam-again")],
    "CoOccurrence": [_NAMELESS.format("kgo:CoOccurrence")],
    "CoOccurrenceBetween": [
        _replace(_PAIR, "kgo:between", "method:adam"),
        _insert(f"{_PAIR} kgo:between method:bignet"),
    ],
    "CoOccurrenceCount": [_replace(_PAIR, "kgo:paperCount", "1")],
    # the graph itself
    "Graph": [_NAMELESS.format("dcat:Dataset")],
    "GraphTitle": [_delete("<graph>", "dcterms:title")],
    "GraphLicence": [_delete("<graph>", "dcterms:license"), _insert("<graph> dcterms:license 'CC0'")],
    "GraphActivity": [_delete("<graph>", "prov:wasGeneratedBy")],
    "Activity": [_NAMELESS.format("prov:Activity")],
    "ActivitySoftware": [_delete("<graph#build>", "prov:wasAssociatedWith")],
    "Software": [_NAMELESS.format("prov:SoftwareAgent")],
    "SoftwareName": [_delete("<graph#software>", "foaf:name")],
    "SoftwareVersion": [_delete("<graph#software>", "schema:softwareVersion")],
}
