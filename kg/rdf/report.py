"""The outcome of a check, in a person's words."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One resource that breaks one rule."""

    rule: str
    """Name of the shape, such as ``PaperTitle``."""
    message: str
    """What is wrong, as a sentence."""
    resource: str
    """IRI of what breaks the rule."""
    name: str
    """What a person calls it, such as ``paper "Attention"``."""
    value: str = ""
    """The value that is wrong, where there is one."""
    severity: str = "Violation"

    def __str__(self) -> str:
        value = f" It has: {self.value}" if self.value else ""
        return f"{self.name} <{self.resource}>: {self.message}{value}"


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    violations: tuple[Violation, ...]
    """Sorted by rule and resource."""
    triples: int
    """Size of the graph that was checked."""
    rules: int
    """Number of rules that were checked."""
    engine: str
    """``pyshacl`` or ``queries``."""
    file: str
    """Name of the file that was read."""

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks a rule."""
        return not self.violations

    def lines(self, most: int = 5) -> Iterator[str]:
        """Yield the report as lines: for each broken rule its count and ``most`` examples."""
        size = f"{self.file}: {self.triples:,} statements, {self.rules} rules"
        if self.conforms:
            yield f"{size}: conforms."
            return
        problems = "1 problem" if len(self.violations) == 1 else f"{len(self.violations):,} problems"
        yield f"{size}: {problems}."
        by_rule: dict[tuple[str, str], list[Violation]] = {}
        for violation in self.violations:
            by_rule.setdefault((violation.rule, violation.message), []).append(violation)
        for (rule, message), found in by_rule.items():
            times = "once" if len(found) == 1 else f"{len(found):,} times"
            yield f"{message} ({rule}, {times})"
            for violation in found[:most]:
                value = f" has {violation.value}" if violation.value else ""
                yield f"  {violation.name}{value} <{violation.resource}>"
            if len(found) > most:
                yield f"  … and {len(found) - most:,} more"
