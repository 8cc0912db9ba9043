"""Page tokens, what a statement writes, formula guards, views of lists: laws of the pure part."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.desk import rules
from concentric.kernel.api import Invalid

WRITES = [
    ("INSERT INTO parties_organisation (code) VALUES (%s)", "insert", "parties_organisation"),
    ('UPDATE "public"."desk_job" SET "says" = %s', "update", "desk_job"),
    ("/* a remark */ -- another\n delete from only desk_job", "delete", "desk_job"),
    (
        "WITH x AS (INSERT INTO desk_job (kind) VALUES ('a') RETURNING id) SELECT * FROM x",
        "insert",
        "desk_job",
    ),
    ("SELECT 1; TRUNCATE TABLE desk_job", "truncate", "desk_job"),
    ("COPY desk_job (kind, says) FROM STDIN", "copy", "desk_job"),
    ("MERGE INTO desk_job USING x ON true WHEN MATCHED THEN DO NOTHING", "merge", "desk_job"),
    ("SELECT * FROM desk_job FOR UPDATE OF desk_job", "lock", ""),
    ("SELECT 1 FROM desk_job FOR NO KEY UPDATE", "lock", ""),
    ("SELECT 1 FROM desk_job FOR SHARE", "lock", ""),
    ("EXPLAIN ANALYZE DELETE FROM desk_job", "delete", "desk_job"),
    ("CREATE TABLE x (id int)", "create", "x"),
    ("LOCK TABLE desk_job", "lock", "desk_job"),
    ("SELECT nextval('desk_job_id_seq')", "call", "nextval"),
    ("SELECT audit_seal_book(%s)", "call", "audit_seal_book"),
    ("SELECT procrastinate_defer_jobs_v1(%s)", "call", "procrastinate_defer_jobs_v1"),
    ("DO $$ BEGIN END $$", "do", ""),
]
READS = [
    'SELECT "desk_job"."id" FROM "desk_job" WHERE "desk_job"."says" = \'INSERT INTO x\'',
    "SELECT 'it''s; DELETE FROM x' AS said",
    "SELECT $tag$ update desk_job set $tag$",
    "SELECT E'\\'; DROP TABLE x' ",
    'SELECT "update", "delete", "insert" FROM "x"',
    "COPY (SELECT id FROM desk_job) TO STDOUT",
    "COPY desk_job (kind) TO STDOUT",
    "WITH x AS (SELECT 1) SELECT updated_at, inserted FROM x -- FOR UPDATE",
    "SAVEPOINT s1",
    "SHOW server_version",
    "SELECT coalesce(a, 0), max(b) FROM x GROUP BY 1",
    "",
]


@pytest.mark.parametrize(("statement", "verb", "table"), WRITES)
def test_what_writes_is_seen(statement: str, verb: str, table: str) -> None:
    found = rules.writes(statement)
    assert (verb, table) in [(v, t if table or v != "do" else "") for v, t in found]


@pytest.mark.parametrize("statement", READS)
def test_what_only_reads_passes(statement: str) -> None:
    assert rules.writes(statement) == ()


def test_an_insert_that_updates_on_conflict_is_one_write() -> None:
    text = "INSERT INTO desk_job (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET says = 'a'"
    assert rules.writes(text) == (("insert", "desk_job"),)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])))
def test_a_text_of_any_content_is_no_write(text: str) -> None:
    quoted = text.replace("'", "''").replace("\0", "")
    assert rules.writes(f"SELECT '{quoted}' FROM x") == ()


@given(
    st.none() | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")),
    st.integers(0, rules.LARGEST_ID),
    st.booleans(),
)
def test_a_page_token_says_what_was_put_in(value: str | None, row: int, backwards: bool) -> None:
    token = rules.page_token(value, row, backwards=backwards)
    assert rules.read_page_token(token) == (value, row, backwards)
    assert token.replace("-", "").replace("_", "").isalnum()


def _token(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        "a", "%%%", "\u4e2d", "x" * 9, _token({}), _token([1, 2]), _token(["a", "1", False]), _token(["a", 1, 0]),
        _token(["a", 1e400, False]), _token(["a", -1, False]), _token(["a", 2**63, False]), _token(["a\0", 1, False]),
        _token([["a"], 1, False]), _token([True, 1, False]), _token(["a", True, False]),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)  # fmt: skip
def test_a_hostile_page_token_is_refused_in_words(token: str) -> None:
    with pytest.raises(Invalid, match="damaged"):
        rules.read_page_token(token)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"])
def test_a_formula_becomes_a_text_and_comes_back_as_it_was(start: str) -> None:
    assert rules.neutralise(start + "1+1") == "'" + start + "1+1"
    assert rules.without_guard(rules.neutralise(start + "1+1")) == start + "1+1"


@given(st.text().filter(lambda text: not text.startswith("'")))
def test_a_guard_is_undone(text: str) -> None:
    assert rules.without_guard(rules.neutralise(text)) == text


def test_a_view_is_the_set_part_of_an_address() -> None:
    assert rules.view_query("?sort=-code&page=abc&kind=&q=a%20b&export=csv") == "q=a+b&sort=-code"
    assert rules.view_query("") == ""


def test_differences_stand_in_the_order_of_the_form() -> None:
    labels = {"name": "Name", "count": "Count", "note": "Note"}
    typed = {"note": " a ", "count": "3", "name": "x"}
    standing = {"name": "y", "count": 3, "note": "a"}
    found = rules.differences(typed, standing, labels)
    assert [(one.label, one.typed, one.standing) for one in found] == [("Name", "x", "y")]


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_have_letters(column: int, letters: str) -> None:
    assert rules.cell_address(column, 7) == f"{letters}7"
