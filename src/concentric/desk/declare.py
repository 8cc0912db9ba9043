"""How a view says who may call it. A view that does not say so is refused by middleware."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from concentric.kernel.types import Actor

View = Callable[..., HttpResponseBase]
Permission = Callable[[Actor], bool]


def _is_anyone(_actor: Actor) -> bool:
    return True


def view(permission: Permission, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Declare the coarse permission and the methods of a view; row permissions stay in its queries and services."""

    answered = {*methods, "HEAD"} if "GET" in methods else {*methods}

    def declare(function: View) -> View:
        @wraps(function)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in answered:
                return HttpResponseNotAllowed(sorted(answered))
            return function(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by DeclaredPermission
        guarded.methods = methods  # type: ignore[attr-defined]  # read by the route matrix test
        guarded.is_public = permission is _is_anyone  # type: ignore[attr-defined]  # read by DeclaredPermission
        return guarded

    return declare


def public_view(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Declare a view that everybody may call, signed in or not."""
    return view(_is_anyone, methods=methods)
