"""The book of letters: every letter of proposals and meetings that the actor may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from simpul.proposals.models import Letter
from simpul.proposals.rules import states
from simpul.web.proposals.lists import DEEPEST, PAGE, asked_of, page_of
from simpul.web.request import Request


@require_safe
def book(request: Request) -> HttpResponse:
    """The newest first; a value that no filter knows filters nothing. `chosen`: what was filtered, in words, also on paper."""
    seen = Letter.objects.visible_to(request.actor)
    asked, years = asked_of(request, "tahun", "jenis", "keadaan", "cari"), [str(year) for year in seen.years()]
    rows = seen.book().search(asked["cari"])
    chosen: list[Any] = []
    if asked["jenis"] in states.LETTER_KINDS:
        rows = rows.filter(kind=asked["jenis"])
        chosen.append(states.LETTER_KINDS[asked["jenis"]])
    if asked["tahun"] in years:
        rows = rows.of_year(int(asked["tahun"]))
        chosen.append(asked["tahun"])
    if asked["keadaan"] in states.LETTER_STATES:
        rows = rows.filter(state=asked["keadaan"])
        chosen.append(states.LETTER_STATES[asked["keadaan"]])
    if asked["cari"].strip():
        chosen.append(f"«{asked['cari'].strip()}»")
    page = page_of(request)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return render(
        request, "letters/book.html",
        {"letters": found[:PAGE], "page": page, "more": len(found) > PAGE and page < DEEPEST, "asked": asked, "chosen": chosen,
         "years": years, "kinds": states.LETTER_KINDS, "states": states.LETTER_STATES},
    )  # fmt: skip
