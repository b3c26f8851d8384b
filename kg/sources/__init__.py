"""Papers in any format: ``read`` finds, opens, recognises, cleans and merges them.

A format of your own is a ``Format`` under the entry point group ``paperkg.sources``; it yields ``RawPaper``
for each paper and ``RawSkip`` for what is none.
"""

from kg.sources.raw import RawPaper, RawSkip
from kg.sources.reading import Reading, formats, read
from kg.sources.registry import Format

__all__ = ["Format", "RawPaper", "RawSkip", "Reading", "formats", "read"]
