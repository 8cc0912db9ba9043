"""Rules of `__room__`."""

from __future__ import annotations

import pytest
from concentric.__room__ import rules
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import Invalid


@given(st.text(max_size=rules.LONGEST_NAME))
def test_a_checked_name_stays_as_it_is(name: str) -> None:
    if not name.strip():
        with pytest.raises(Invalid, match="does not fit"):
            rules.checked_name(name)
        return
    assert rules.checked_name(rules.checked_name(name)) == name.strip()
