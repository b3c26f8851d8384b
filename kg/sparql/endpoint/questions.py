"""What the pages ask beyond the named queries: SPARQL with one place, ``%s``, for the IRI of a page."""

DOCUMENT = """
CONSTRUCT { ?s ?p ?o } WHERE {
  {
    SELECT DISTINCT ?s WHERE {
      { VALUES ?s { %(iri)s } }
      UNION
      { VALUES ?it { %(iri)s } ?it ?out ?s FILTER(STRSTARTS(STR(?s), CONCAT(STR(?it), "#"))) }
      UNION
      { VALUES ?it { %(iri)s } ?s ?in ?it FILTER(STRSTARTS(STR(?s), CONCAT(STR(?it), "#"))) }
      UNION
      { VALUES ?it { %(iri)s } ?context kgo:partOfPaper ?it . ?s nif:referenceContext ?context }
    }
  }
  ?s ?p ?o
} ORDER BY ?s ?p ?o"""
"""All that is said of a resource and of the fragments of its document; ``%(iri)s`` is its IRI."""

ABOUT = """
SELECT ?type ?label ?papers WHERE {
  VALUES ?thing { %s }
  ?thing a ?type .
  OPTIONAL { ?thing skos:prefLabel|dcterms:title|foaf:name ?label }
  OPTIONAL { ?thing kgo:paperCount ?papers }
} ORDER BY ?type ?label"""
ALIASES = "SELECT ?name { VALUES ?thing { %s } ?thing skos:altLabel ?name } ORDER BY LCASE(?name) ?name"
PROPERTIES = """
SELECT ?property ?value WHERE {
  VALUES ?thing { %s }
  ?thing ?property ?value
} ORDER BY ?property ?value LIMIT 500"""
INCOMING = """
SELECT ?label ?from ?property WHERE {
  VALUES ?thing { %s }
  ?from ?property ?thing .
  OPTIONAL { ?from skos:prefLabel|dcterms:title|foaf:name ?label }
} ORDER BY ?label ?from ?property LIMIT 500"""
PAPER = """
SELECT ?year ?venue ?identifier WHERE {
  VALUES ?paper { %s }
  { ?paper dcterms:issued ?issued BIND(SUBSTR(STR(?issued), 1, 4) AS ?year) }
  UNION { ?paper dcterms:isPartOf/dcterms:title ?venue }
  UNION { ?paper dcterms:identifier ?identifier }
} ORDER BY ?year ?venue ?identifier"""
AUTHORS = """
SELECT ?name ?person WHERE {
  VALUES ?paper { %s }
  ?paper kgo:authorship ?place .
  ?place kgo:authorPosition ?position ; kgo:author ?person .
  ?person foaf:name ?name
} ORDER BY ?position"""
TEXT = """
SELECT ?text ?context WHERE {
  VALUES ?paper { %s }
  ?context kgo:partOfPaper ?paper ; nif:isString ?text
} ORDER BY ?context"""
MENTIONS = """
SELECT ?context ?begin ?end ?concept ?name WHERE {
  VALUES ?paper { %s }
  ?context kgo:partOfPaper ?paper .
  ?mention a kgo:Mention ; nif:referenceContext ?context ; nif:beginIndex ?begin ; nif:endIndex ?end ;
    itsrdf:taIdentRef ?concept .
  ?concept skos:prefLabel ?name
} ORDER BY ?context ?begin ?end ?concept"""
CLAIMS = """
SELECT ?claim ?context ?begin ?end ?kind ?confidence WHERE {
  VALUES ?paper { %s }
  ?paper kgo:makesClaim ?claim .
  ?claim nif:referenceContext ?context ; nif:beginIndex ?begin ; nif:endIndex ?end ; kgo:claimKind ?class .
  OPTIONAL { ?claim itsrdf:taConfidence ?confidence }
  BIND(LCASE(STRAFTER(STR(?class), "#")) AS ?kind)
} ORDER BY ?begin ?claim"""
ROLES = """
SELECT ?role ?name ?concept WHERE {
  VALUES ?paper { %s }
  VALUES (?order ?property ?role) {
    (1 kgo:introduces "introduces") (2 kgo:evaluatesOn "evaluates on") (3 kgo:comparesWith "compares with")
    (4 kgo:uses "uses") (5 kgo:studies "studies") (6 kgo:mentionsConcept "mentions")
  }
  ?paper ?property ?concept .
  ?concept skos:prefLabel ?name
} ORDER BY ?order LCASE(?name) ?concept"""
RESULTS = """
SELECT ?value ?metric ?method ?dataset ?task ?sentence ?claim WHERE {
  VALUES ?paper { %s }
  ?paper kgo:reportsResult ?result .
  ?result kgo:valueText ?value
  OPTIONAL { ?result kgo:metric ?metric }
  OPTIONAL { ?result kgo:ofMethod/skos:prefLabel ?method }
  OPTIONAL { ?result kgo:onDataset/skos:prefLabel ?dataset }
  OPTIONAL { ?result kgo:forTask/skos:prefLabel ?task }
  OPTIONAL { ?result kgo:statedIn ?claim . ?claim nif:anchorOf ?sentence }
} ORDER BY ?result"""
