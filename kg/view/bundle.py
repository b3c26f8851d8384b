"""The page's scripts as one: each module of ``app/`` a closure, in the order of their imports."""

from __future__ import annotations

import re
from importlib.resources import files

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z_]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|class|const)", re.MULTILINE)
_NAME = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)


def bundle(entry: str = "main") -> str:
    """Return ``app/{entry}.js`` with all that it imports as one classic script.

    Modules import by name from ``./other.js`` and export declarations, nothing else; the order of files and
    names is fixed, so the bytes are.

    Raises:
        ValueError: a module imports or exports in another form, or imports run in a circle.
    """
    order: list[str] = []
    sources: dict[str, str] = {}
    _visit(entry, order, sources, ())
    parts = [f"const m_{name} = (() => {{\n{_closure(sources[name])}}})();\n" for name in order]
    return '"use strict";\n(() => {\n' + "".join(parts) + "})();\n"


def _visit(name: str, order: list[str], sources: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"imports run in a circle: {' > '.join((*above, name))}")
    if name in sources:
        return
    source = (files("kg.view") / "app" / f"{name}.js").read_text(encoding="utf-8")
    sources[name] = source
    for _, imported in _IMPORT.findall(source):
        _visit(imported, order, sources, (*above, name))
    order.append(name)


def _closure(source: str) -> str:
    exported = _NAME.findall(source)
    body = _EXPORT.sub("", _IMPORT.sub(_binding, source))
    if re.search(r"^(?:import|export)\b", body, re.MULTILINE):
        raise ValueError('only `import { a } from "./b.js";` and exported declarations can be bundled')
    return f"{body}return {{ {', '.join(exported)} }};\n"


def _binding(match: re.Match[str]) -> str:
    names = [part.strip() for part in match[1].split(",") if part.strip()]
    return f"const {{ {', '.join(n.replace(' as ', ': ') for n in names)} }} = m_{match[2]};\n"
