"""Audit: who did what, and the one mechanism that seals the three books.

Every room logs its acts here, in the transaction of the act. `sealing` gives committed rows of a
book their gap-free positions and a chain of seals, and proves later that no byte was changed;
`facts` seals its two books with the same code. It holds no pages (they are in `portal`), no names
of persons, and no field history of rows.
"""
