"""Facts: the ledger of what happened, which every published number is computed from.

Append-only and sealed. Rooms record facts in the transaction of their act; a correction is a
reversal and a new fact. Beside the facts stand the dimension statements (what was true of an
organisation or place, from when to when) and the installed catalogue versions. It knows no
organisation, place or person, only their codes; it computes no indicator and shows no page.
"""
