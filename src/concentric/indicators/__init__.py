"""Indicators: what the facts add up to, and the returns in which members vouch for it.

`compute` plans and computes any indicator for any period and breakdown as recorded by any position, keeps them
and opens them down to facts. `returns` collects the yearly figures from members: forms, checks, queries, sign-off.
Used by officers, members' people, leaders, auditors and analysts. It never imports a room of activities: what those
rooms did arrives as facts. It holds no rule of counting (that is the catalogue) and no publication.
"""
