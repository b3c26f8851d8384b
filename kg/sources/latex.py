r"""LaTeX left in a text, made readable.

A small scanner rather than a parser of the language: titles and abstracts are prose with specks of LaTeX,
often damaged, and a strict reader of LaTeX would take ``50% of it`` for a comment and drop the rest of
the line. Only what is certainly LaTeX changes. The names of symbols come from pylatexenc's table.
"""

from __future__ import annotations

import re
import unicodedata

from kg.sources import latex_names as names
from kg.sources.latex_dress import ONE, bracketed, dressed
from kg.sources.scripts import subscript, superscript

_IN_TEXT = re.compile(r"\\|\$|\{(?=\\)|~|(?<![A-Za-z])[A-Za-z]:\\\S*")
_IN_MATH = re.compile(r"[\\{}^_~$&]")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
_BRACE = re.compile(r"\\[{}\\]|[{}]")
_WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,}(?![A-Za-z}])")
_TIE = re.compile(r"(?<=[A-Za-z.,)])~(?=[A-Za-z0-9\\$(\[])")
_SCALE = re.compile(r"\d[\d,.]*(?:\s|[kKmMbB]\b)")
_DEEPEST = 12
_LONGEST_FORMULA = 1000


def plain(text: str) -> str:
    r"""Return ``text`` with its LaTeX resolved: ``Schr\"odinger``, ``$n^2$``, ``{\em x}``, ``\alpha``."""
    return _Scanner(text).read(0, len(text), math=False)


def without_braces(text: str) -> str:
    """Return ``text`` without the braces that only group, as BibTeX uses them to protect capitals."""
    return re.sub(r"(?<!\\)[{}]", "", plain(text))


