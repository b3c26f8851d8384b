"""Readable text: LaTeX and HTML resolved, white space folded, Unicode composed."""

from __future__ import annotations

import re
import unicodedata

from kg.sources import latex, markup

# Most texts hold none of these and skip everything but the folding of white space.
_SUSPECT = re.compile(r"[\\$<&~]")
# Half surrogates and non-characters cannot be written as UTF-8 or XML; the rest is invisible.
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
# UTF-8 once taken for Latin-1; the C1 controls in it are never meant.
_MOJIBAKE = re.compile("[\u00c2-\u00df][\u0080-\u009f]|[\u00e0-\u00ef][\u0080-\u009f][\u0080-\u00bf]")
_PASSES = 30  # more than markup in earnest needs; bounds what hostile text costs
_NOT_ALNUM = re.compile(r"[\W_]+")


def clean(text: str) -> str:
    r"""Return ``text`` as a person would write it: ``85\%`` as 85%, ``$n^2$`` as n², ``<i>x</i>`` as x.

    What only looks like markup stays as it is (``$5 and $10``, ``a < b``, a lone backslash), and so does
    a command that is not known. Cleaning a clean text changes nothing. The result is in Unicode NFC, on
    one line, without control characters.
    """
    text = tidy(text)
    if not _SUSPECT.search(text):
        return text
    for _ in range(_PASSES):  # markup may hold markup (&amp;lt;i&amp;gt;): until nothing changes
        before = text
        if "<" in text or "&" in text:
            text = markup.plain(text)
        if "\\" in text or "$" in text or "~" in text:
            text = latex.plain(text)
        text = tidy(text)
        if text == before:
            break
    return text


def tidy(text: str) -> str:
    """Return ``text`` on one line, single-spaced, in NFC, without invisible or broken characters."""
    if not text.isascii():
        text = _BROKEN.sub("\ufffd", text)
        text = _MOJIBAKE.sub(_decoded, text)
        text = _INVISIBLE.sub("", text)
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return " ".join(text.split())


def _decoded(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def unaccented(text: str) -> str:
    """Return ``text`` in lower case without accents (``Schrödinger`` as ``schrodinger``)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def fold(text: str) -> str:
    """Return the letters and digits of ``text`` alone, folded: what two spellings of a title share."""
    return _NOT_ALNUM.sub("", unaccented(text))
