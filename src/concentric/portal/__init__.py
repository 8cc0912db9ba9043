"""Portal: home pages, dashboards, pages of everything, the command line. The one room that knows all others.

Used by everybody who signs in, and by the operator on the command line. It holds no table: what it shows is
read through the doors of the rooms below, and what it does is done by their services.
"""
