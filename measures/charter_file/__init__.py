"""Charter files: a charter with its promises, measures and targets as TOML (format: docs/charter-file.md).

Everything here is pure: text in, values and faults out. What the database holds is read and written by
`measures.actions.charter_file`.
"""

from measures.charter_file.definition import CharterFile, Known
from measures.charter_file.reader import Reading, read
from measures.charter_file.rows import FileFault

__all__ = ["CharterFile", "FileFault", "Known", "Reading", "read"]
