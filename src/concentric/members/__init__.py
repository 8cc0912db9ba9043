"""Members: who belonged to the association, from when to when, and in which named sets they are counted.

Membership over time, mergers and renames as dated acts, firm kinds and groups as dated dimensions, and
populations. Used by programmes, indicators and the portal. It holds no names or addresses (those are in
`parties`) and no figure: what a number counts over is stated here and sealed in `facts`.
"""
