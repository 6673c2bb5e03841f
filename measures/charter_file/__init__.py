"""Charter files: a charter with its promises, measures and targets as TOML (format: docs/charter-file.md).

Everything here is pure: text in, values and faults out. What the database holds is read and written by
`measures.actions.charter_file`.
"""

from measures.charter_file.definition import CharterFile, Known
from measures.charter_file.reader import Reading, read, read_entry
from measures.charter_file.rows import FileFault
from measures.charter_file.writer import as_table

__all__ = ["CharterFile", "FileFault", "Known", "Reading", "as_table", "read", "read_entry"]
