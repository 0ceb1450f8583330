"""What our middleware adds to a request, for those who check types."""

from __future__ import annotations

from django.http import HttpRequest

from simpul.accounts.models import Membership
from simpul.core.actors import Actor


class Request(HttpRequest):
    actor: Actor
    memberships: list[Membership]
