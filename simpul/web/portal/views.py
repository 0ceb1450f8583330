"""What everybody sees without an account: the front page, the language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from simpul.accounts.models import Membership, User
from simpul.reports.desk import waits_for_me

# role card → role and kind of organisation whose first demo account it opens, title, what one sees there
CARDS = {
    "bupati": (
        "pimpinan",
        "pemda",
        _("Bupati"),
        _("Di telepon genggam: apa yang menunggu jawaban saya, apa taruhannya."),
    ),
    "pengelola": ("pengelola_kerja_sama", "", _("Pengelola Kerja Sama"), _("Satu meja untuk semua kerja sama.")),
    "opd": ("petugas_opd", "opd", _("Petugas OPD"), _("PKS, kewajiban, dan program dinas kami.")),
    "kemitraan": (
        "pengelola_kemitraan",
        "kampus",
        _("Pengelola Kemitraan"),
        _("Layanan, usulan, dan bukti kinerja kampus."),
    ),
    "citra": ("", "perusahaan", _("Pihak luar (Citra)"), _("Lembaga yang tidak ikut: tidak boleh melihat apa pun.")),
}
# the other regions of the demo: what their case shows, and card → title; the card is the name of the account
ELSEWHERE: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
    (
        _("Lampung Selatan"),
        _("Audiensi dengan UPT Universitas Lampung, telaah, dan penilaian kompetensi yang dibatasi akreditasi."),
        {
            "lampung-selatan-pengelola": _("Pengelola"),
            "lampung-selatan-bupati": _("Bupati"),
            "lampung-selatan-unila": _("Universitas"),
        },
    ),
    (
        _("Kutai Timur"),
        _("Kewenangan sawit dan tambang ditelaah terpisah; usulan swasta yang tidak pernah dijawab."),
        {
            "kutai-timur-pengelola": _("Pengelola"),
            "kutai-timur-bupati": _("Bupati"),
            "kutai-timur-staf": _("Staf Pimpinan"),
            "kutai-timur-tkksd": _("Anggota TKKSD"),
            "kutai-timur-kampus": _("Universitas"),
            "kutai-timur-tambang": _("Perusahaan"),
        },
    ),
    (
        _("Barru"),
        _("Kunjungan balasan ke politeknik kementerian; bank diundang memberi tanggapan."),
        {
            "barru-pengelola": _("Pengelola"),
            "barru-bupati": _("Bupati"),
            "barru-politeknik": _("Politeknik"),
            "barru-bank": _("Bank"),
        },
    ),
    (
        _("Pangkalpinang"),
        _("Dinas mengundang semua perangkat daerah; kementerian sebagai pihak, perguruan tinggi sebagai pelaksana."),
        {
            "pangkalpinang-pengelola": _("Pengelola"),
            "pangkalpinang-wali-kota": _("Wali Kota"),
            "pangkalpinang-dinas": _("Petugas dinas"),
            "pangkalpinang-kementerian": _("Kementerian"),
        },
    ),
)
NAMES = {card for _region, _about, cards in ELSEWHERE for card in cards}


def _demo_members() -> QuerySet[Membership]:
    found = Membership.objects.filter(user__is_demo=True, user__is_active=True, end=None)
    return found.select_related("user", "organization__institution", "post").order_by("pk")


def _demo_user(card: str) -> Membership | None:
    """The demo account that bears the card's name; else, for a card of the first region, the first account that fits it."""
    found = _demo_members()
    named = found.filter(user__email=f"{card}@contoh.example").first()
    if named or card not in CARDS:
        return named
    role, kind, _title, _about = CARDS[card]
    if role:
        found = found.filter(role=role)
    if kind in ("kampus", "perusahaan"):  # a campus's office may be a unit of it
        found = found.filter(organization__institution__kind=kind)
    elif kind:
        found = found.filter(organization__kind=kind)
    return found.first()


def _elsewhere() -> list[tuple[Any, Any, list[tuple[str, Any]]]]:
    """The other regions whose accounts exist, each with its cards."""
    emails = _demo_members().filter(user__email__in=[f"{card}@contoh.example" for card in NAMES])
    there = {email.partition("@")[0] for email in emails.values_list("user__email", flat=True)}
    rows = [(region, about, [one for one in cards.items() if one[0] in there]) for region, about, cards in ELSEWHERE]
    return [row for row in rows if row[2]]


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """In the demo the role cards; else what Simpul is and where to go."""
    if not settings.DEMO:
        return render(request, "portal/front.html")
    cards = []
    for key, (_role, _kind, title, about) in CARDS.items():
        if found := _demo_user(key):
            cards.append((key, title, about, found, *_chip(key, found)))
    return render(request, "portal/cards.html", {"cards": cards, "elsewhere": _elsewhere()})


def _chip(card: str, membership: Membership) -> tuple[Any, str]:
    """What waits on that desk now, as words and colour."""
    if card == "citra":
        return _("Untuk menguji"), "plain"
    today = timezone.localdate()
    waits = waits_for_me(membership.actor(), today)
    late = sum(1 for wait in waits if wait.until and wait.until < today)
    if not waits:
        return _("Tidak ada yang menunggu"), "plain"
    words = _("%(count)s menunggu Bapak/Ibu") if card == "bupati" else _("%(count)s menunggu")
    if late:
        return f"{words} · {_('%(late)s terlambat')}" % {"count": len(waits), "late": late}, "bad"
    return words % {"count": len(waits)}, "wait"


@login_not_required
@require_POST
@never_cache
def demo_login(request: HttpRequest, card: str) -> HttpResponse:
    """Logged in as the card's person without a password: only in the demo, only accounts made for it."""
    found = _demo_user(card) if settings.DEMO and card in CARDS.keys() | NAMES else None
    if found is None:
        raise Http404
    user: User = found.user
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session["membership"] = found.pk
    return redirect("desk")


@login_not_required
@never_cache
def language(request: HttpRequest) -> HttpResponse:
    """The other language from here on, and back to where one was."""
    other = "id" if get_language() == "en" else "en"
    back = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "front")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, other, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure()
    )
    return response
