"""The command `concentric`: everything the operator does, each act with `--json` and an exit code.

Exit codes: 0 done; 1 a check found a difference; 2 wrong usage; 3 refused or invalid (the sentence says why);
4 a prerequisite is missing (the sentence names the command that mends it).
"""

from concentric.portal.cli.main import main

__all__ = ["main"]
