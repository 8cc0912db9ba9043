"""__room__: what this room is for, in one sentence.

Used by: who works with it. Holds: what it records. Does not hold: what a neighbour records, and where that is.
"""
