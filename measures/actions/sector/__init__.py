"""The verbs of the regulator's tables: plan, import, load benchmarks; each name is importable from here."""

from measures.actions.sector.benchmarks import BenchmarkLoad, load_benchmarks
from measures.actions.sector.importing import import_sector
from measures.actions.sector.planning import SectorPlan, plan_sector

__all__ = ["BenchmarkLoad", "SectorPlan", "import_sector", "load_benchmarks", "plan_sector"]
