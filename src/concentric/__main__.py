"""`python -m concentric` is the command `concentric`."""

from concentric.portal.cli import main

main()
