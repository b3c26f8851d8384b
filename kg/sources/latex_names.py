"""What LaTeX's command names mean for plain text."""

# ruff: noqa: RUF001, SIM905 - signs are the subject; a list of two hundred quoted names reads worse
from __future__ import annotations

import functools
import importlib
from typing import Any

STYLES = frozenset(
    "emph textit textbf texttt textsc textsf textrm textnormal textup textmd textsl text mbox hbox fbox "
    "underline uline mathbf mathrm mathit mathsf mathtt mathnormal mathcal mathscr mathfrak mathring bm "
    "boldsymbol pmb operatorname ensuremath mathop mathbin mathrel overset underset stackrel overbrace "
    "underbrace centerline centering uppercase lowercase MakeUppercase phantom boldmath".split()
)
"""Commands that only dress their argument."""
TEXT_STYLES = frozenset(s for s in STYLES if s.startswith("text")) | {"emph", "mbox", "hbox", "fbox"}
"""Those whose argument is text even within a formula."""
DECLARATIONS = frozenset(
    "em it bf sc tt rm sf sl cal itshape bfseries scshape ttfamily rmfamily sffamily slshape upshape "
    "mdseries normalfont displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits tiny "
    "scriptsize footnotesize small normalsize large Large LARGE huge Huge noindent protect xspace boldmath "
    "unboldmath relax".split()
)
"""Commands that change what follows and show nothing."""
DELIMITERS = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm".split()
)
"""Commands that size the bracket after them."""
SPACES = frozenset(
    "quad qquad newline par linebreak hfill smallskip medskip bigskip hskip space thinspace".split()
)
REFERENCES = frozenset(
    "cite citep citet citealp citealt citeauthor citeyear parencite textcite autocite ref "
    "eqref autoref cref Cref".split()
)
"""Commands whose argument is a key: the key stays, in brackets."""
DROPPED = frozenset("label vspace hspace bibliography bibliographystyle index".split())
MATH_ENVIRONMENTS = frozenset(
    "equation align gather multline eqnarray displaymath math cases matrix pmatrix bmatrix array split "
    "aligned".split()
)
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
"""Accents over letters, as combining characters."""
MATH_ACCENTS = {
    "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303",
    "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0304", "breve": "\u0306", "dot": "\u0307",
    "ddot": "\u0308", "check": "\u030c", "vec": "\u20d7",
}  # fmt: skip
BLACKBOARD = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "nicefrac", "sfrac"})
LETTERS = frozenset("ss o O l L ae AE oe OE aa AA i j dh DH th TH dj DJ ng NG".split())
"""Symbols that are letters of a word: the space that ends the command is not part of the text."""
SPLIT = tuple(
    sorted(
        ("mathcal", "mathbb", "mathbf", "mathrm", "mathsf", "tilde", "widetilde", "hat", "widehat", "bar",
         "sqrt", "emph", "textbf", "textit", "overline"),
        key=len, reverse=True,
    )
)  # fmt: skip
"""Commands that, where braces were lost on the way, run into their argument: mathcalO."""

# pylatexenc knows some two thousand symbols but lacks these, or has them as something that reads worse.
_OWN = {
    "ne": "≠", "epsilon": "ε", "phi": "φ", "S": "§", "P": "¶", "copyright": "©", "euro": "€", "degree": "°",
    "textbackslash": "∖", "backslash": "∖", "vert": "|", "Vert": "‖", "|": "‖", "mid": "|", "colon": ":",
    "lbrace": "{", "rbrace": "}", "textasciitilde": "~", "textasciicircum": "^", "mathellipsis": "…",
    "dag": "†", "ddag": "‡", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "lt": "<", "gt": ">",
    "argmin": "argmin", "argmax": "argmax", "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "prime": "′",
    "circ": "∘", "setminus": "∖", "implies": "⇒", "iff": "⇔", "bmod": "mod", "pmod": "mod",
}  # fmt: skip


@functools.cache
def symbol(name: str) -> str | None:
    """Return the text of the command ``name`` where it stands for a symbol, else None."""
    if name in _OWN:
        return _OWN[name]
    spec = _known().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and text.strip() and "%" not in text and "<" not in text else None


@functools.cache
def _known() -> Any:
    # Imported here: 60 ms that most inputs do not need.
    return importlib.import_module("pylatexenc.latex2text").get_default_latex_context_db()
