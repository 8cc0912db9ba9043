"""The one error of the embedded server."""

from __future__ import annotations


class ServerUnavailable(RuntimeError):
    """The server cannot run here; `args[0]` says why in a sentence, `remedy` what mends it."""

    def __init__(self, why: str, remedy: str = "") -> None:
        super().__init__(why)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.args[0]} {self.remedy}".strip()
