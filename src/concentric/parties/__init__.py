"""Organisations of every kind and people.

Used by access (accounts, appointments), members, programmes and every room above. It does not hold who is a member
(members), who may do what (access), nor where a place lies (places).
"""
