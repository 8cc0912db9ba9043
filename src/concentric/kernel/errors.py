"""One error family: every refusal says what is wrong, why, and what to do next."""

from __future__ import annotations

from typing import ClassVar


class ConcentricError(Exception):
    """A refusal in words.

    ``what``, ``why`` and ``remedy`` are English message ids marked with `msgid`; ``%(name)s`` in
    them stands for an entry of ``params``, and a literal percent sign is written ``%%``. Personal
    data never goes into ``params``: errors are logged. `str()` is the English text; the web
    translates the parts itself.
    """

    status: ClassVar[int] = 500

    def __init__(self, what: str, *, why: str = "", remedy: str = "", **params: object) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy
        self.params: dict[str, object] = params

    def __str__(self) -> str:
        return " ".join(text % self.params for text in (self.what, self.why, self.remedy) if text)


class Invalid(ConcentricError):
    """What was given cannot be accepted as it is; the giver can mend it."""

    status = 422


class Refused(ConcentricError):
    """The actor may not do this."""

    status = 403


class Missing(ConcentricError):
    """What was asked for does not exist, or not for this actor."""

    status = 404


class Conflict(ConcentricError):
    """What is asked contradicts what was recorded in the meantime."""

    status = 409


class Unavailable(ConcentricError):
    """Something the product depends on does not answer now; trying again may help."""

    status = 503
