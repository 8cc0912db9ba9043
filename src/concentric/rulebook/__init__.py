"""The rulebook: what every figure means, as dated data.

Purpose: reads *packs* (folders of YAML with a version and a hash) into one frozen ``Rulebook``:
fact types, indicators, parameters with dates and sources, the working-day calendar, code lists,
populations, return forms, report outlines and worked cases; checks them, hashes them, writes them
back, and computes figures exactly over facts held in memory.

Used by: every room above it, notebooks and the command line (it needs no Django and no database).

Does not hold: facts (room ``facts``), membership (room ``members``), the fast engine (room
``indicators``), or the words of a page. It knows organisations and places only as codes.
"""
