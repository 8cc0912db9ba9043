"""Drafts of long forms: kept while somebody types, forgotten once the form was taken in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from concentric.desk import models
from concentric.kernel.api import Invalid, Refused, msgid
from concentric.kernel.types import Actor

LARGEST_DRAFT = 1_000_000
"""Bytes of JSON: four times the longest return with all its tables."""
LONGEST_CODE = 200


@transaction.atomic
def keep_draft(*, actor: Actor, form: str, object: str, content: Mapping[str, Any]) -> datetime:
    """Keep what was typed so far, in place of what was kept before; when it was kept.

    No act and no record: nothing is logged. Raises `Refused` for nobody and `Invalid` for what is too large.
    """
    if actor.person is None:
        raise Refused(msgid("Only who is signed in keeps drafts."))
    text = json.dumps(content)
    if len(text) > LARGEST_DRAFT or "\\u0000" in text or max(len(form), len(object)) > LONGEST_CODE:
        raise Invalid(
            msgid("This draft is too large to be kept."),
            remedy=msgid("Save the form itself."),
        )
    now = timezone.now()
    models.Draft.objects.update_or_create(
        person=actor.person,
        form=form,
        object=object,
        defaults={"content": dict(content), "saved_at": now},
    )
    return now


@transaction.atomic
def forget_draft(*, actor: Actor, form: str, object: str = "") -> None:
    """Forget a draft: the form was taken in, or its writer does not want it. Safe where there is none."""
    if actor.person is not None:
        models.Draft.objects.filter(person=actor.person, form=form, object=object).delete()
