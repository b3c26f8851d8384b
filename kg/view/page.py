"""Puts template, styles, scripts and data together as one HTML file."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
import msgspec
from markupsafe import Markup

from kg.view.bundle import bundle
from kg.view.corpus import Corpus
from kg.view.model import to_pyvis
from kg.view.overview import LIMIT, TIES, overview
from kg.view.payload import core, texts
from kg.view.style import LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph.measures import Community
    from kg.records import Knowledge

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of text around them; ``straight`` in ``app/text.js`` does the same."""
STYLES = ("tokens.css", "frame.css", "panels.css", "tables.css")


def render(
    knowledge: Knowledge,
    *,
    communities: Sequence[Community],
    title: str,
    provenance: dict[str, str],
    base: str,
) -> bytes:
    """Return the page as UTF-8; for the arguments see ``kg.view.write_page``."""
    view = overview(Corpus(knowledge), communities)
    net = to_pyvis(view)
    first = {
        "nodes": net.nodes,
        "edges": net.edges,
        "options": net.options,
        "looks": {name: look._asdict() for name, look in LOOKS.items()},
        "title": title,
        "provenance": list(provenance.items()),
        "base": base,
        "limit": LIMIT,
        "ties": TIES,
        "total": len(knowledge.concepts) + len(knowledge.extractions),
    }
    scripts = [_library(), bundle()]
    styles = "".join(_asset("static", name) for name in STYLES)
    page = (
        jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
        .from_string(_asset("", "template.html"))
        .render(
            title=_TURNS.sub("", title),
            policy=_policy(scripts, [styles]),
            styles=Markup(styles),  # noqa: S704  (our own files, checked by _asset)
            scripts=[Markup(script) for script in scripts],  # noqa: S704
            first=Markup(_plain_json(first)),  # noqa: S704
            core=_packed(core(view)),
            texts=[_packed(chunk) for chunk in texts(view)],
        )
    )
    return page.encode()


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Nothing from anywhere, no connection, and of scripts and styles only those of this file."""

    def hashes(texts: list[str]) -> str:
        return " ".join(
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts
        )

    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {hashes(scripts)}",
            f"style-src {hashes(styles)}",
            "img-src data: blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _asset(folder: str, name: str) -> str:
    text = files("kg.view").joinpath(folder, name).read_text(encoding="utf-8")
    if folder and re.search(r"</(?:script|style)", text, re.IGNORECASE):
        raise ValueError(f"{name} would end the element that it is put in")
    return text


def _library() -> str:
    """Return vis-network without the pointer to a source map that is not here."""
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", _asset("static", "vis-network.min.js"))


def _plain_json(value: Any) -> str:
    """Return JSON that no HTML parser takes for markup."""
    text = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _packed(value: Any) -> str:
    return base64.b64encode(zlib.compress(msgspec.json.encode(value), 6)).decode()
