"""Addresses of publications."""

from __future__ import annotations

from django.urls import path

from concentric.publications.views import picking, published, recorded, signing, writing

app_name = "publications"
urlpatterns = [
    path("", writing.reports, name="reports"),
    path("new/", writing.begin, name="begin"),
    path("reports/<slug:code>/", writing.report, name="report"),
    path("reports/<slug:code>/numbers/", writing.take_in, name="take_in"),
    path("reports/<slug:code>/check/", writing.check, name="check"),
    path("reports/<slug:code>/issue/", writing.issue, name="issue_report"),
    path("reports/<slug:code>/pick/", picking.pick, name="pick"),
    path("reports/<slug:code>/sign/", signing.sign, name="sign"),
    path("reports/<slug:code>/chapters/<slug:chapter>/", writing.chapter, name="chapter"),
    path("reports/<slug:code>/chapters/<slug:chapter>/preview/", writing.preview, name="preview"),
    path("recorded/", recorded.recorded, name="recorded"),
    path("verify/", published.verify, name="verify"),
    path("published/", published.published, name="published"),
    path("published/<slug:code>/", published.issue, name="issue"),
    path("published/<slug:code>/erratum/", published.erratum, name="erratum"),
    path("published/<slug:code>/withdraw/", published.withdraw, name="withdraw"),
    path("published/<slug:code>/files/<str:name>", published.file, name="file"),
    path("published/<slug:code>/n/<slug:span>/", published.trace, name="trace"),
]
