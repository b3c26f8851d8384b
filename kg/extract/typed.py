"""spaCy's untyped doors, typed: batches of a stream and the components of a pipeline."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from spacy import strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from spacy.language import Language

T = TypeVar("T")


hash_string: Callable[[str], int] = strings.hash_string  # type: ignore[attr-defined]
"""The 64-bit MurmurHash of a text: the same on every machine."""


def batches(stream: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items of ``stream`` in lists of ``size``."""
    source = iter(stream)
    while batch := list(islice(source, size)):
        yield batch


def component(nlp: Language, name: str, kind: type[T]) -> T:
    """Return the component called ``name``.

    Raises:
        ValueError: the pipeline has none of that name and kind.
    """
    found: object = nlp.get_pipe(name) if nlp.has_pipe(name) else None
    if not isinstance(found, kind):
        raise ValueError(f"the pipeline needs the component {name} (nlp.add_pipe({name!r}) before this one)")  # noqa: TRY004
    return found
