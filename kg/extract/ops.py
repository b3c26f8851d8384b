"""Operations of thinc's layers: matrix products whose rows do not depend on their company, fast gathering.

A BLAS takes other paths for other numbers of rows and for other places of a row, and the last bits differ: a
paper's confidences would depend on the batch it came in, and a build that was interrupted would not end with
the bytes of one that was not. So the rows of each document are multiplied by themselves.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import NumpyOps, get_current_ops, set_current_ops

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Bounds = Sequence[tuple[int, int]]

_BOUNDS: ContextVar[Bounds | None] = ContextVar("kg_bounds", default=None)
_GATHERED = 1024
"""Rows that are gathered at a time: they stay in the processor's cache until they are added."""


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc compiles it, without types
    """NumPy's operations; products go by the groups of rows that ``row_groups`` names."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Return ``x @ y``, either transposed first where asked; as thinc's operation of that name."""
        bounds = _BOUNDS.get()
        if bounds is None or trans1:
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        right = y.T if trans2 else y
        result = np.empty((x.shape[0], right.shape[1]), dtype=np.float32) if out is None else out
        for start, end in bounds:
            np.matmul(x[start:end], right, out=result[start:end])
        return result

    def gather_add(self, table: Any, indices: Any) -> Any:
        """Return the sum of the rows of ``table`` that each row of ``indices`` names; as thinc's."""
        columns = np.ascontiguousarray(indices.T, dtype=np.intp)
        sums = np.empty((len(indices), table.shape[1]), dtype=table.dtype)
        gathered = np.empty((min(len(indices), _GATHERED), table.shape[1]), dtype=table.dtype)
        for start in range(0, len(indices), _GATHERED):
            part = sums[start : start + _GATHERED]
            first, *others = columns[:, start : start + _GATHERED]
            table.take(first, axis=0, out=part, mode="clip")  # no index is too large; "raise" would copy
            for column in others:
                part += table.take(column, axis=0, out=gathered[: len(part)], mode="clip")
        return sums


@contextlib.contextmanager
def row_groups(bounds: Bounds | None) -> Iterator[None]:
    """Within, products are made for the rows from start to end of each group; the groups cover all rows.

    With None, as in training, they are made for all rows at once.
    """
    token = _BOUNDS.set(bounds)
    try:
        yield
    finally:
        _BOUNDS.reset(token)


def bounds_of(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Return start and end of consecutive groups of rows; empty ones are left out."""
    ends = np.cumsum(sizes).tolist()
    return [(end - size, end) for size, end in zip(sizes, ends, strict=True) if size]


@contextlib.contextmanager
def numpy_ops() -> Iterator[None]:
    """Make thinc's layers with NumPy's own BLAS: faster than blis where blis has no kernel for the processor.

    Leaves the operations of other pipelines in this process as they are.
    """
    before = get_current_ops()
    set_current_ops(SteadyOps(use_blis=False))
    try:
        yield
    finally:
        set_current_ops(before)
