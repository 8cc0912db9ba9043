"""Places: administrative divisions with validity, functional zones, statistical regions, county tags, sites.

Used by parties and every room above, which state places by code. It does not hold borders of maps, addresses of
persons, nor what happened at a place (facts).
"""
