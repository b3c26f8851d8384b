"""Keeps an export as a store on disk, so that a large one opens at once.

It lies in ``.store/`` beside the export, named by the hash of the file that it was made from: a
changed export gets a new store, and the old one goes. The names of the concepts lie in it, too, as they were
read from the graph.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyoxigraph as ox

from kg.errors import KgError
from kg.sparql.index import read_index
from kg.sparql.names import Names
from kg.sparql.store import graph_file, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = ".store"
LAYOUT = 2
"""To be raised when what a store holds besides the graph changes: its files, `kg.sparql.index`, or how names
are folded."""
_GRAPH = "graph"
_NAMES = "names"
WORTH_STORING = 32 * 1024 * 1024
"""From this size of the RDF file, in bytes, reading it anew for each query is a nuisance (over 1 s)."""


class Opened(NamedTuple):
    """A graph to be asked, and the names in it."""

    store: ox.Store
    names: Names


class _Digest(msgspec.Struct, frozen=True):
    """The hash of a file as it was with this size and time, so that it is not read again."""

    size: int
    modified: int
    sha256: str


def open_quickly(source: Path) -> Opened:
    """Open an export for one query: from its store on disk if it is large, else by reading it.

    Raises:
        KgError: not an export, not readable, or not well-formed RDF.
    """
    path = graph_file(source)
    if path.stat().st_size < WORTH_STORING:
        return _in_memory(path)
    try:
        folder = stored(source)
    except KgError:
        # A folder that cannot be written, or a disk that is full: slower, but answered.
        return _in_memory(path)
    return open_prepared(folder)


def open_stored(folder: Path) -> ox.Store:
    """Open a store that ``stored`` made, read-only; several processes may do so at once.

    Raises:
        KgError: it is damaged.
    """
    try:
        return ox.Store.read_only(str(folder / _GRAPH))
    except OSError as error:
        raise KgError(f"{folder}: cannot be opened ({error}); remove the folder, it is made anew") from error


def stored(source: Path, *, building: Callable[[Path], None] | None = None) -> Path:
    """Return the folder of the on-disk store of an export, made if it is not there.

    Args:
        source: an export folder, or an RDF file.
        building: called with the RDF file before a store is made, which takes about 8 s a million triples.

    Raises:
        KgError: not an export, not well-formed RDF, or the store cannot be written.
    """
    path = graph_file(source)
    shelf = path.parent / FOLDER
    try:
        digest = _digest(path, shelf)
        engine = importlib.metadata.version("pyoxigraph")
        folder = shelf / f"{path.name}-{digest[:20]}-{LAYOUT}-oxigraph-{engine}"
        if not folder.is_dir():
            if building is not None:
                building(path)
            _make(path, folder)
        for other in shelf.glob(f"{path.name}-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    except OSError as error:
        raise KgError(f"{shelf}: the store cannot be written: {error.strerror or error}") from error
    return folder


@contextlib.contextmanager
def prepared(source: Path, *, building: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Give what several processes can open with ``open_prepared``, the same graph until the block ends.

    For a large export that is its store on disk, a passing one where none can be kept beside the export. A
    small one answers several times faster from memory and is quickly read: a copy of its file.

    Raises:
        KgError: not an export, or not well-formed RDF.
    """
    path = graph_file(source)
    large = path.stat().st_size >= WORTH_STORING
    with tempfile.TemporaryDirectory(prefix="kg-store-") as passing:
        if not large:
            load(path)  # so that a broken file is told here, and not by a process that cannot start
            place = Path(shutil.copy(path, passing))
        else:
            try:
                place = stored(source, building=building)
            except KgError:
                place = Path(passing) / "store"
                _fill(path, place)
        yield place


def open_prepared(place: Path) -> Opened:
    """Open what ``prepared`` gave.

    Raises:
        KgError: it is damaged.
    """
    if not place.is_dir():
        return _in_memory(place)
    store = open_stored(place)
    kept = b""
    with contextlib.suppress(OSError):
        kept = (place / _NAMES).read_bytes()
    return Opened(store, Names(store, kept))


def _in_memory(path: Path) -> Opened:
    store = load(path)
    return Opened(store, Names(store))


def _make(path: Path, folder: Path) -> None:
    """Fill a new folder and give it its name when it is complete; another process may have been faster."""
    folder.parent.mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix="part-"))
    try:
        _fill(path, part)
        part.chmod(folder.parent.stat().st_mode)  # a temporary folder is for its maker alone
        with contextlib.suppress(FileExistsError):
            part.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _fill(path: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    store = load(path, ox.Store(str(folder / _GRAPH)))
    store.flush()
    (folder / _NAMES).write_bytes(read_index(store).to_bytes())


def _digest(path: Path, shelf: Path) -> str:
    """Return the SHA-256 of ``path``, remembered in ``shelf`` for as long as size and time stay."""
    status = path.stat()
    memory = shelf / f"{path.name}.json"
    try:
        known = msgspec.json.decode(memory.read_bytes(), type=_Digest)
    except (OSError, msgspec.MsgspecError):
        known = None
    if known and (known.size, known.modified) == (status.st_size, status.st_mtime_ns):
        return known.sha256
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    shelf.mkdir(exist_ok=True)
    part = memory.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(msgspec.json.encode(_Digest(status.st_size, status.st_mtime_ns, sha256)))
    part.replace(memory)
    return sha256
