"""HTML, JATS and MathML left in a text, made readable."""

from __future__ import annotations

import html
import re

from kg.sources.scripts import subscript, superscript

# What publishers leave in titles and abstracts. A tag of one of these names goes only where the text
# both opens and closes it, so that "tokens <b> and <i>" or "a <b" lose nothing.
_INLINE = (
    "a abbr alternatives b bold code em ext-link font i inline-formula italic math mi mn mo monospace "
    "mrow msqrt mstyle msub msubsup msup mtext named-content sc scp small span strong sub sup tex-math tt u "
    "underline xref"
)
_BLOCK = (
    "abstract article-title blockquote div h1 h2 h3 h4 h5 h6 label li list list-item ol sec section title ul"
)
_NAMES = "|".join(sorted(f"{_INLINE} {_BLOCK}".split(), key=len, reverse=True))
_ATTRIBUTES = r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))*\s*/?"
_PAIRED = re.compile(rf"<(/?)({_NAMES})({_ATTRIBUTES})>", re.IGNORECASE)
_ALONE = re.compile(rf"</?(?:p|br|hr)(?:{_ATTRIBUTES})>", re.IGNORECASE)
_PREFIX = re.compile(r"<(/?)(?:jats|mml):([\w-]+)", re.IGNORECASE)
_PREFIXED = re.compile(rf"</?(?:jats|mml):[\w-]+(?:{_ATTRIBUTES})>", re.IGNORECASE)
# What may be long is bounded: without, a text of openings alone takes time in the square of its length.
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_HEADING = re.compile(r"<(jats:)?title>\s*([^<>]*?)\s*[.:]?\s*</(?:jats:)?title>", re.IGNORECASE)
_SCRIPT = re.compile(r"<((?:jats:)?su[bp])>([^<>]*)</\1>", re.IGNORECASE)
_MSCRIPT = re.compile(
    r"<(?:mml:)?m(sub|sup)>\s*<(?:mml:)?m[ion]>([^<>]*)</(?:mml:)?m[ion]>\s*"
    r"<(?:mml:)?m[ion]>([^<>]*)</(?:mml:)?m[ion]>\s*</(?:mml:)?m\1>",
    re.IGNORECASE,
)
_TWICE = re.compile(r"<(?:mml:)?math\b.{0,2000}?</(?:mml:)?math>", re.IGNORECASE | re.DOTALL)
# A run of escaped ampersands is one: what was escaped five times needs one pass, not five.
_AMPERSANDS = re.compile(r"&(?:amp;|#38;|#x26;)+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLOCKS = frozenset(_BLOCK.split())


def plain(text: str) -> str:
    """Return ``text`` without the tags and entities that publishers leave behind.

    Only known tags go, and only where they are tags: ``a < b`` and ``<subject, verb>`` stay.
    """
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        text = _AMPERSANDS.sub("&", text)
        text = _ENTITY.sub(_character, text)
    return text


def _character(match: re.Match[str]) -> str:
    # html.unescape also rewrites prefixes of unknown names ("&notit;"); those stay as they are.
    plain_text = html.unescape(match[0])
    return match[0] if plain_text.endswith(";") and plain_text != ";" else plain_text


def _without_tags(text: str) -> str:
    text = _COMMENT.sub(" ", text)
    if "<![CDATA[" in text:
        text = _CDATA.sub("", text)
    if "tex-math" in text:  # the same formula twice: keep the one that reads better
        text = _TWICE.sub("", text)
    text = _HEADING.sub(_heading, text)
    text = _MSCRIPT.sub(r"\2<\1>\3</\1>", text)
    text = _SCRIPT.sub(lambda m: (subscript if m[1].lower().endswith("sub") else superscript)(m[2]), text)
    text = _ALONE.sub(" ", text)
    text = _PREFIXED.sub(_space_for_prefixed, text)
    opened, closed = set[str](), set[str]()
    for slash, name, _ in _PAIRED.findall(text):
        (closed if slash else opened).add(name.lower())
    both = opened & closed
    return _PAIRED.sub(lambda m: _space_for(m[2]) if m[2].lower() in both else m[0], text) if both else text


def _heading(match: re.Match[str]) -> str:
    name: str = match[2]
    if name.lower() in {"abstract", "summary", ""}:
        return " "
    return f" {name}: " if match[1] else match[0]


def _space_for_prefixed(match: re.Match[str]) -> str:
    found = _PREFIX.match(match[0])
    return " " if found and found[2].lower() in _BLOCKS | {"p", "break"} else ""


def _space_for(name: str) -> str:
    return " " if name.lower() in _BLOCKS else ""
