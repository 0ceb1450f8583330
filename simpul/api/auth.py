"""Who speaks: the person of a token. A browser's session is not asked, so no other site can borrow it."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from simpul.accounts.actions import actor_for_token
from simpul.core.actors import ANYONE, Actor
from simpul.core.canonical import sha256

from .errors import TooOften

PER_MINUTE = 600  # requests of one token; counted roughly, two at once may count as one


class Bearer(HttpBearer):
    """`Authorization: Bearer smp_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = actor_for_token(token, at=timezone.now()) if len(token) < 200 else None
        if actor is not None:
            count(token)
        return actor


def count(token: str) -> None:
    """One more request of this token in this minute; too many are turned away until the next one."""
    now = int(time.time())
    key = f"api:{sha256(token)[:32]}:{now // 60}"
    seen = cache.get(key, 0)
    if seen >= PER_MINUTE:
        raise TooOften(60 - now % 60)
    cache.set(key, seen + 1, 120)


def who(request: HttpRequest) -> Actor:
    """The token's person; ANYONE where no token is asked."""
    return getattr(request, "auth", ANYONE)