class _Scanner:
    """Reads one text; positions are offsets into it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.partner = _partners(text)
        self.depth = 0

    def read(self, start: int, end: int, *, math: bool) -> str:
        """Return the stretch from ``start`` to ``end`` as plain text."""
        if self.depth >= _DEEPEST:
            return self.text[start:end]
        self.depth += 1
        pattern = _IN_MATH if math else _IN_TEXT
        out: list[str] = []
        position = start
        while found := pattern.search(self.text, position, end):
            out.append(self.text[position : found.start()])
            piece, position = self._special(found, end, math=math)
            out.append(piece)
        out.append(self.text[position:end])
        self.depth -= 1
        return "".join(out)

    def _special(self, found: re.Match[str], end: int, *, math: bool) -> tuple[str, int]:  # noqa: PLR0911 - a case each
        at, mark = found.start(), found[0]
        if mark == "\\":
            return self._command(at, end, math=math)
        if mark == "{":
            return self._group(at, end, math=math)
        if mark == "~":
            tie = math or _TIE.match(self.text, at)
            return (" " if tie else "~"), at + 1
        if not math:
            return self._formula(at, end) if mark == "$" else (mark, found.end())
        if mark in "^_":
            content, after = self._argument(at + 1, end, math=True)
            if content is None:
                return mark, at + 1
            return (superscript if mark == "^" else subscript)(content), after
        return {"&": " ", "$": ""}.get(mark, mark), at + 1

    def _group(self, at: int, end: int, *, math: bool) -> tuple[str, int]:
        close = self.partner.get(at, end)
        if close >= end:
            return "{", at + 1
        inner = self.read(at + 1, close, math=math)
        if math or inner != self.text[at + 1 : close]:
            return inner, close + 1
        return self.text[at : close + 1], close + 1

    def _formula(self, at: int, end: int) -> tuple[str, int]:
        """Read ``$…$`` from its opening dollar, or give the dollar back where it is money."""
        mark = "$$" if self.text.startswith("$$", at) else "$"
        start = at + len(mark)
        close = self.text.find(mark, start, min(end, start + _LONGEST_FORMULA))
        while close > 0 and self.text[close - 1] == "\\":
            close = self.text.find(mark, close + 1, min(end, start + _LONGEST_FORMULA))
        if close < 0 or not _is_formula(self.text[start:close], self.text[close + len(mark) : close + 3]):
            return mark, start
        return self.read(start, close, math=True).strip(), close + len(mark)

    def _command(self, at: int, end: int, *, math: bool) -> tuple[str, int]:
        found = _COMMAND.match(self.text, at, end)
        if not found:
            return self._sign(at, end, math=math)
        name, after = found[1], found.end()
        if math and name == "not" and self.text[after : after + 1] in {"=", "\\"}:
            following, after = self._argument(after, end, math=True)
            return unicodedata.normalize("NFC", f"{following}\u0338"), after
        for rule in (self._quiet, self._with_argument, self._symbol, self._run_together):
            if (result := rule(name, at, after, end, math)) is not None:
                return result
        if not math:
            return found[0], after
        if self.text.startswith("{", after):  # a command of the authors' own, as \abs{x}
            content, after = self._argument(after, end, math=True)
            return (f"{name}({content})" if content else name), after
        return name, after

    def _sign(self, at: int, end: int, *, math: bool) -> tuple[str, int]:  # noqa: PLR0911 - a case each
        r"""Read a command of one character that is no letter, as ``\%``, ``\"o`` or ``\(``."""
        text, sign, after = self.text, self.text[at + 1 : min(at + 2, end)], at + 2
        before = text[at - 1 : at]
        following = text[after : after + 1]
        if sign and sign in "%&#_${}":
            return sign, after
        if sign in {"(", "["}:
            close = text.find("\\" + (")" if sign == "(" else "]"), after, min(end, after + _LONGEST_FORMULA))
            if close >= 0:
                return self.read(after, close, math=True).strip(), close + 2
        if sign in names.ACCENTS and (
            sign in "'`\"" or before.isalpha() or before == "{" or following == "{"
        ):
            return self._accented(names.ACCENTS[sign], after, end) or (text[at:after], after)
        if math:
            spaces = {",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "\\": " ", "!": "", "|": "‖", "/": ""}
            return spaces.get(sign, sign), min(after, end)
        if sign == " " and before.strip():
            return " ", after
        if sign == "," and before.isalnum() and following.strip():
            return " ", after
        if sign in {"-", "/"} and before.isalpha() and following.isalpha():
            return "", after
        if sign == "\\":
            return (" " if not following.strip() else "\\\\"), after
        return "\\", at + 1

    def _quiet(self, name: str, at: int, after: int, end: int, math: bool) -> tuple[str, int] | None:  # noqa: FBT001
        """Read a command that shows nothing, or only space."""
        if name in names.SPACES:
            return " ", after
        if name == "item":
            return " • ", after
        if name in names.DELIMITERS:
            return "", after + self.text.startswith(".", after)
        if name in names.DECLARATIONS and (math or self.text[at - 1 : at] in {"", " ", "{", "("}):
            return "", self._past_space(after, end)
        return None

    def _with_argument(self, name: str, at: int, after: int, end: int, math: bool) -> tuple[str, int] | None:  # noqa: FBT001, PLR0911
        text_style = name in names.TEXT_STYLES
        if name in {"begin", "end"}:
            return self._environment(name, after, end)
        if name in names.FRACTIONS or name in {"binom", "href", "textcolor"}:
            return self._two(name, after, end, math=math)
        if name in names.ACCENTS:
            braced = self.text.startswith("{", after)
            if braced or self.text[at - 1 : at].isalpha() or self.text[at - 1 : at] == "{":
                return self._accented(names.ACCENTS[name], self._past_space(after, end), end)
            return None
        prefix = ""
        if name in names.REFERENCES or name == "sqrt":
            option, after = self._option(after, end)
            prefix = superscript(option) if name == "sqrt" else ""
        elif name not in names.STYLES | names.DROPPED | names.MATH_ACCENTS.keys() | ONE:
            return None
        content, past = self._argument(after, end, math=math and not text_style)
        if content is None or not (math or self.text.startswith("{", after) or name == "sqrt"):
            return None
        return prefix + dressed(name, content), past

    def _symbol(self, name: str, _at: int, after: int, end: int, math: bool) -> tuple[str, int] | None:  # noqa: FBT001
        known = names.symbol(name)
        if known is None:
            return None
        if self.text.startswith("{}", after):
            return known, after + 2
        if name in names.LETTERS and not math:
            after = self._past_space(after, end)
        elif (
            math
            and known.isalpha()
            and len(known) > 1
            and re.match(r"\\?[^\W_]", self.text[after : after + 2])
        ):
            known += " "
        return known, after

    def _run_together(self, name: str, at: int, after: int, end: int, math: bool) -> tuple[str, int] | None:  # noqa: ARG002, FBT001
        prefix = next((p for p in names.SPLIT if name.startswith(p)), None)
        rest = name[len(prefix or "") :]
        if prefix is None or not rest:
            return None
        if prefix in names.MATH_ACCENTS or prefix == "mathbb":
            return dressed(prefix, rest[0]) + rest[1:], after
        return dressed(prefix, rest), after

    def _environment(self, name: str, after: int, end: int) -> tuple[str, int] | None:
        close = self.partner.get(after, end)
        if close >= end:
            return None
        kind = self.text[after + 1 : close]
        if name == "begin" and kind.rstrip("*") in names.MATH_ENVIRONMENTS:
            stop = self.text.find(f"\\end{{{kind}}}", close, min(end, close + 2 * _LONGEST_FORMULA))
            if stop >= 0:
                return f" {self.read(close + 1, stop, math=True)} ", stop + len(kind) + 6
        return " ", close + 1

    def _two(self, name: str, after: int, end: int, *, math: bool) -> tuple[str, int] | None:
        first, past = self._argument(after, end, math=math)
        if first is None or not (first == "" or first[-1].isalnum() or self.text.startswith("{", after)):
            return None  # \frac(a+b)2: its braces were lost on the way
        second, past = self._argument(past, end, math=math)
        if second is None:
            return None
        if name in names.FRACTIONS:
            return f"{bracketed(first)}/{bracketed(second)}", past
        if name == "binom":
            return f"({first} choose {second})", past
        return (f"{second} ({first})" if name == "href" and first != second else second), past

    def _accented(self, accent: str, after: int, end: int) -> tuple[str, int] | None:
        """Put ``accent`` on the letter at ``after``; None where the two make no letter."""
        if self.text.startswith(("\\i", "{\\i}", "\\j", "{\\j}"), after):
            found = re.compile(r"\{?\\([ij])(?![A-Za-z])(?:\{\}|\s)?\}?").match(self.text, after, end)
            if found:
                return unicodedata.normalize("NFC", found[1] + accent), found.end()
        close = self.partner.get(after, end) if self.text.startswith("{", after) else after
        if close >= end:
            return None
        letter = self.text[after + 1 : close] if close > after else self.text[after : after + 1]
        composed = unicodedata.normalize("NFC", letter[:1] + accent) + letter[1:]
        if not letter[:1].isalpha() or len(composed) != len(letter):
            return None
        return composed, close + 1

    def _argument(self, at: int, end: int, *, math: bool) -> tuple[str | None, int]:
        """Return the argument at ``at`` as plain text, and where it ends; None where there is none."""
        at = self._past_space(at, end)
        if at >= end:
            return None, at
        if self.text[at] == "{":
            close = self.partner.get(at, end)
            if close < end:
                return self.read(at + 1, close, math=math), close + 1
            return None, at
        if self.text[at] == "\\" and math and self.depth < _DEEPEST:
            self.depth += 1
            result = self._command(at, end, math=True)
            self.depth -= 1
            return result
        if self.text[at] in "}^_$&\\":
            return None, at
        return self.text[at], at + 1

    def _past_space(self, at: int, end: int) -> int:
        while at < end and self.text[at] == " ":
            at += 1
        return at

    def _option(self, at: int, end: int) -> tuple[str, int]:
        if self.text.startswith("[", at):
            close = self.text.find("]", at, min(end, at + 80))
            if close >= 0:
                return self.text[at + 1 : close], close + 1
        return "", at


def _is_formula(content: str, following: str) -> bool:
    """Tell a formula from the text between two prices, by pandoc's rule and the look of it."""
    if not content.strip() or (content != content.strip() and not re.search(r"[\\^_=]", content)):
        return False
    if re.search(r"\\[A-Za-z{|,]|[\^_]", content):
        return not _SCALE.match(content) or len(_WORDS.findall(content)) < 2
    if following[:1].isdigit():
        return False
    return len(_WORDS.findall(content)) < 2 and not (
        _SCALE.match(content) and re.search(r"[A-Za-z]{2}", content)
    )


def _partners(text: str) -> dict[int, int]:
    """Return, for the offset of every opening brace that is closed, the offset that closes it."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            partner[opened.pop()] = found.start()
    return partner
