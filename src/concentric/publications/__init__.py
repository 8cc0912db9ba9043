"""Publications: documents whose numbers are typed, signed off, issued, corrected and withdrawn.

An outline comes from the catalogue, chapters are edited in the site; every number is a span that names its
indicator, period and cell. An issue pins values, positions, catalogue and files; each number of it opens to
what stands behind it.
Used by editors, the convener's chain of sign-off, and the public. It holds no indicator and no fact, and
keeps what other publications say as recorded texts, never as facts.
"""
