"""Pure decisions on organisations and people: what a draft lacks, chains of parents, masking, pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from concentric.kernel.api import Invalid, check_uscc, msgid, stock_code
from concentric.parties.types import NEED_A_PARENT, OrganisationDraft

_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,31}")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MASK: Final = "*"


def tidy(draft: OrganisationDraft) -> OrganisationDraft:
    """The draft in its stored form: trimmed, codes in plain form, the legal name where no short one is stated.

    Raises `Invalid` for a code that cannot be one, a missing name or parent, a wrong credit or stock code.
    """
    draft = replace(
        draft,
        **{name: getattr(draft, name).strip() for name in _TEXTS},
    )
    if not _CODE.fullmatch(draft.code):
        raise Invalid(
            msgid("“%(code)s” cannot be the code of an organisation."),
            why=msgid("Codes are capitals, digits, dots and dashes, at most 32."),
            remedy=msgid("Choose for example F001 or F001-SH01."),
            code=draft.code[:40],
        )
    if not draft.legal_name:
        raise Invalid(msgid("The organisation %(code)s needs a legal name."), code=draft.code)
    if draft.kind in NEED_A_PARENT and not draft.parent:
        raise Invalid(
            msgid("The organisation %(code)s needs a parent."),
            why=msgid("Branch companies, outlets and subsidiaries are part of another one."),
            remedy=msgid("Name the code of the organisation it is part of."),
            code=draft.code,
        )
    if draft.parent == draft.code:
        raise Invalid(msgid("The organisation %(code)s cannot be its own parent."), code=draft.code)
    return replace(
        draft,
        short_name=draft.short_name or draft.legal_name,
        short_name_en=draft.short_name_en or draft.legal_name_en,
        uscc=check_uscc(draft.uscc) if draft.uscc else "",
        stock_code=str(stock_code(draft.stock_code)) if draft.stock_code else "",
    )


_TEXTS: Final = (
    "code",
    "legal_name",
    "short_name",
    "legal_name_en",
    "short_name_en",
    "uscc",
    "stock_code",
    "parent",
    "place",
)


def top_parent(code: str, parents: Mapping[str, str | None]) -> str:
    """The topmost organisation a code is part of; the code itself where it is part of none.

    Raises `Invalid` when the parents lead back to the code.
    """
    seen = [code]
    while (above := parents.get(seen[-1])) is not None:
        if above in seen:
            raise Invalid(
                msgid("The parents of %(code)s lead back to itself."),
                remedy=msgid("Give one of them another parent first."),
                code=code,
            )
        seen.append(above)
    return seen[-1]


def parts_of(code: str, parents: Mapping[str, str | None]) -> frozenset[str]:
    """All organisations below one, whatever the depth, without itself."""
    below: dict[str, list[str]] = {}
    for part, parent in parents.items():
        if parent is not None:
            below.setdefault(parent, []).append(part)
    found: set[str] = set()
    waiting = list(below.get(code, ()))
    while waiting:
        part = waiting.pop()
        if part not in found and part != code:
            found.add(part)
            waiting.extend(below.get(part, ()))
    return frozenset(found)


def successor(code: str, successors: Mapping[str, str | None]) -> str:
    """Who carries on for an organisation after all mergers; itself where there was none."""
    seen = {code}
    while (following := successors.get(code)) is not None and following not in seen:
        seen.add(following)
        code = following
    return code


def twice(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes that occur more than once, sorted."""
    seen: set[str] = set()
    again: set[str] = set()
    for code in codes:
        (again if code in seen else seen).add(code)
    return tuple(sorted(again))


def masked(name: str) -> str:
    """A person's name as strangers see it: the first character of each word, the rest as one star."""
    return " ".join(word[0] + _MASK for word in name.split())


def person_identifier(work_mail: str, work_phone: str, otherwise: str) -> str:
    """By what a person is recognised: the work mail, else the work telephone, else what is given."""
    mail, phone = work_mail.strip().lower(), "".join(work_phone.split())
    if mail:
        return f"mail:{mail}"
    return f"phone:{phone}" if phone else f"self:{otherwise}"


def person_key(identifier: str, secret: str) -> str:
    """The pseudonym of an identifier, which nobody can turn back without the secret (HMAC-SHA256, hex)."""
    return hmac.new(secret.encode(), identifier.encode(), hashlib.sha256).hexdigest()


def checked_mail(text: str) -> str:
    """A work mail in lower case, or empty. Raises `Invalid` for what cannot be one."""
    mail = text.strip().lower()
    if mail and not _MAIL.fullmatch(mail):
        raise Invalid(
            msgid("This is no e-mail address."), remedy=msgid("Write it as name@example.org.")
        )
    return mail
