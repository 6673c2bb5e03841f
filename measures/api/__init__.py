"""The open data: read only, versioned, the same frozen documents as the pages (design section 7)."""

from measures.api.routes import api

__all__ = ["api"]
