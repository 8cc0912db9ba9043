"""Addresses of returns; `indicators.urls` takes them in."""

from __future__ import annotations

from django.urls import path

from concentric.indicators.returns.views import boards, chasing, filling, papers, reviewing, signing

urlpatterns = [
    path("", filling.returns, name="returns"),
    path("cycles/", boards.boards, name="boards"),
    path("cycles/<str:code>/", boards.board, name="board"),
    path("cycles/<str:code>/chase/", chasing.chase, name="chase"),
    path("cycles/<str:code>/late/", chasing.late, name="late"),
    path("cycles/<str:code>/letters/<str:day>/", chasing.letters, name="letters"),
    path("cycles/<str:code>/queries/", boards.cycle_queries, name="queries"),
    path("cycles/<str:code>/objects/", boards.objects, name="objects"),
    path("cycles/<str:code>/quality/", boards.quality, name="quality"),
    path("cycles/<str:code>/questions/", boards.questions, name="questions"),
    path(
        "cycles/<str:code>/questions/<uuid:uuid>/", boards.answer_question, name="answer_question"
    ),
    path("cycles/<str:code>/archive/", boards.archive, name="archive"),
    path("queries/<uuid:uuid>/", reviewing.thread, name="thread"),
    path("letters/<uuid:uuid>/", chasing.letter, name="letter"),
    path("<uuid:uuid>/", filling.return_page, name="return"),
    path("<uuid:uuid>/sections/<str:code>/", filling.section, name="section"),
    path("<uuid:uuid>/sections/<str:code>/assign/", filling.assign, name="assign"),
    path("<uuid:uuid>/sections/<str:code>/mark/", filling.mark, name="mark"),
    path("<uuid:uuid>/lines/<str:code>/", filling.line, name="line"),
    path("<uuid:uuid>/tables/<str:code>/", filling.table, name="table"),
    path("<uuid:uuid>/tables/<str:code>/<uuid:row_uuid>/", filling.table_row, name="table_row"),
    path("<uuid:uuid>/workbook/", filling.workbook, name="workbook"),
    path("<uuid:uuid>/upload/", filling.upload, name="upload"),
    path("<uuid:uuid>/sign/", signing.sign, name="sign"),
    path("<uuid:uuid>/hand-back/", signing.hand_back, name="hand_back"),
    path("<uuid:uuid>/form/", papers.form, name="form"),
    path("<uuid:uuid>/seal/", papers.seal, name="seal"),
    path("<uuid:uuid>/review/", reviewing.review, name="review"),
    path("<uuid:uuid>/ask/", reviewing.ask, name="ask"),
]
