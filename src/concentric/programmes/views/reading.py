"""What every page of this room reads out of a request."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import get_language

from concentric.desk import api as desk
from concentric.kernel.api import Actor, ConcentricError


def actor_of(request: HttpRequest) -> Actor:
    """Who stands behind the request."""
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware


def sentence(error: ConcentricError) -> str:
    """An error as one text in the reader's language."""
    return " ".join(part for part in desk.said(error).values() if part)


def in_language(chinese: str, english: str) -> str:
    """The text in the reader's language."""
    return chinese if (get_language() or "zh").startswith("zh") else english


def day_of(text: str) -> date | None:
    """A day of an address, `None` for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
