"""Folds the spellings of a name into one key: case, hyphens, plurals, British forms, Greek, LaTeX.

Two names with the same key are the same name written differently. The key says nothing about
meaning: it keeps every digit and every word, so "S4" and "S4D", "ResNet-50" and "ResNet-152",
"attention" and "self-attention" have different keys.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.link.english import american, singular

CACHE = 1 << 19
"""Distinct strings whose folding is remembered; a corpus of 20,000 papers has about 200,000."""

DASHES = "\\-\u2010-\u2015\u2212"
"""Hyphen, dashes and minus sign, for use inside a character class."""
_HYPHEN = re.compile(rf"[{DASHES}]")
_DIMENSION = re.compile(r"\d+[A-Z]")
"""As in "3D"."""
_SEPARATOR = re.compile(rf"[\s{DASHES}_/]+")
_LATEX_COMMAND = re.compile(
    r"\\(?:text|math|operatorname)?(?:bf|rm|it|sf|tt|cal|bb|frak|scr|sc|normal)?\s*\{"
)
_LATEX_NAME = re.compile(r"\\([A-Za-z]+)\s*")
_LATEX_SYMBOLS = {
    "ell": "l",
    "infty": "infinity",
    "star": "*",
    "ast": "*",
    "sharp": "#",
    "varepsilon": "epsilon",
}
_GREEK_LETTER = re.compile(r"[\u0391-\u03a9\u03b1-\u03c9]")
_RESIDUE = re.compile(r"\(cid:\d+\)\s*|\u00ad\s*|\u200b")
"""Soft hyphens and what PDF readers make of them: inside a word, so nothing is left of them."""
_GLOSS = re.compile(r"\s*[\[(]\s*[^\s()\[\]]{1,12}\s*[\])](?=\s|$)")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_NOT_IN_WORD = re.compile(r"[^\w+#*^.%&@]")
_EDGE_DOT = re.compile(r"\.(?!\d)")
_NET = re.compile(r"[a-z]\s+[nN]ets?$")
"""The word "net" after a plain word; in "U-Net" or "ResNet" it is part of a name."""


def readable(text: str) -> str:
    r"""Return ``text`` with LaTeX mark-up and Greek letters spelt out: ``$\ell_1$`` → ``l1``."""
    text = _RESIDUE.sub("", unicodedata.normalize("NFKC", text))
    if "\\" in text or "$" in text:
        text = _LATEX_COMMAND.sub("{", text)
        text = _LATEX_NAME.sub(_spelt_out, text)
        text = re.sub(r"[_^]?\{([^{}]*)\}", r"\1", text)
        text = re.sub(r"(?<=\w)_(?=\w)", "", text)
        text = text.replace("$", "").replace("{", "").replace("}", "")
    return _GREEK_LETTER.sub(lambda m: _greek_name(m[0]), text)


def _spelt_out(match: re.Match[str]) -> str:
    name = match[1]
    if name in _LATEX_SYMBOLS:
        return _LATEX_SYMBOLS[name]
    try:
        unicodedata.lookup(f"GREEK SMALL LETTER {name.replace('lambda', 'lamda')}")
    except KeyError:
        return ""
    return name.lower()


def _greek_name(letter: str) -> str:
    name = unicodedata.name(letter, "").rpartition(" ")[2].lower()
    return "lambda" if name == "lamda" else name or letter


def without_gloss(text: str) -> str:
    """Return a name without the abbreviation between its words: "Kullback-Leibler (KL) divergence"."""
    return _GLOSS.sub("", text) or text


@lru_cache(maxsize=CACHE)
def fold_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name, hyphens taken as blanks.

    A name of signs alone is its own word. An acronym loses a plural s only when that is in lower case, so
    "GPs" becomes "gp" and "GPS" stays.
    """
    plain = readable(text).strip()
    if is_shouted(plain):
        plain = plain.lower()
    found: list[str] = []
    for raw in _SEPARATOR.split(_POSSESSIVE.sub("", without_gloss(plain))):
        token = _EDGE_DOT.sub("", _NOT_IN_WORD.sub("", raw))
        if not token:
            continue
        lower = _without_accents(token.lower())
        if is_acronym(token):
            found.append(lower[:-1] if token.endswith("s") and len(token) > 2 else lower)
        else:
            found.append(singular(american(lower)))
    if len(found) > 1 and found[-1] == "net" and _NET.search(plain):
        found[-1] = "network"
    return tuple(found) or (text.strip().casefold(),)  # signs alone are a name of themselves


@lru_cache(maxsize=CACHE)
def fold(text: str) -> str:
    """Return the key of a name: its folded words run together, so "ResNet-50" equals "ResNet50".

    A name without a letter or digit keeps its characters as they are.
    """
    return "".join(fold_words(text)) or text.strip()


@lru_cache(maxsize=CACHE)
def is_acronym(token: str) -> bool:
    """Tell whether one word is written as an abbreviation or system name: two capitals, or one with a digit.

    "GAN", "GANs", "ReLU", "S4", "CIFAR10", "k-NN" are; "Adam", "Self-Attention", "3D" are not.
    """
    for part in _HYPHEN.split(token.removesuffix("s")):
        capitals = sum(c.isupper() for c in part)
        if capitals >= 2 or (
            capitals == 1 and any(c.isdigit() for c in part) and not _DIMENSION.fullmatch(part)
        ):
            return True
    return False


def is_shouted(text: str) -> bool:
    """Tell whether a phrase is in capitals throughout, as in the titles of some journals."""
    return " " in text and text.isupper() and max(map(len, text.split())) >= 5


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
