import msgspec

from kg.view.corpus import ROLES, Corpus
from kg.view.overview import overview
from kg.view.payload import CHUNK, core, texts


def test_offsets_count_as_browsers_do(small):
    """An emoji is one code point and two UTF-16 units: what comes after it moves by one."""
    view = overview(Corpus(small), [])
    (chunk,) = texts(view)
    paper = next(i for i, x in enumerate(small.extractions) if "🐈" in x.paper.abstract)
    units = chunk[paper]["abstract"].encode("utf-16-le")
    mentions = chunk[paper]["mentions"]
    rows = [mentions[i : i + 5] for i in range(0, len(mentions), 5)]
    read = [units[2 * start : 2 * end].decode("utf-16-le") for field, start, end, *_ in rows if field == 1]
    assert read == [m.text for m in small.extractions[paper].mentions if m.span.field == "abstract"]


def test_strongest_role_holds(small):
    corpus = Corpus(small)
    paper = next(i for i, x in enumerate(small.extractions) if x.paper.id == "p02")
    found = {small.concepts[c].id: ROLES[r].value for c, r in corpus.roles[paper].items()}
    assert found["method/mothnet"] == "introduces"
    assert found["dataset/streetset"] == "evaluates_on"


def test_support_is_the_number_of_papers(small):
    corpus = Corpus(small)
    assert corpus.support == [c.paper_count for c in small.concepts]


def test_columns_are_of_one_length(small):
    told = core(overview(Corpus(small), []))
    assert {len(column) for name, column in told["concepts"].items() if name != "wikidata"} == {
        len(small.concepts)
    }
    assert {len(column) for column in told["papers"].values()} == {len(small.extractions)}
    assert told["held"]["ends"][-1] == len(told["held"]["concept"]) == len(told["held"]["role"])
    assert told["relations"]["ends"] == [5]


def test_texts_come_in_chunks(small):
    many = tuple(
        msgspec.structs.replace(x, paper=msgspec.structs.replace(x.paper, id=f"{x.paper.id}-{copy:03}"))
        for copy in range(40)
        for x in small.extractions
    )
    links = {x.paper.id: small.links[x.paper.id[:3]] for x in many}
    knowledge = msgspec.structs.replace(small, extractions=many, links=links)
    assert [len(chunk) for chunk in texts(overview(Corpus(knowledge), []))] == [CHUNK, CHUNK, 280 - 2 * CHUNK]
