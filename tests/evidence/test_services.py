"""Files are kept once, attached, opened through a gate, and found when damaged."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from concentric.evidence import api as evidence
from concentric.evidence import storage
from concentric.evidence.types import Attachment, StoredFile
from concentric.kernel.api import Actor, Invalid, Missing, Refused, Role, uuid7

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nreceipt"


def person(organisation: str) -> Actor:
    return Actor(
        person=uuid7(), appointment=uuid7(), organisation=organisation,
        roles=frozenset({Role.PREPARER}), is_convener=False, acting_for=None, name="Somebody",
    )  # fmt: skip


FIRM, OTHER = person("F001"), person("F002")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.CONCENTRIC_EVIDENCE = tmp_path / "evidence"
    return tmp_path / "evidence"


def store(actor: Actor = FIRM, content: bytes = PDF, name: str = "receipt.pdf") -> StoredFile:
    return evidence.store(actor=actor, name=name, content=io.BytesIO(content))


def attach(actor: Actor, sha256: str, row: UUID, name: str = "receipt.pdf") -> Attachment:
    return evidence.attach(
        actor=actor, sha256=sha256, name=name, room="test", object_kind="thing", object_uuid=row
    )


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_content_is_kept_once_under_its_hash(folder: Path) -> None:
    first, again = store(), store(OTHER, name="copy.pdf")

    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (first.is_new, again.is_new, again.sha256) == (True, False, first.sha256)
    (path,) = kept(folder)
    assert path == storage.path_of(first.sha256)
    assert path.read_bytes() == PDF


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90", "a.pdf"), (PDF, "a.docx"), (PDF, "../a.pdf"), (b"", "a.txt")],
)
def test_what_is_refused_leaves_nothing_behind(folder: Path, content: bytes, name: str) -> None:
    with pytest.raises(Invalid):
        store(content=content, name=name)
    assert kept(folder) == []


def test_limits_are_a_setting(settings: Any, folder: Path) -> None:
    settings.CONCENTRIC_EVIDENCE_LIMITS = {"document": 5}
    with pytest.raises(Invalid):
        store()
    assert kept(folder) == []


def test_nobody_uploads_nothing() -> None:
    with pytest.raises(Refused):
        store(Actor.anonymous())


def test_a_file_is_attached_once_and_taken_off() -> None:
    row, sha256 = uuid7(), store().sha256
    attachment = attach(FIRM, sha256, row)
    assert attach(FIRM, sha256, row) == attachment
    subject = {"room": "test", "object_kind": "thing", "object_uuid": row}

    assert evidence.attachments(**subject) == (attachment,)
    assert evidence.evidence_of(**subject) == (sha256,)
    evidence.detach(actor=FIRM, attachment_uuid=attachment.uuid)
    evidence.detach(actor=FIRM, attachment_uuid=attachment.uuid)
    assert evidence.attachments(**subject) == ()
    assert attach(FIRM, sha256, row).uuid != attachment.uuid


def test_knowing_a_hash_opens_nothing() -> None:
    sha256 = store().sha256
    with pytest.raises(Refused):
        attach(OTHER, sha256, uuid7())
    with pytest.raises(Missing):
        attach(FIRM, "0" * 64, uuid7())
    store(OTHER)
    assert attach(OTHER, sha256, uuid7()).sha256 == sha256
    assert attach(person("F001"), sha256, uuid7()).sha256 == sha256


def test_the_gate_of_the_record_decides() -> None:
    row, sha256 = uuid7(), store().sha256
    opened = evidence.open_file(actor=FIRM, sha256=sha256, may_see=lambda _: False)
    assert opened.path.read_bytes() == PDF
    attach(FIRM, sha256, row, name="签收单.pdf")

    with pytest.raises(Refused):
        evidence.open_file(actor=OTHER, sha256=sha256, may_see=lambda _: False)
    seen = evidence.open_file(
        actor=OTHER, sha256=sha256, may_see=lambda attachment: attachment.object_uuid == row
    )
    assert (seen.name, seen.media_type, seen.shown_inline) == (
        "签收单.pdf",
        "application/pdf",
        True,
    )
    for unknown in ("0" * 64, "../../etc/passwd"):
        with pytest.raises(Missing):
            evidence.open_file(actor=FIRM, sha256=unknown, may_see=lambda _: True)


def test_damage_is_found() -> None:
    good, bad, lost = (store(content=PDF + bytes([n])).sha256 for n in range(3))
    storage.path_of(bad).chmod(0o600)
    storage.path_of(bad).write_bytes(b"other")
    storage.path_of(lost).unlink()

    assert list(evidence.damaged_files()) == [bad, lost]
    assert list(evidence.damaged_files([good])) == []
    with pytest.raises(Missing, match="lost"):
        evidence.open_file(actor=FIRM, sha256=lost, may_see=lambda _: True)
