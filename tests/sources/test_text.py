# ruff: noqa: RUF001 - signs that look like letters are the subject
"""LaTeX and HTML become readable; what only looks like them stays."""

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.sources.text import clean, fold


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        (r"by 85\%", "by 85%"),
        (r"ibm\_fez \& \#1", "ibm_fez & #1"),
        (r"Schr\"odinger and Schr\"{o}dinger", "Schrödinger and Schrödinger"),
        (r"a Kagom\'e lattice", "a Kagomé lattice"),
        (r"Wa{\l}\k{e}sa, {\v C}ech, Fran\c cois", "Wałęsa, Čech, François"),
        (r"na\"{\i}ve", "naïve"),
        (r"Stra\ss e", "Straße"),
        (r"the {\em inverse} of \emph{it} and \textbf{so {\it on}}", "the inverse of it and so on"),
        (r"\textithigh probability", "high probability"),
        (r"$n^2$ and $10^{-3}$", "n² and 10⁻³"),
        (r"$\ell_2$, $x_i$, $L_{max}$", "ℓ₂, xᵢ, L_max"),
        (r"$\alpha$-divergence", "α-divergence"),
        (r"\alpha alone", "α alone"),
        (r"$\mathcal{O}(\sqrt{n}\log n)$", "O(√nlog n)"),
        (r"$\tilde{O}(T^{2/3})$", "Õ(T^(2/3))"),
        (r"$\frac{1}{2}$ of $\mathbb{R}^2$", "1/2 of ℝ²"),
        (r"$\{0,1\}^n$", "{0,1}ⁿ"),
        (r"1.29$\times$ and 512$\times$1024", "1.29× and 512×1024"),
        (r"the $k$-th and $(k+1)$st", "the k-th and (k+1)st"),
        (r"\begin{align} a &= b \end{align} holds", "a = b holds"),
        (r"see \url{https://example.org/a}.", "see https://example.org/a."),
        (r"\href{https://example.org}{here}", "here (https://example.org)"),
        (r"as in \citep{key2020}", "as in [key2020]"),
        (r"Fig.~3", "Fig. 3"),
        ("<i>E. coli</i> &amp; H<sub>2</sub>O", "E. coli & H₂O"),
        (
            "<jats:title>Abstract</jats:title><jats:p>We try.</jats:p><jats:p>It works.</jats:p>",
            "We try. It works.",
        ),
        ("<jats:title>Aims</jats:title><jats:p>To know.</jats:p>", "Aims: To know."),
        ("escaped twice: &amp;lt;b&amp;gt;x&amp;lt;/b&amp;gt;", "escaped twice: x"),
        ("<mml:math><mml:msup><mml:mi>n</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>", "n²"),
        ("two\r\n lines\tand\u00a0a soft\u00adhyphen", "two lines and a softhyphen"),
        ("Schro\u0308dinger", "Schrödinger"),
        ("the ants\u00e2\u0080\u0099 roles", "the ants\u2019 roles"),
        ("half \ud83d a surrogate", "half \ufffd a surrogate"),
    ],
)
def test_markup_becomes_readable(raw: str, readable: str) -> None:
    assert clean(raw) == readable


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10",
        "costs $3M in total, not $40",
        "a < b and c > d",
        "pairs <subject, verb> and tokens <s> or <b>",
        "50% of it",
        "a lone \\ backslash",
        "\\",
        "$",
        "C:\\temp\\alpha",
        "an \\unknowncommand of theirs",
        "\\emph{never closed",
        "{BERT} in braces",
        "R&D at AT&T; &notanentity;",
        "about ~100, at http://example.org/~me",
        "{\\",
        "x^2 and a_b outside of formulas",
    ],
)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert clean(text) == text


PIECES = [
    *"ab12 \\${}^_&;<>/~%\"'.([,])",
    "\\frac",
    "\\alpha",
    "\\text{",
    "$$",
    "<i>",
    "</i>",
    "&amp;",
    "&lt;",
    "\\\\",
]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(st.one_of(st.text(), MARKUP))
@example("$\\$")
@example("\\{\\}{\\em")
@example("&amp;amp;lt;")
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_letters_and_digits_are_never_lost(word: str) -> None:
    assert clean(f"{word} {word}") == unicodedata.normalize("NFC", f"{word} {word}")


def test_hostile_nesting_ends_soon() -> None:
    deep = "{\\em " * 5000 + "x" + "}" * 5000
    assert "x" in clean(deep)
    assert "x" in clean("&" + "amp;" * 50_000 + "x")
    assert clean("$" * 20_001 + "x").endswith("x")
    assert "x" in clean("\\sqrt" * 5000 + "x")


def test_cleaning_the_corpus_is_stable(data) -> None:
    for line in (data / "gold" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        once = clean(record["abstract"])
        assert clean(once) == once
        letters = sum(c.isalpha() for c in record["abstract"])
        assert sum(c.isalpha() for c in once) > 0.75 * letters


def test_folding_unites_spellings() -> None:
    assert fold("Schrödinger's  Pre-Training!") == fold("schrodingers pretraining")
