"""The civil time of the product. It reads no clock: instants are passed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from concentric.kernel.errors import Invalid
from concentric.kernel.words import msgid

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def shanghai_day(instant: datetime) -> date:
    """The day in Shanghai on which an instant falls; an instant without a time zone is refused."""
    if instant.utcoffset() is None:
        raise Invalid(
            msgid("The instant %(instant)s has no time zone."),
            why=msgid("Without one it is not known on which day it falls."),
            remedy=msgid("Give the instant with its time zone, for example +08:00."),
            instant=instant.isoformat(),
        )
    return instant.astimezone(SHANGHAI).date()
