"""The demo's returns: two cycles, 104 workbooks each, with the planted faults found and settled as in life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import translation
from ruamel.yaml import YAML

from concentric.access import api as access
from concentric.desk.types import DemoStep
from concentric.evidence import api as evidence
from concentric.facts import api as facts
from concentric.indicators.returns import models, services
from concentric.indicators.returns.prints import form
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.types import ReturnState, ThreadKind, UploadReport
from concentric.kernel.api import Invalid, msgid
from concentric.kernel.types import Actor, Period, Role
from concentric.programmes import api as programmes
from concentric.programmes.types import Consent, PairingKind, Paper, Side

STEPS = 6
"""Steps of one cycle: open, take in, sign, query, correct, accept."""

CHASED_ON = date(2021, 4, 6)
"""The Tuesday after the last day of the cycle 2020."""


@dataclass(frozen=True, slots=True)
class People:
    """The people of one firm who fill and sign, in order."""

    preparer: Actor
    checker: Actor
    signatory: Actor

    @property
    def chain(self) -> tuple[Actor, ...]:
        return (self.preparer, self.checker, self.signatory)


def load(examples: Path) -> Iterator[DemoStep]:
    """Load both cycles. A cycle whose returns are all locked is left alone."""
    specs = [s for s in _yaml(examples / "cycles.yaml")["cycles"] if not _is_done(s["code"])]
    faults = _yaml(examples / "faults.yaml")
    if not specs:
        return
    _people_of.cache_clear()
    for number, spec in enumerate(specs):
        own = faults["faults"] if faults["cycle"] == int(spec["code"]) else []
        for step, says in enumerate(_Loading(examples, spec, own).run()):
            yield DemoStep(f"{spec['code']}: {says}", number * STEPS + step, len(specs) * STEPS)
    yield DemoStep("", len(specs) * STEPS, len(specs) * STEPS)


class _Loading:
    """One cycle on its way from opening to locked returns, through the services that pages use."""

    def __init__(
        self, examples: Path, spec: Mapping[str, Any], faults: Sequence[Mapping[str, Any]]
    ) -> None:
        self._examples, self._spec = examples, spec
        self._says: Mapping[str, str] = spec.get("says", {})
        self._faults = {fault["code"]: fault for fault in faults}
        self._code = str(spec["code"])
        self._officer = _holder(access.convener_code(), Role.OFFICER)
        self._due = date.fromisoformat(str(spec["due_on"]))
        self._late = {
            f: date.fromisoformat(str(d)) for f, d in spec.get("submitted_on", {}).items()
        }
        self._people: dict[str, People] = {}

    def run(self) -> Iterator[str]:
        yield "opening"
        self._open()
        self._people = {firm: _people_of(firm) for firm in self._returns()}
        yield "taking in workbooks"
        self._refused(self._import(self._files(self._spec["workbooks"])))
        self._settle_missing_sheet()
        yield "signing"
        self._chase()
        self._sign([f for f in self._people if self._state(f) == ReturnState.PREPARING])
        services.take_up(actor=self._officer, returns=self._in(ReturnState.SIGNED))
        yield "querying"
        self._query()
        yield "correcting"
        self._correct()
        self._settle_contest()
        yield "accepting"
        services.accept(actor=self._officer, returns=self._in(ReturnState.UNDER_REVIEW))
        services.lock(actor=self._officer, returns=self._in(ReturnState.ACCEPTED))
        self._seal()

    def _open(self) -> None:
        if models.Cycle.objects.filter(code=self._code).exists():
            return
        facts.seal()
        services.open_cycle(
            actor=Actor.system("demo"),
            code=self._code,
            form=self._spec["form"],
            period=Period.parse(str(self._spec["period"])),
            population=self._spec["population"],
            opens_on=date.fromisoformat(str(self._spec["opens_on"])),
            due_on=self._due,
            backfilled=bool(self._spec["backfilled"]),
        )

    def _files(self, folder: str) -> list[services.WorkbookFile]:
        """The workbooks of a folder whose returns are still to be filled, each with its firm's preparer."""
        wanted = (ReturnState.OPEN, ReturnState.SENT_BACK)
        paths = [
            p
            for p in sorted((self._examples / folder).glob("*.xlsx"))
            if self._state(p.stem) in wanted
        ]
        return [
            services.WorkbookFile(
                firm=p.stem,
                content=p.read_bytes(),
                filename=p.name,
                actor=self._people[p.stem].preparer,
            )
            for p in paths
        ]

    def _import(
        self, files: Sequence[services.WorkbookFile], reason: str = ""
    ) -> tuple[UploadReport, ...]:
        report = services.import_workbooks(
            actor=Actor.system("demo"), cycle=self._code, files=files, dry_run=False, reason=reason
        )
        return report.refused

    def _refused(self, refused: Sequence[UploadReport]) -> None:
        """Only the planted fault may be refused."""
        planted = {f["firm"] for f in self._faults.values() if "import" in f["found_by"]}
        for report in refused:
            if report.firm not in planted:
                first = report.problems[0]
                raise Invalid(
                    msgid("%(filename)s was not taken in: %(says)s"),
                    filename=f"{report.firm} {first.sheet}!{first.cell}",
                    says=first.says,
                )

    def _settle_missing_sheet(self) -> None:
        fault = self._faults.get("missing_sheet")
        if fault is not None and self._state(fault["firm"]) == ReturnState.OPEN:
            self._import([self._correction(fault)])

    def _chase(self) -> None:
        """The late firm is reminded after the last day; its workbook came in good order, but unsigned."""
        late = [
            row.uuid
            for firm, row in self._returns().items()
            if firm in self._late and not row.submitted_on
        ]
        if late:
            services.chase(
                actor=self._officer,
                returns=late,
                on=CHASED_ON,
                text=self._says["chase"],
            )

    def _sign(self, firms: Sequence[str]) -> None:
        rows = self._returns()
        for firm in firms:
            for actor in self._people[firm].chain:
                services.sign_off(
                    actor=actor, return_uuid=rows[firm].uuid, on=self._late.get(firm, self._due)
                )

    def _query(self) -> None:
        """The reviewer asks by rule, and compares the claims of partners."""
        services.check_objects(actor=self._officer, cycle=self._code)
        slip = self._faults.get("unit_slip")
        if slip is not None:
            services.raise_by_rule(
                actor=self._officer,
                cycle=self._code,
                rule=slip["found_by"]["rule"],
                text=self._says["ask"],
            )

    def _correct(self) -> None:
        """Firms whose figures were wrong get them back, upload a better workbook, and sign again."""
        for code in ("unit_slip", "two_claims"):
            fault = self._faults.get(code)
            if fault is None or self._state(fault["firm"]) != ReturnState.UNDER_REVIEW:
                continue
            firm = fault["firm"]
            row = self._returns()[firm]
            self._answer(row, self._people[firm].preparer)
            services.send_back(
                actor=self._officer, return_uuid=row.uuid, reason=str(fault["what"]["zh"])
            )
            self._import([self._correction(fault)], reason=str(fault["what"]["zh"]))
            self._sign([firm])
            services.take_up(actor=self._officer, returns=[row.uuid])

    def _answer(self, row: models.Return, preparer: Actor) -> None:
        kinds = [ThreadKind.RULE, ThreadKind.OBJECT]
        for thread in models.Thread.objects.filter(owner=row, closed_at=None, kind__in=kinds):
            services.answer_query(
                actor=preparer,
                thread=thread.uuid,
                text=self._says["answer"],
            )

    def _correction(self, fault: Mapping[str, Any]) -> services.WorkbookFile:
        path = self._examples / fault["settled_by"]["upload"]
        preparer = self._people[fault["firm"]].preparer
        return services.WorkbookFile(
            firm=fault["firm"], content=path.read_bytes(), filename=path.name, actor=preparer
        )

    def _settle_contest(self) -> None:
        """The pairing that was missing is recorded where pairings are recorded; the prefilled number follows."""
        fault = self._faults.get("contested_prefill")
        if fault is None:
            return
        wanted = fault["settled_by"]["record_pairing"]
        known = {(p.county, p.starts_on) for p in programmes.pairings(firm=wanted["firm"])}
        agreed_on = date.fromisoformat(str(wanted["agreed_on"]))
        if (str(wanted["county"]), agreed_on) not in known:
            self._pair(wanted, agreed_on)
        services.refresh_prefill(actor=self._officer, cycle=self._code)

    def _pair(self, wanted: Mapping[str, Any], agreed_on: date) -> None:
        """Both sides agree on the evidence of the firm's own workbook, whose note names the agreement."""
        own = self._examples / self._spec["workbooks"] / f"{wanted['firm']}.xlsx"
        with own.open("rb") as content:
            paper = evidence.store(actor=self._officer, name=own.name, content=content)
        programme = next(
            p.code
            for p in programmes.programmes()
            if programmes.pairings(firm=wanted["firm"], programme=p.code)
        )
        pairing = programmes.propose_pairing(
            actor=self._officer,
            programme=programme,
            firm=wanted["firm"],
            county=str(wanted["county"]),
            kind=PairingKind(wanted["kind"]),
            starts_on=agreed_on,
        )
        signatory = self._people[wanted["firm"]].signatory
        for actor, side in ((signatory, Side.FIRM), (self._officer, Side.COUNTY)):
            programmes.answer_pairing(
                actor=actor,
                pairing=pairing.uuid,
                side=side,
                consent=Consent.GIVEN,
                answered_on=agreed_on,
                paper=Paper(paper.sha256, own.name),
            )

    def _seal(self) -> None:
        """Some firms have sent their sealed page already; in a sample the print itself stands for its scan."""
        rows = self._returns()
        for firm in self._spec.get("sealed", ()):
            with translation.override("zh-hans"):
                code, content = form.form_paper(rows[firm])
            services.upload_sealed_page(
                actor=self._people[firm].preparer,
                return_uuid=rows[firm].uuid,
                content=content,
                filename=f"{firm}-{self._code}-{code}.pdf",
            )

    def _returns(self) -> dict[str, models.Return]:
        rows = queries.loaded().filter(cycle__code=self._code)
        return {row.organisation.code: row for row in rows.order_by("organisation__code")}

    def _state(self, firm: str) -> ReturnState:
        return ReturnState(queries.return_of(self._code, firm).state)

    def _in(self, state: ReturnState) -> list[UUID]:
        return [row.uuid for row in self._returns().values() if row.state == state]


def _is_done(code: str) -> bool:
    rows = models.Return.objects.filter(cycle__code=code)
    return rows.exists() and not rows.exclude(state=ReturnState.LOCKED).exists()


@cache
def _people_of(firm: str) -> People:
    """The chain of a firm; both cycles have the same people."""
    return People(*(_holder(firm, role) for role in access.MEMBER_CHAIN))


def _holder(organisation: str, role: Role) -> Actor:
    return access.actor_for_appointment(access.holders(organisation, role)[0].uuid)


def _yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
