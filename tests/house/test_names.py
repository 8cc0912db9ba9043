"""Names: the words of `docs/words.md` and no second word for one of them, dates and instants by their endings."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable

import pytest

from tests.house.rooms import ROOT, SOURCE, none, python_files, rooms, shown

WORDS = ROOT / "docs" / "words.md"
ROW = re.compile(
    r"^\|\s*(?P<chinese>[^|]+?)\s*\|\s*(?P<identifier>[^|]+?)\s*\|\s*(?P<meaning>[^|]*?)\s*\|",
    re.MULTILINE,
)

OTHER_WORDS = {
    "zero_report": "nil_report",
    "supervisor": "leader",
    "section_chief": "department_head",
    "delegate": "deputy",
    "proxy": "deputy",
    "liaison": "contact",
    "approver": "signatory",
    "bounce": "send_back",
    "dun": "chase",
    "nag": "chase",
    "caliber": "counting_rule",
    "metric": "indicator",
    "kpi": "indicator",
    "questionnaire": "form",
    "retract": "withdraw",
    "corrigendum": "erratum",
    "suppressed": "withheld",
    "provenance": "trace",
    "storno": "reversal",
    "chargeback": "reversal",
    "objection": "contest",
    "twinning": "pairing",
    "designated_pairing": "pairing",
    "company": "organisation",
}
"""Words that somebody might use for a word of `docs/words.md`, and that word."""
FREE = {"company"}
"""Words with a meaning of their own besides: the companies that firms bring to the market are counted objects."""


def words() -> list[tuple[str, str]]:
    """The rows of the table: Chinese and identifier."""
    found = [
        (m["chinese"], m["identifier"]) for m in ROW.finditer(WORDS.read_text(encoding="utf-8"))
    ]
    return [row for row in found if row[1] != "identifier" and not set(row[1]) <= {"-"}]


def doubled(rows: list[tuple[str, str]]) -> list[str]:
    """Words with two identifiers, identifiers with two words, identifiers that are none."""
    chinese = [part.strip() for row in rows for part in re.split("\u3001", row[0])]
    identifiers = [part.strip() for row in rows for part in row[1].split(",")]
    faults = [f"{w} stands twice" for w, n in Counter([*chinese, *identifiers]).items() if n > 1]
    return faults + [
        f"{i} is no identifier"
        for i in identifiers
        if not re.fullmatch(r"[a-z]+(?:[_.][a-z]+)*", i)
    ]


def test_one_word_per_concept_and_one_concept_per_word() -> None:
    assert doubled([("\u4efd\u989d", "share"), ("\u6bd4\u4f8b", "share")]) == ["share stands twice"]
    assert doubled([("\u4efd\u989d", "Share of")]) == ["Share of is no identifier"]
    assert len(words()) > 50
    none(doubled(words()))


def identifiers(source: str) -> Iterable[tuple[int, str]]:
    """The names that code gives: of modules' functions, classes, arguments and attributes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def other_words(source: str) -> list[tuple[int, str]]:
    """Names with a word that is not ours, and the word that is."""
    found = []
    for line, name in identifiers(source):
        plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        for wrong, right in OTHER_WORDS.items():
            if wrong not in FREE and re.search(rf"(?:^|_){wrong}s?(?:_|$)", plain):
                found.append((line, f"{name}: the word is {right}"))
    return found


def test_code_speaks_the_words_of_the_house() -> None:
    known = {part.strip() for _, identifier in words() for part in identifier.split(",")}
    assert set(OTHER_WORDS.values()) <= known
    assert other_words("class ZeroReport: ...") == [(1, "ZeroReport: the word is nil_report")]
    assert other_words("def nil_report(): ...") == []
    none(
        f"{shown(path)}:{line} {fault}"
        for path in python_files()
        if SOURCE in path.parents
        for line, fault in other_words(path.read_text(encoding="utf-8"))
    )


# --- Values that cross doors ------------------------------------------------------------------

DAYS = {"valid_from", "valid_to", "covers_from", "covers_to", "start", "end", "on", "day"}
"""Names of days that say so by themselves."""


