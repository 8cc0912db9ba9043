"""Pages of programmes: all of them, one with its accord texts and target counties, founding and publishing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError
from concentric.programmes import forms, labels, models, permissions, queries, services
from concentric.programmes.types import ProgrammeKind
from concentric.programmes.views.reading import actor_of, in_language, sentence

ACCORD_DRAFT = "programmes.accord"
"""Code of the draft in which a long accord text is kept while it is typed."""


@desk.view(permissions.may_see_programmes)
def programmes(request: HttpRequest) -> HttpResponse:
    """Programmes with their accords, and what waits for this actor."""
    actor = actor_of(request)
    texts: dict[str, list[Any]] = {}
    for info in queries.accords():
        title = in_language(info.title_zh, info.title_en)
        texts.setdefault(info.programme, []).append({"info": info, "title": title})
    context = {
        "programmes": [
            {
                "info": info,
                "name": in_language(info.name_zh, info.name_en),
                "kind": labels.PROGRAMME_KINDS[info.kind],
                "accords": texts.get(info.code, []),
            }
            for info in queries.programmes()
        ],
        "waiting": queries.waiting_for(actor),
        "is_leader": permissions.may_countersign_accord(actor),
        "may_manage": permissions.may_manage_programme(actor),
    }
    return render(request, "programmes/programmes.html", context)


@desk.view(permissions.may_see_programmes)
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: its accord texts with their answers, its target counties, its pairings."""
    actor, row = actor_of(request), queries.programme_row(code)
    sees_all = permissions.may_see_all_answers(actor)
    wanted = queries.targets(code)
    names = queries.county_names(wanted)
    context = _titled(row) | {
        "kind": labels.PROGRAMME_KINDS[ProgrammeKind(row.kind)],
        "accords": [
            {
                "row": accord,
                "title": in_language(accord.title_zh, accord.title_en),
                "counts": counts if sees_all else None,
            }
            for accord, counts in queries.accord_counts(row)
        ],
        "targets": sorted((county, names.get(county, county)) for county in wanted),
        "pairings": queries.visible_pairings(actor).filter(programme=row).count(),
        "sees_all": sees_all,
        "may_manage": permissions.may_manage_programme(actor),
    }
    return render(request, "programmes/programme.html", context)


@desk.view(permissions.may_manage_programme, methods=("GET", "POST"))
def found(request: HttpRequest) -> HttpResponse:
    """Found a programme."""
    form = forms.ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_programme(actor=actor_of(request), **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("programmes:programme", code=made.code)
    status = 422 if form.errors else 200
    return render(request, "programmes/found.html", {"form": form}, status=status)


@desk.view(permissions.may_manage_programme, methods=("GET", "POST"))
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish an accord text as the programme's next version."""
    actor, row = actor_of(request), queries.programme_row(code)
    form = forms.AccordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.publish_accord(actor=actor, programme=code, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            desk.forget_draft(actor=actor, form=ACCORD_DRAFT, object=code)
            return redirect("programmes:accord", uuid=made.uuid)
    context = _titled(row) | {"form": form, "draft": ACCORD_DRAFT}
    status = 422 if form.errors else 200
    return render(request, "programmes/publish.html", context, status=status)


@desk.view(permissions.may_manage_programme, methods=("GET", "POST"))
def targets(request: HttpRequest, code: str) -> HttpResponse:
    """Name the counties a programme wants served."""
    row = queries.programme_row(code)
    wanted = queries.targets(code)
    names = queries.county_names(wanted)
    listed = "\n".join(f"{county} {names.get(county, '')}".strip() for county in sorted(wanted))
    form = forms.TargetsForm(
        request.POST or None, initial={"counties": listed, "seen": " ".join(sorted(wanted))}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_targets(actor=actor_of(request), programme=code, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
            form.see(seen=" ".join(sorted(wanted)))
        else:
            return redirect("programmes:programme", code=code)
    context = _titled(row) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "programmes/targets.html", context, status=status)


def _titled(row: models.Programme) -> dict[str, Any]:
    return {"programme": row, "name": in_language(row.name_zh, row.name_en)}
