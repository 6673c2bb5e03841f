"""The open data of a release: its tables with their columns explained, its package, its catalogue entry.

Pure: documents of a release in, rows, bytes and metadata out. Nothing is worked out here.
"""
