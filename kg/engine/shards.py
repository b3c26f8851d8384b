"""Shards: the files that machines pass to each other, in any folder that fsspec reaches (local, s3, gs, …).

A shard is written whole or not at all, and is named by what it is made from, so that making it again, by
whatever machine, changes nothing and a shard that is there need not be made.
"""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import zstandard

from kg.errors import KgError
from kg.files import written_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_T = TypeVar("_T")
_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "memory"})
"""Stores in which an object is never seen in part, and where to rename is to copy."""


def folder(place: str) -> str:
    """Return a folder's address without a slash at its end; a local one absolute, and made.

    Raises:
        KgError: it cannot be reached or made.
    """
    fs, path = _reached(place)
    try:
        fs.makedirs(path, exist_ok=True)
    except Exception as error:
        raise KgError(f"{place}: the folder for shards cannot be made: {error}") from error
    return str(fs.unstrip_protocol(path)).removeprefix("file://").rstrip("/")


def name(*parts: str) -> str:
    """Return a name for what is made from ``parts``."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()[:24]


def exists(address: str) -> bool:
    """Tell whether a shard is there."""
    return bool(_guarded(address, "read", lambda fs, path: fs.exists(path)))


def read(address: str, start: int | None = None, end: int | None = None) -> bytes:
    """Return a shard's bytes, or those from ``start`` to ``end``.

    Raises:
        KgError: it cannot be read.
    """
    return bytes(_guarded(address, "read", lambda fs, path: fs.cat_file(path, start=start, end=end)))


def write(address: str, content: bytes) -> None:
    """Write a shard; its name appears when it is complete.

    Raises:
        KgError: it cannot be written.
    """

    def put(fs: Any, path: str) -> None:
        protocols = {fs.protocol} if isinstance(fs.protocol, str) else set(fs.protocol)
        if "file" in protocols:
            with written_whole(Path(path)) as stream:
                stream.write(content)
        elif protocols & _WHOLE:
            fs.pipe_file(path, content)
        else:
            part = f"{path}.{uuid.uuid4().hex}.part"
            fs.pipe_file(part, content)
            fs.mv(part, path)

    _guarded(address, "written", put)


def put(address: str, record: object) -> None:
    """Write a record as MessagePack, compressed."""
    write(address, packed(record))


def packed(record: object) -> bytes:
    """Return a record as MessagePack, compressed."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(record))


def get(address: str, kind: type[_T]) -> _T:
    """Return a record that was `put`.

    Raises:
        KgError: it cannot be read.
    """
    return unpacked(read(address), kind)


def unpacked(content: bytes, kind: type[_T]) -> _T:
    """Return the record that a shard's bytes hold."""
    return msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(content), type=kind)


def put_once(room: str, stem: str, record: object) -> str:
    """Write a record under a name that its content gives; return its address."""
    content = packed(record)
    address = f"{room}/{stem}-{hashlib.sha256(content).hexdigest()[:24]}"
    if not exists(address):
        write(address, content)
    return address


def fetch(address: str, folder: Path) -> list[Path]:
    """Copy files to a folder on this machine; return their paths.

    Args:
        address: of a file, or of files where ``*`` stands for any characters.
        folder: where to; it is empty.

    Raises:
        KgError: there is no such file, or two have one name.
    """

    def copied(fs: Any, path: str) -> list[Path]:
        found = [str(each) for each in fs.glob(path)] if "*" in path else [path]
        near = [folder / each.rpartition("/")[2] for each in found]
        if not found or len(set(near)) < len(near):
            raise KgError(f"{address}: there is no such file, or two have one name")
        for each, target in zip(found, near, strict=True):
            fs.get_file(each, str(target))
        return near

    return list(_guarded(address, "read", copied))


def listed(place: str) -> list[str]:
    """Return the names in a folder."""

    def names(fs: Any, path: str) -> list[str]:
        fs.invalidate_cache()
        return [str(found).rpartition("/")[2] for found in fs.ls(path, detail=False)]

    return list(_guarded(place, "read", names))


def remove(addresses: Iterable[str]) -> None:
    """Remove shards."""
    for address in addresses:
        _guarded(address, "removed", lambda fs, path: fs.rm(path))


def _reached(address: str) -> tuple[Any, str]:
    try:
        import fsspec.core  # noqa: PLC0415
    except ImportError as error:
        raise KgError("shards need fsspec: pip install 'paperkg[dask]'") from error
    try:
        fs, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise KgError(f"{address}: cannot be reached: {error}") from error
    return fs, str(path)


def _guarded(address: str, verb: str, action: Callable[[Any, str], Any]) -> Any:
    fs, path = _reached(address)
    try:
        return action(fs, path)
    except KgError:
        raise
    except Exception as error:
        raise KgError(f"{address}: cannot be {verb}: {error}") from error
