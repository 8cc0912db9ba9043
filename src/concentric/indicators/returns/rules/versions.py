"""The code a printed form bears, by which its sealed scan is matched to the submission it was printed from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from concentric.kernel.api import Conflict, Invalid, msgid

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no I, L, O, U, which people read as 1, 1, 0, V."""
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_LENGTH = 8
_CODE = re.compile(r"V(\d{1,3})-([0-9A-Z]{4})-([0-9A-Z]{4})\b")


def version_code(number: int, content_hash: str) -> str:
    """The code of a submission: its number and 40 bits of the hash of its content, as `V2-7K4M-92QX`.

    The hash covers form, firm and figures, so another firm's form and a slip of the pen have another code.
    """
    bits = int(content_hash[: _LENGTH * 5 // 4], 16)
    signs = "".join(_SIGNS[bits >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return f"V{number}-{signs[:4]}-{signs[4:]}"


def matched(typed: str, *, newest: str, is_unchanged: bool, earlier: Collection[str]) -> str:
    """The code in its one written form, when it is that of the current version.

    `newest` is the code of the last submission, `is_unchanged` whether the figures are still those, `earlier` are
    the codes before it. Raises `Invalid` for the code of something else, `Conflict` when the version has changed.
    """
    code = plain(typed)
    if code == newest and is_unchanged:
        return code
    if code == newest:
        raise Conflict(
            msgid("Figures were changed after the form %(code)s was printed."),
            why=msgid("A sealed page vouches for exactly the figures that stand on it."),
            remedy=msgid("Sign the return again, print the new form and have that one sealed."),
            code=code,
        )
    if code in earlier:
        raise Conflict(
            msgid("The form %(code)s is an earlier version; the return is now %(newest)s."),
            why=msgid("The return was changed or signed again after it was printed."),
            remedy=msgid("Print the new form and have that one sealed."),
            code=code,
            newest=newest,
        )
    raise Invalid(
        msgid("%(code)s is not the code of this return."),
        why=msgid("It was typed wrongly, or the page belongs to another return."),
        remedy=msgid("Compare it with the top of the page; the code of this return is %(newest)s."),
        code=code,
        newest=newest,
    )


def plain(typed: str) -> str:
    """A typed code in its one written form. Raises `Invalid` when it cannot be one."""
    text = re.sub(r"[\s\u2010-\u2015_]+", "-", unicodedata.normalize("NFKC", typed).strip()).upper()
    found = _CODE.fullmatch(re.sub(r"-+", "-", text))
    if found is None:
        raise Invalid(
            msgid("%(text)s is not the code of a form."),
            remedy=msgid("Type what stands at the top of the page, as V1-7K4M-92QX."),
            text=typed.strip() or "-",
        )
    number, *signs = found.groups()
    return "-".join((f"V{int(number)}", *(part.translate(_READ_AS) for part in signs)))


def codes_in(text: str) -> frozenset[str]:
    """Every code that stands in a text, each in its one written form."""
    return frozenset(plain(one.group()) for one in _CODE.finditer(text))
