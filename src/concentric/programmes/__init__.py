"""Programmes: what the association and its members set out to do together.

Programmes with their dated accord texts, who was invited, signed, declined or stayed silent, and which firm
is paired with which county. Used by indicators, publications and the portal. It holds no record of what was
then done (those are in the activity rooms) and no place: counties are codes of `places`.
"""
