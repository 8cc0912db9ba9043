"""One family of errors. Each says what is wrong, why, and what to do next.

ConcentricError
├── Invalid      422  what was entered breaks a rule
├── Refused      403  this actor may not do this
├── Missing      404  there is no such thing, or not for this actor
├── Conflict     409  somebody or something was first
└── Unavailable  503  a part that is needed does not answer
"""

from __future__ import annotations

from typing import Any, ClassVar


class ConcentricError(Exception):
    """An error that people read.

    `what`, `why` and `remedy` are English texts marked with `msgid`, with `%(name)s` places for `params`; who shows the
    error translates them. `str()` gives the English sentence.
    """

    status: ClassVar[int] = 500

    def __init__(self, what: str, *, why: str = "", remedy: str = "", **params: Any) -> None:
        self.what = what
        self.why = why
        self.remedy = remedy
        self.params = params
        super().__init__(what)

    def __str__(self) -> str:
        parts = (self.what, self.why, self.remedy)
        return " ".join(part % self.params if self.params else part for part in parts if part)


class Invalid(ConcentricError):
    """What was entered breaks a rule."""

    status = 422


class Refused(ConcentricError):
    """The actor may not do this."""

    status = 403


class Missing(ConcentricError):
    """There is no such thing, or this actor may not know of it."""

    status = 404


class Conflict(ConcentricError):
    """Somebody or something was first: the act does not fit what stands now."""

    status = 409


class Unavailable(ConcentricError):
    """A part that is needed does not answer."""

    status = 503
