"""How fast a build is on this machine: `bench` measures, and writes figures, a table and a chart.

All figures of one run are of one machine and the same papers; ratios between them are what may be compared
with another run.
"""

from kg.bench.run import Figures, bench

__all__ = ["Figures", "bench"]
