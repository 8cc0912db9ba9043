"""Somebody at the site without a browser: a session of their own, and the forms as they stand on the pages."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import Cookie, CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Attributes = Mapping[str, str]


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, what it holds before anybody types, the acts of its buttons."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    acts: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Page:
    """What the site answered."""

    status: int
    url: str
    content: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def html(self) -> str:
        return self.content.decode()

    @property
    def text(self) -> str:
        """The words as they are read: no marks, one blank between words."""
        body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", self.html, flags=re.S)
        return " ".join(_Text.of(body).split())

    @property
    def forms(self) -> list[Form]:
        return _Forms.of(self.html)

    def form(self, *, act: str = "", holding: str = "", to: str = "") -> Form:
        """The one form of the page with this act, with this field, or to this address."""
        found = [
            form
            for form in self.forms
            if (not act or act in form.acts)
            and (not holding or holding in form.fields)
            and form.action.endswith(to)
            and "csrfmiddlewaretoken" in form.fields
        ]
        assert len(found) == 1, f"{self.path} has {len(found)} such forms: {self.forms}"
        return found[0]

    def link(self, pattern: str) -> str:
        """The first address on the page that fits a pattern."""
        found = re.search(rf'href="([^"]*{pattern}[^"]*)"', self.html)
        assert found is not None, f"{self.path} has no link {pattern}"
        return found[1].replace("&amp;", "&")


class Someone:
    """A person at the site. Without an address: the public."""

    def __init__(self, site: str, *, language: str = "en") -> None:
        self.site = site
        self._cookies = CookieJar()
        self._cookies.set_cookie(_cookie(site, "django_language", language))
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._cookies)
        )

    def signs_in(self, email: str, password: str) -> Page:
        """Through the form, as everybody does; answers the page one arrives at."""
        form = self.opens("/accounts/login/").form(holding="password")
        home = self.submits("/accounts/login/", form, login=email, password=password)
        assert home.path == "/", f"{email} was not let in: {home.text}"
        return home

    def asks(self, path: str) -> Page:
        """Whatever the site answers to an address."""
        return self._send(urllib.request.Request(urljoin(self.site, path)))

    def opens(self, path: str) -> Page:
        """An address that must be there."""
        page = self.asks(path)
        assert page.status == 200, f"{path} answered {page.status}: {page.text[:500]}"
        return page

    def submits(
        self, path: str, form: Form, /, *, file: tuple[str, bytes] | None = None, **typed: str
    ) -> Page:
        """A form of the page at an address, with what was typed into it; answers the page one arrives at."""
        data, kind = _encoded({**form.fields, **typed}, file)
        return self._send(
            urllib.request.Request(
                urljoin(self.site + path, form.action), data, {"Content-Type": kind}
            )
        )

    def _send(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return Page(answer.status, answer.url, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Page(refusal.code, refusal.url or "", refusal.read())


def _encoded(typed: Mapping[str, str], file: tuple[str, bytes] | None) -> tuple[bytes, str]:
    if file is None:
        return urlencode(typed).encode(), "application/x-www-form-urlencoded"
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in typed.items()
    ]
    name, content = file
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    parts += [
        f"--{boundary}\r\n{head}\r\nContent-Type: {XLSX}\r\n\r\n".encode(), content,
        f"\r\n--{boundary}--\r\n".encode(),
    ]  # fmt: skip
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def _cookie(site: str, name: str, value: str) -> Cookie:
    host = urlsplit(site).hostname or ""
    return Cookie(
        0, name, value, None, False, host, True, False, "/", True, False, None, False, None, None, {}
    )  # fmt: skip


class _Text(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        return "".join(parser._said)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _BLOCKS:
            self._said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._said.append(" ")

    def handle_data(self, data: str) -> None:
        self._said.append(data)


_BLOCKS = {"p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "dt", "dd", "br", "section"}


class _Forms(HTMLParser):
    """The forms of a page, controls that name their form from outside included."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Form] = []
        self._named: dict[str, Form] = {}
        self._current: Form | None = None
        self._area: tuple[Form, str] | None = None
        self._select: tuple[Form, str] | None = None

    @classmethod
    def of(cls, html: str) -> list[Form]:
        parser = cls()
        parser.feed(html)
        return parser._found

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._current = Form(given.get("action", ""))
            self._found.append(self._current)
            if "id" in given:
                self._named[given["id"]] = self._current
            return
        form = self._named.get(given.get("form", "")) or self._current
        if form is None:
            return
        if tag == "option" and self._select is not None:
            select, name = self._select
            if "selected" in given or name not in select.fields:
                select.fields[name] = given.get("value", "")
        elif "name" in given:
            self._control(form, tag, given)

    def _control(self, form: Form, tag: str, given: Attributes) -> None:
        name, kind = given["name"], given.get("type", "text")
        if tag == "button" or kind == "submit":
            form.acts.add(given.get("value", ""))
        elif tag == "textarea":
            self._area = (form, name)
            form.fields[name] = ""
        elif tag == "select":
            self._select = (form, name)
        elif tag == "input" and kind not in ("file", "checkbox", "radio"):
            form.fields[name] = given.get("value", "")
            if name == "act":
                form.acts.add(given.get("value", ""))
        elif "checked" in given:
            form.fields[name] = given.get("value", "on")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            form, name = self._area
            form.fields[name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._current = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
