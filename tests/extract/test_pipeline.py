import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from kg.errors import KgError
from kg.extract import pipeline
from kg.extract.candidates import form_key
from kg.records import Paper, Role
from kg.resources import sample_path
from kg.sources import read

PAPER = Paper(
    id="p",
    title="TinyFormer: a small transformer for image classification",
    abstract=(
        "Image classification is often done with convolutional neural networks (CNNs). "
        "We propose TinyFormer, a transformer with few parameters. "
        "TinyFormer outperforms ResNet-50 by 2.1% on ImageNet and CIFAR-10."
    ),
)


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


@pytest.fixture(scope="module")
def extraction(nlp):
    (found,) = pipeline.extract([PAPER], nlp)
    return found


def test_concepts_are_found_with_their_types(extraction):
    types = {e.name: e.type for e in extraction.entities}
    assert types["ImageNet"] == types["CIFAR-10"] == "Dataset"
    assert types["TinyFormer"] == types["ResNet-50"] == "Method"
    assert types["convolutional neural networks"] == "Method"
    assert "Task" in {e.type for e in extraction.entities if e.name.lower() == "image classification"}


def test_roles_tell_what_is_new_from_what_it_is_compared_with(extraction):
    roles = {e.name: e.role for e in extraction.entities}
    assert roles["TinyFormer"] is Role.INTRODUCES
    assert roles["ImageNet"] is Role.EVALUATES_ON
    assert roles["ResNet-50"] is Role.COMPARES_WITH


def test_the_claim_is_found_with_its_sentence_kind_and_concepts(extraction):
    claim = extraction.claims[-1]
    assert claim.text == "TinyFormer outperforms ResNet-50 by 2.1% on ImageNet and CIFAR-10."
    assert claim.kind == "performance"
    assert "TinyFormer" in {extraction.entities[i].name for i in claim.about}
    assert "2.1%" in claim.quantities


def test_an_abbreviation_and_its_long_form_are_one_concept(extraction):
    (entity,) = [i for i, e in enumerate(extraction.entities) if e.name == "convolutional neural networks"]
    assert {m.text for m in extraction.mentions if m.entity == entity} == {
        "convolutional neural networks",
        "CNNs",
    }


def test_components_leave_their_findings_on_the_document(nlp):
    doc = nlp(f"{PAPER.title}\n\n{PAPER.abstract}")
    assert {span.label_ for span in doc.spans["kg_concepts"]} == {"Method", "Dataset", "Task"}
    assert len(doc.spans["kg_concepts"].attrs["scores"]) == len(doc.spans["kg_concepts"])
    assert [span.label_ for span in doc.spans["kg_claims"]] == ["performance"]


def test_a_missing_model_says_how_to_make_one(tmp_path):
    with pytest.raises(KgError, match="kg train"):
        pipeline.load(tmp_path)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=300))
def test_offsets_always_give_the_text_that_was_found(nlp, title, abstract):
    """Any text passes, and every span is the stored text between its offsets."""
    paper = Paper(id="x", title=title, abstract=abstract)
    (found,) = pipeline.extract([paper], nlp)
    for item in (*found.mentions, *found.claims):
        assert paper.text(item.span.field)[item.span.start : item.span.end] == item.text
        assert item.text


def test_papers_come_back_in_order_whatever_the_batch(nlp):
    papers = [Paper(id=str(i), title=f"{PAPER.title} {i}", abstract=PAPER.abstract) for i in range(5)]
    one = list(pipeline.extract(papers, nlp, batch_size=1))
    many = list(pipeline.extract(papers, nlp, batch_size=64))
    assert [e.paper.id for e in one] == ["0", "1", "2", "3", "4"]
    assert one == many


def test_confidences_do_not_depend_on_the_company_of_a_paper():
    """To the last bit: a build that is interrupted ends with the bytes of one that is not."""
    abstracts = [f"{PAPER.abstract} {' '.join(['It learns from few images.'] * n)}" for n in range(9)]
    papers = [Paper(id=str(n), title=f"{PAPER.title} {n}", abstract=text) for n, text in enumerate(abstracts)]
    together = list(pipeline.extract(papers, pipeline.load()))
    assert list(pipeline.extract(papers[::-1], pipeline.load(), batch_size=4))[::-1] == together


def test_no_concept_reaches_from_the_title_into_the_abstract(nlp):
    """A term at the end of the title and the same at the start of the abstract are two mentions."""
    paper = Paper(
        id="x", title="On quantum", abstract="Information theory helps. Quantum information theory too."
    )
    (found,) = pipeline.extract([paper], nlp)
    assert all(0 <= m.span.start < m.span.end <= len(paper.text(m.span.field)) for m in found.mentions)


def test_nothing_depends_on_the_number_of_math_threads(nlp):
    """With OpenBLAS on some processors two threads give other last digits than one."""
    papers = read([sample_path()]).papers
    with threadpool_limits(1):
        alone = list(pipeline.extract(papers, nlp))
    with threadpool_limits(2):
        assert list(pipeline.extract(papers, nlp)) == alone


def test_a_short_form_in_capitals_is_not_the_word_of_its_letters(nlp):
    paper = Paper(
        id="x",
        title="Initialization of Trajectory Optimization",
        abstract="Trajectory optimization (TO) is hard. To ease it, we present a new initialization for TO.",
    )
    (found,) = pipeline.extract([paper], nlp)
    forms = [m.text for m in found.mentions]
    assert forms.count("TO") == 2
    assert not {"To", "to"} & set(forms)


def test_values_and_datasets_named_in_order_are_paired(nlp):
    paper = Paper(
        id="x",
        title="TinyFormer: a small transformer",
        abstract="We propose TinyFormer. It reaches an accuracy of 93.1% and 70.2% on CIFAR-10 and ImageNet.",
    )
    (found,) = pipeline.extract([paper], nlp)
    pairs = {r.value_text: found.entities[r.dataset].name for r in found.results if r.dataset is not None}
    assert pairs == {"93.1%": "CIFAR-10", "70.2%": "ImageNet"}


def test_a_name_with_inner_capitals_is_not_the_plain_word():
    assert form_key(["ZerO"]) != form_key(["zeros"])
    assert form_key(["ResNets"]) == form_key(["ResNet"])
    assert form_key(["CNNs"]) == form_key(["CNN"]) == form_key(["cnn"])


def test_metrics_are_whole_words_and_bare_counts_are_no_results(nlp):
    paper = Paper(
        id="x",
        title="TinyFormer: a small transformer",
        abstract=(
            "We propose TinyFormer. Experiments show that TinyFormer, with few weights, 3 passes, achieves "
            "an accuracy of 98.2% on MNIST."
        ),
    )
    (found,) = pipeline.extract([paper], nlp)
    assert [(r.value_text, r.metric) for r in found.results] == [("98.2%", "accuracy")]


def test_a_hierarchy_needs_words_that_state_it(nlp):
    paper = Paper(
        id="x",
        title="On recurrent neural networks",
        abstract="Sequence models such as recurrent neural networks read text. They train slowly.",
    )
    (found,) = pipeline.extract([paper], nlp)
    broader = {
        (found.entities[r.head].name, found.entities[r.tail].name)
        for r in found.relations
        if r.kind == "broader"
    }
    assert broader <= {("recurrent neural networks", "Sequence models")}
