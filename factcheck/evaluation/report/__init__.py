"""Reports of evaluation runs: one HTML page a run, its plots as files, a leaderboard of several runs.

Pages are self-contained and never ask the network. They need the extra ``report`` (Jinja2, whose
autoescaping makes hostile text inert everywhere rather than where somebody thought of it, and
matplotlib); nothing else of the package does.
"""

from factcheck.evaluation.report.leaderboard import leaderboard_table, write_leaderboard
from factcheck.evaluation.report.page import require, write_report

__all__ = ["leaderboard_table", "require", "write_leaderboard", "write_report"]
