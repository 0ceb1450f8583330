"""What the frame of every page shows: the menu, who you are, the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import ANYONE, Actor
from simpul.proposals.rules.plans import may_read

# name of the page, word on screen, what opens it: a permission, a question about the actor, or nothing (everybody with an account)
MENU: tuple[tuple[str, Any, str | Callable[[Actor], bool]], ...] = (
    ("desk", _("Meja Kerja"), ""),
    ("proposals", _("Penawaran & Usulan"), ""),
    ("meetings", _("Pertemuan"), ""),
    ("agreements", _("Kerja Sama"), ""),
    ("plans", _("Rencana"), may_read),
    ("organizations", _("Lembaga"), ""),
    ("regions", _("Wilayah"), ""),
    ("law", _("Dasar Hukum"), ""),
    ("templates", _("Templat"), "template.write"),
    ("register", _("Register"), "register.read"),
    ("accounts", _("Akun"), "account.manage"),
)

# pages of one thing light up the menu word of their list
PLACES = {
    "proposal": "proposals",
    "screening": "proposals",
    "letter": "proposals",
    "letters": "proposals",
    "plan": "plans",
    "disposition": "desk",
    "waiting": "desk",
    "meeting": "meetings",
    "follow": "meetings",
    "agreement": "agreements",
    "obligation": "agreements",
    "organization": "organizations",
    "region": "regions",
    "account": "",
}


def _opens(needed: str | Callable[[Actor], bool], actor: Actor) -> bool:
    return needed(actor) if callable(needed) else not needed or actor.may(needed)


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", ANYONE)
    name = getattr(request.resolver_match, "url_name", "") or "" if request.resolver_match else ""
    return {
        "actor": actor,
        "menu": [(url, word) for url, word, needed in MENU if _opens(needed, actor)] if actor.is_person else [],
        "here": PLACES.get(name.split("_")[0], name.split("_")[0]),
        "today": timezone.localdate(),
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "memberships": getattr(request, "memberships", []),
    }
