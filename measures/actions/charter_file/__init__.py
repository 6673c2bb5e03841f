"""Verbs of charter files: see what a file would change, load it, write a charter as a file again."""

from measures.actions.charter_file.export import collect_charter, export_charter
from measures.actions.charter_file.load import Options, Plan, load_charter, plan_charter

__all__ = ["Options", "Plan", "collect_charter", "export_charter", "load_charter", "plan_charter"]
