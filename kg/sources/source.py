"""One input opened: decompressed, decoded, line by line."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import sys
import zlib
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, TypeVar

import zstandard

from kg.errors import KgError
from kg.sources.raw import RawSkip

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

T = TypeVar("T")
_HEAD = 65536
_LONG_HEAD = 16 * _HEAD  # for a first line that is longer than the head
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF: give its metadata instead, as BibTeX, RIS or JSON"),
    (b"PK\x03\x04", "a zip archive or office document: unpack it, or save it as CSV or text"),
    (b"BZh", "compressed with bzip2: unpack it, or use gzip or zstd"),
    (b"\xfd7zXZ", "compressed with xz: unpack it, or use gzip or zstd"),
)
_ESCAPED = re.compile("[\udc80-\udcff]+")


class Source:
    """A file, or standard input, as text.

    Gzip and Zstandard are told by their first bytes, the encoding by its byte order mark. Without a mark
    the text is UTF-8; bytes that are not are read as Windows' Latin-1 and noted in ``notes``.
    """

    def __init__(self, path: Path | None, name: str = "") -> None:
        """Take a file, or None for standard input; ``name`` is what records say where they were found."""
        self.path = path
        self.name = name or (path.name if path else "standard input")
        self.notes: list[RawSkip] = []
        self._bytes: bytes | None = None
        if path is None:
            if sys.stdin is None:
                raise KgError("standard input: is closed")
            self._bytes = sys.stdin.buffer.read()

    @property
    def where(self) -> str:
        """The input as messages name it."""
        return str(self.path or self.name)

    @property
    def suffix(self) -> str:
        """The suffix of the name in lower case, that of the compression aside (``.jsonl``)."""
        parts = self.name.lower().removesuffix(".gz").removesuffix(".zst").rsplit(".", 1)
        return f".{parts[1]}" if len(parts) == 2 and self.path else ""

    @cached_property
    def head(self) -> str:
        """The first 64 KiB as text without a line cut in two; a longer first line whole, up to 1 MiB."""
        text, cut = self._start(_HEAD)
        if cut and "\n" not in text:
            text, cut = self._start(_LONG_HEAD)
            return text[: text.find("\n") + 1] or text
        return text[: text.rfind("\n") + 1] if cut else text

    def _start(self, size: int) -> tuple[str, bool]:
        """Return the first ``size`` bytes as text, and whether there may be more."""
        raw = self._guarded(lambda: self._first(size))
        encoding, mark = _encoding(raw)
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        text = decoder.decode(raw[mark:] if encoding == "utf-8" else raw, final=len(raw) < size)
        return text.replace("\r\n", "\n").replace("\r", "\n"), len(raw) == size

    def check(self) -> None:
        """Raise for what cannot be text.

        Raises:
            KgError: unreadable, empty, binary, or an archive that is cut off or damaged.
        """
        raw = self._guarded(lambda: self._first(_HEAD))
        for magic, what in _MAGIC:
            if raw.startswith(magic):
                raise KgError(f"{self.where}: is {what}")
        encoding, _ = _encoding(raw)
        if encoding == "utf-8" and (b"\0" in raw or _mostly_control(raw)):
            raise KgError(f"{self.where}: is binary, not text")
        if not self.head.strip("\ufeff \t\n"):
            raise KgError(f"{self.where}: is empty")

    def lines(self) -> Generator[tuple[int, str], None, None]:
        """Yield each line with its number from 1, without its end.

        Raises:
            KgError: unreadable, or an archive that is cut off or damaged.
        """
        first = number = 0
        with self._guarded(self._text) as stream:
            while line := self._guarded(stream.readline):
                number += 1
                if not line.isascii() and _ESCAPED.search(line):
                    line = _ESCAPED.sub(_latin1, line)
                    first = first or number
                yield number, line.rstrip("\n")
        note = RawSkip(f"line {first}", "not UTF-8: read as Latin-1, check its accents")
        if first and note not in self.notes:  # the lines may be gone through twice
            self.notes.append(note)

    def text(self) -> str:
        """Return all of it, lines divided by line feeds.

        Raises:
            KgError: as ``lines``.
        """
        return "\n".join(line for _, line in self.lines())

    def _text(self) -> IO[str]:
        binary = self._binary()
        encoding, mark = _encoding(binary.peek(4))
        if encoding == "utf-8":
            binary.read(mark)
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        return io.TextIOWrapper(binary, encoding=encoding, errors=errors, newline=None)

    def _first(self, size: int) -> bytes:
        with self._binary() as stream:
            return stream.read(size)

    def _binary(self) -> io.BufferedReader[Any]:
        opened: io.BufferedReader[Any]
        opened = self.path.open("rb") if self.path else io.BufferedReader(io.BytesIO(self._bytes or b""))
        magic = opened.peek(4)
        if magic.startswith(b"\x1f\x8b"):
            return io.BufferedReader(_Gzip(fileobj=opened))
        if magic.startswith(b"\x28\xb5\x2f\xfd"):
            return io.BufferedReader(_Zstandard(opened))
        return opened

    def _guarded(self, action: Callable[[], T]) -> T:
        try:
            return action()
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise KgError(
                f"{self.where}: the archive is cut off or damaged ({error}): fetch it again"
            ) from error
        except UnicodeError as error:
            raise KgError(f"{self.where}: is not text in the encoding that it announces ({error})") from error
        except OSError as error:
            raise KgError(f"{self.where}: cannot be read: {error.strerror or error}") from error


class _Gzip(gzip.GzipFile):
    """Closes the file beneath it with itself."""

    def close(self) -> None:
        beneath: Any = self.fileobj
        super().close()
        if beneath is not None:
            beneath.close()


class _Zstandard(io.RawIOBase):
    """Reads Zstandard frames one after the other and, unlike the library's own reader, misses a lost end."""

    def __init__(self, stream: io.BufferedReader[Any]) -> None:
        self._stream = stream
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._ready = b""
        self._within = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            block = self._frame.unused_data if self._frame.eof else b""
            block = block or self._stream.read(65536)
            if not block:
                if self._within:
                    raise EOFError("its last frame has no end")
                return 0
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready = self._frame.decompress(block)
            self._within = not self._frame.eof
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        self._stream.close()
        super().close()


def _encoding(head: bytes) -> tuple[str, int]:
    """Return the encoding that the mark at the start of ``head`` announces, and the length of the mark."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    return "utf-8", 0


def _mostly_control(head: bytes) -> bool:
    control = sum(head.count(bytes([c])) for c in range(32) if c not in b"\t\n\r\f\v\x1b")
    return control * 20 > len(head)


def _latin1(match: re.Match[str]) -> str:
    return match[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")