def misnamed(source: str) -> list[tuple[int, str]]:
    """Fields of values whose name does not tell a date from an instant, and floats among them."""
    found = []
    for cls in (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ClassDef)):
        for node in (n for n in cls.body if isinstance(n, ast.AnnAssign)):
            name, kind = (
                ast.unparse(node.target),
                ast.unparse(node.annotation).removesuffix(" | None"),
            )
            if kind == "date" and not name.endswith("_on") and name not in DAYS:
                found.append((node.lineno, f"{cls.name}.{name} is a date: its name ends in _on"))
            if kind == "datetime" and not name.endswith("_at") and name not in {"at", "moment"}:
                found.append(
                    (node.lineno, f"{cls.name}.{name} is an instant: its name ends in _at")
                )
            if kind == "float":
                found.append((node.lineno, f"{cls.name}.{name} is a float"))
    return found


def test_dates_end_in_on_and_instants_in_at() -> None:
    bad = "class A:\n    due: date\n    sent: datetime | None\n    share: float\n"
    assert [line for line, _ in misnamed(bad)] == [2, 3, 4]
    assert misnamed("class A:\n    due_on: date\n    sent_at: datetime\n    share: Decimal\n") == []
    none(
        f"{shown(path)}:{line} {fault}"
        for path in python_files()
        if path.stem == "types" or path.parent.name == "types"
        for line, fault in misnamed(path.read_text(encoding="utf-8"))
    )


# --- Modules and acts -------------------------------------------------------------------------

REFUSED = {
    "common",
    "utils",
    "util",
    "helpers",
    "helper",
    "core",
    "base",
    "misc",
    "tools",
    "shared",
    "lib",
    "stuff",
}


def speechless(parts: Iterable[str]) -> set[str]:
    """Parts of a module's path that say nothing about what is in it."""
    return {part.removesuffix(".py") for part in parts} & REFUSED


def test_no_module_is_called_by_a_word_that_says_nothing() -> None:
    assert speechless(("members", "utils", "dates.py")) == {"utils"}
    assert speechless(("members", "helpers.py")) == {"helpers"}
    none(
        shown(path)
        for path in [
            *python_files(),
            *(ROOT / "scripts").rglob("*.py"),
            *(ROOT / "bench").rglob("*.py"),
        ]
        if speechless(path.relative_to(ROOT).parts)
    )


NO_ACTS = {
    ("facts", "seal"),
    ("facts", "verify"),
    ("facts", "verify_dimensions"),
    ("desk", "run_job"),
}
"""Services without an actor: the machine's own, which record nobody's will."""


def actless(source: str, room: str) -> list[tuple[int, str]]:
    """Public functions of services that do not take `actor` first, or take anything by place."""
    found = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if (room, node.name) in NO_ACTS or not writes(node):
            continue
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        if not given or given[0].arg != "actor":
            found.append((node.lineno, f"{node.name} does not take the actor first"))
        elif node.args.args and not registered_as_eraser(node):
            found.append((node.lineno, f"{node.name} takes arguments by place"))
    return found


def writes(node: ast.FunctionDef) -> bool:
    """Whether the function declares one transaction: it is an act."""
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def registered_as_eraser(node: ast.FunctionDef) -> bool:
    """`PersonData.erase` is called by place: `(actor, person)`."""
    return [a.arg for a in node.args.args] == ["actor", "person"]


def test_acts_take_the_actor_first_and_keywords_only() -> None:
    head = "@transaction.atomic\n"
    assert actless(f"{head}def admit(*, actor, code): ...", "members") == []
    assert actless(f"{head}def admit(*, code, actor): ...", "members")
    assert actless(f"{head}def admit(actor, code): ...", "members")
    assert actless("def columns(): ...", "members") == []
    none(
        f"{shown(path)}:{line} {fault}"
        for path in python_files()
        if (path.stem == "services" or path.parent.name == "services") and path.stem != "__init__"
        for line, fault in actless(
            path.read_text(encoding="utf-8"), path.relative_to(SOURCE).parts[0]
        )
    )


@pytest.mark.parametrize("room", rooms())
def test_every_room_says_what_it_is_for_who_uses_it_and_what_it_does_not_hold(room: str) -> None:
    text = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8")))
    said = " ".join((text or "").split())
    assert re.search(r"[Uu]sed by|[Uu]pper rooms|[Ee]very room|Rooms", said), "who uses it"
    assert re.search(
        r"\bnot hold|holds? no|knows? no|computes no|never imports|Does not hold|keeps no", said
    ), "what it does not hold"
