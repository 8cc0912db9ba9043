"""Tables of `__room__`."""

from __future__ import annotations

from django.db import models

from concentric.kernel.api import uuid7


class Entry(models.Model):
    """One entry.

    Invariant: its code is unique. Written by `__room__.services` alone.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    name = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "__room___entry"

    def __str__(self) -> str:
        return self.code
