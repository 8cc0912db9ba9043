"""The line of a row is the canonical line: the same bytes as from its texts, read back whole."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from concentric.audit.api import canonical_bytes, copy_line, line_texts
from concentric.facts import books, rows, rules
from concentric.facts.types import DraftFact, FactSource
from concentric.kernel.api import uuid7
from concentric.rulebook.api import load
from tests.facts.drafts import DAY, PACK, draft, source

BOOK = load([PACK])
AT = "2026-01-31T08:00:00.000000Z"
CODES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=6
)
DRAFTS = st.builds(
    draft,
    organisation=CODES,
    place=st.none() | CODES,
    person_key=st.none() | CODES,
    value=st.decimals(-(10**9), 10**9, places=6),
    dims=st.dictionaries(st.just("note"), CODES | st.just('\\N "\\"')),
    source=st.builds(FactSource, CODES, st.uuids(), st.integers(1, 9), st.just("") | CODES),
    backfilled=st.booleans(),
)


def line_of(wanted: DraftFact) -> str:
    checked = rules.checked_type(BOOK.fact_type(wanted.fact_type), BOOK.items)
    return rows.draft_line(wanted, checked, uuid7(), AT)


@given(DRAFTS)
def test_a_line_is_that_of_its_texts(wanted: DraftFact) -> None:
    line = line_of(wanted)
    texts = line_texts(line)

    assert copy_line(texts) == line
    assert len(texts) == len(rows.COLUMNS)
    said = dict(zip(rows.COLUMNS, texts, strict=True))
    assert (said["organisation"], said["place"], said["person_key"]) == (
        wanted.organisation, wanted.place, wanted.person_key,
    )  # fmt: skip
    assert Decimal(said["value"] or "") == wanted.value
    assert FactSource(*rows.source_of(texts)) == wanted.source


def test_the_digest_is_that_of_the_canonical_bytes() -> None:
    """The form that seals were made over: it may never change."""
    wanted = draft(
        "test.declared", covers_from=date(2020, 1, 1), covers_to=date(2020, 12, 31),
        organisation="F\\1", value=Decimal("-0"), share_num=1, share_den=3,
        attributed=Decimal(0), evidence=("b" * 64,), source=source(slot=""),
    )  # fmt: skip
    line = line_of(wanted)
    version = BOOK.fact_type("test.declared").version
    values = [
        line_texts(line)[0], "test.declared", version, "period", "F\\1", None, None, None, None,
        wanted.covers_from, wanted.covers_to, Decimal(0), "eq", 1, 3, Decimal(0), {}, "declared",
        "solo", "one_sided", "A", "F", ["b" * 64], False, "test", wanted.source.uuid, 1, "", None,
        datetime(2026, 1, 31, 8, tzinfo=UTC),
    ]  # fmt: skip

    assert canonical_bytes(books.FACTS, values) == f"concentric/facts/1\t{line}".encode()
    *_, digest = rows.parameters(line)
    assert digest == hashlib.sha256(f"concentric/facts/1\t{line}".encode()).digest()
    assert rows.recorded_line(line) == f"{line}\t\\\\x{digest.hex()}\n"


def test_a_reversal_says_the_same_subject_and_no_value() -> None:
    fact = line_texts(line_of(draft(place="2\\N", covers_from=DAY)))
    by = source(slot="undone")
    said = dict(
        zip(rows.COLUMNS, line_texts(rows.reversal_line(fact, by, uuid7(), AT)), strict=True)
    )

    assert (said["value"], said["attributed"], said["place"]) == (None, None, "2\\N")
    assert (said["reverses"], said["source_slot"]) == (fact[0], "undone")
