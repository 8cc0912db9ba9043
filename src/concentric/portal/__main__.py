"""`python -m concentric.portal` is the command `concentric`."""

from concentric.portal.cli import main

main()
