"""The demo's programmes: an accord with what 140 invited firms answered, and the register of pairings."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from ruamel.yaml import YAML

from concentric.access import api as access
from concentric.desk.types import DemoStep
from concentric.evidence import api as evidence
from concentric.kernel.api import Invalid, msgid
from concentric.kernel.types import Actor, Role
from concentric.programmes import models
from concentric.programmes.services import accords, lists, pairings
from concentric.programmes.types import Consent, PairingKind, Paper, ProgrammeKind, Side

_EVERY = 20


def load(examples: Path) -> Iterator[DemoStep]:
    """Found the programmes, publish the accord, take in its answers and the register of pairings."""
    actor = Actor.system("demo")
    said = YAML(typ="safe").load((examples / "accord.yaml").read_text(encoding="utf-8"))
    yield DemoStep("accord and signatures", 0, 1)
    accord = _accord(actor, said)
    _take_in_signatures(actor, accord, examples / "accord_signatures.xlsx")
    programme = said["pairing_programme"]
    _found(actor, programme)
    yield from _pair(actor, programme["code"], examples / "pairings.csv")


def _found(actor: Actor, programme: Mapping[str, Any]) -> None:
    if models.Programme.objects.filter(code=programme["code"]).exists():
        return
    accords.create_programme(
        actor=actor,
        code=programme["code"],
        kind=ProgrammeKind(programme["kind"]),
        name_zh=programme["name"]["zh"],
        name_en=programme["name"]["en"],
        starts_on=programme["starts_on"],
        ends_on=programme.get("ends_on"),
    )


def _accord(actor: Actor, said: Mapping[str, Any]) -> UUID:
    _found(actor, said["programme"])
    code = said["programme"]["code"]
    standing = models.Accord.objects.filter(programme__code=code).order_by("-version").first()
    if standing is not None:
        return standing.uuid
    texts = {
        language: "\n".join(one["says"][language] for one in said["obligations"])
        for language in ("zh", "en")
    }
    accord = said["accord"]
    return accords.publish_accord(
        actor=actor,
        programme=code,
        title_zh=accord["title"]["zh"],
        title_en=accord["title"]["en"],
        text_zh=texts["zh"],
        text_en=texts["en"],
        dated_on=accord["dated_on"],
    ).uuid


def _take_in_signatures(actor: Actor, accord: UUID, path: Path) -> None:
    report = lists.import_signatures(
        actor=actor, accord=accord, content=path.read_bytes(), filename=path.name, dry_run=False
    )
    if report.problems:
        first = report.problems[0]
        raise Invalid(
            msgid("%(filename)s was not taken in: %(says)s"),
            filename=f"{path.name} {first.sheet}!{first.cell}",
            says=first.says,
        )


def _pair(actor: Actor, programme: str, path: Path) -> Iterator[DemoStep]:
    """Enter every pairing of the register with the consent of both sides, the register being the evidence."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    standing = set(
        models.Pairing.objects.filter(programme__code=programme).values_list(
            "firm__code", "county", "kind"
        )
    )
    missing = [r for r in rows if (r["firm"], r["county"], r["kind"]) not in standing]
    if not missing:
        return
    with path.open("rb") as content:
        stored = evidence.store(actor=actor, name=path.name, content=content)
    register = Paper(stored.sha256, path.name)
    for number, row in enumerate(missing):
        if number % _EVERY == 0:
            yield DemoStep("pairings", number, len(missing))
        enter_pairing(actor, programme, row, register)
    yield DemoStep("", len(missing), len(missing))


@transaction.atomic
def enter_pairing(actor: Actor, programme: str, row: Mapping[str, str], register: Paper) -> None:
    """One pairing of the register, agreed by both sides on its day."""
    agreed_on = date.fromisoformat(row["agreed_on"])
    pairing = pairings.propose_pairing(
        actor=actor,
        programme=programme,
        firm=row["firm"],
        county=row["county"],
        kind=PairingKind(row["kind"]),
        starts_on=agreed_on,
    )
    answers = ((_signatory(row["firm"]), Side.FIRM, None), (actor, Side.COUNTY, register))
    for who, side, paper in answers:
        pairings.answer_pairing(
            actor=who,
            pairing=pairing.uuid,
            side=side,
            consent=Consent.GIVEN,
            answered_on=agreed_on,
            paper=paper,
        )


def _signatory(firm: str) -> Actor:
    """The signatory of a firm, who alone consents for it."""
    return access.actor_for_appointment(access.holders(firm, Role.SIGNATORY)[0].uuid)
