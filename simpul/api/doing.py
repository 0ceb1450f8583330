"""How an operation is described and how it does something: one POST, one call, one effect."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_args

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.responses import Status

from simpul.core.idempotency import HEADER, SHAPE, read_key, sent
from simpul.core.refusals import stop_if
from simpul.register.actions import once

from .auth import who
from .errors import KEY_SHAPE, STATUSES, unknown_field
from .values import In, Out

F = TypeVar("F", bound=Callable[..., Any])
KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "pattern": f"^{SHAPE.pattern}$"},
    "description": "A repeated request with the same key has one effect and the same answer; the same key with another body is refused (409).",
}


def reads(router: Router, path: str, summary: str, gives: type[Out], **more: Any) -> Callable[[F], F]:
    """A GET. `summary` stands on the page of operations; `auth=None` opens it to everybody."""

    def describe(function: F) -> F:
        answers = {200: gives, **STATUSES}
        asked = _asks_only_what_is_known(function)
        router.get(path, summary=summary, operation_id=function.__name__, response=answers, **more)(asked)
        return function

    return describe


def _asks_only_what_is_known(function: F) -> Callable[..., Any]:
    """A misspelt filter is refused; ninja would drop it and answer with the whole list."""
    signature = inspect.signature(function, eval_str=True)
    models = [get_args(p.annotation)[0] for p in signature.parameters.values() if get_args(p.annotation)]
    known = {
        name for model in models if inspect.isclass(model) and issubclass(model, In) for name in model.model_fields
    }

    @functools.wraps(function)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        stop_if([unknown_field(name) for name in sorted(set(request.GET) - known)])
        return function(request, *args, **kwargs)

    checked.__signature__ = signature  # type: ignore[attr-defined]
    return checked


def downloads(router: Router, path: str, summary: str, types: tuple[str, ...]) -> Callable[[F], F]:
    """A GET that answers bytes of one of these media types."""

    def describe(function: F) -> F:
        content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in types}
        router.get(
            path,
            summary=summary,
            operation_id=function.__name__,
            response={200: None, **STATUSES},
            openapi_extra={"responses": {200: {"content": content}}},
        )(function)
        return function

    return describe


def does(router: Router, path: str, summary: str, gives: type[Out], *, status: int = 200) -> Callable[[F], F]:
    """A POST, safe to repeat with the same Idempotency-Key."""

    def describe(function: F) -> F:
        router.post(
            path,
            summary=summary,
            operation_id=function.__name__,
            response={status: gives, **STATUSES},
            openapi_extra={"parameters": [KEY]},
        )(function)
        return function

    return describe


def act(request: HttpRequest, call: Callable[[], Any], told: Callable[[Any], Out], *, status: int = 200) -> Status[Any]:
    """`call` has its effect once for this person and key, and `told(result)` is the answer, also to a repetition."""
    given = request.headers.get(HEADER)
    key = read_key(given)
    stop_if([KEY_SHAPE] if given is not None and key is None else [])
    verb = f"{request.method} {request.path}"[:130] + f" {sent(request)}"  # the same key with other words is refused
    return Status(status, once(lambda: told(call()).plain(), by=who(request), key=key, verb=verb))


def found(row: Any) -> Any:
    """The row, or 404."""
    if row is None:
        raise Http404
    return row
