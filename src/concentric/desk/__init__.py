"""Desk: what every room's pages stand on.

Shell, menu, lists, forms, imports, exports, long jobs, charts, and the one typed registry by which a lower
room is met by an upper one. Used by every room that has a page. It holds no business row: not a member, not
a figure, not a document; only jobs and what the shell itself needs.
"""
