"""What of proposals, dispositions and meetings waits on a desk. Each kind is asked for its oldest twenty only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from simpul.agreements.models import Agreement
from simpul.agreements.rules import states as agreements
from simpul.core.actors import Actor
from simpul.core.dates import ZONES
from simpul.meetings.models import FollowUp, Meeting
from simpul.organizations.models import Holding, Post
from simpul.proposals.models import Hop, Override, Proposal, Screening, View
from simpul.proposals.models.disposition import desks_of
from simpul.proposals.rules import states

from .stakes import recommendations_of, stakes_of
from .waits import MOST, Ours, Wait

HEAVY = ("words", "purpose", "burdens_reason", "ending")  # long texts that a line of a desk does not show
LINE = (
    "code", "title", "state", "region_id", "region_name", "partner_name", "desk_label", "desk_since", "state_since", "desk__institution_id",
)  # fmt: skip
OUTSIDE = (states.RECEIVED, states.SCREENING, states.AWAITING)  # where a partner waits for the region


def waits_for_me(actor: Actor, ours: Ours, today: dt.date) -> list[list[Wait]]:
    """Each kind of thing of the intake that can wait for this actor, by permission."""
    if not actor.reach:
        return []
    asked = [_dispositions(actor), _proposals(actor, ours), _meetings(actor, today)]
    if actor.may("disposition.answer"):
        asked.append(_recorded(actor, today))
    if actor.may("view.write") and not actor.may("proposal.register"):  # whose line leads to the whole screening
        asked.append(_views(actor))
    if actor.may("agreement.write"):
        asked.append(_agreed(actor))
    if actor.may("followup.report"):
        asked.append([_follow_up(f) for f in FollowUp.objects.open_for(actor)[:MOST]])
    return asked


def waits_for_others(actor: Actor, ours: Ours) -> list[Wait]:
    """On whose desk each open proposal of mine lies; a partner learns that the region considers it, and no name."""
    if not actor.reach:
        return []
    found = [_elsewhere(actor, row) for row in _together(_of_others(actor, ours), "desk_since")]
    if actor.may("disposition.answer"):
        found += _delegated(actor)
    return found


# Dispositions


def _dispositions(actor: Actor) -> list[Wait]:
    """The questions on my desk; for staff those on the desks of their office, which they record when answered on paper."""
    own = desks_of(actor)
    if own:
        return _stated([(hop, _question(hop)) for hop in _hops(own)])
    if not actor.may("disposition.record") or actor.may("proposal.register"):
        return []
    posts = list(Post.objects.filter(organization_id=actor.organization_id or 0).values_list("pk", flat=True))
    text = _("%(post)s diminta menjawab; catat bila dijawab di atas kertas.")
    return _stated([(hop, text % {"post": hop.post.title}) for hop in _hops(posts)])


def _hops(posts: Sequence[int]) -> list[Hop]:
    rows = Hop.objects.waiting().filter(post__in=posts, proposal__state=states.AWAITING).order_by("given_at")
    return list(
        rows.select_related("proposal", "post", "asked_by").defer(*(f"proposal__{name}" for name in HEAVY))[:MOST]
    )


def _question(hop: Hop) -> str:
    ask = _("Saran Anda diminta.") if hop.mode == states.ADVISE else _("Keputusan Anda diminta.")
    words = [ask]
    if hop.instruction:
        words.append(_("Arahan: %(text)s") % {"text": hop.instruction[:160]})
    if hop.due:
        words.append(_("Tenggat %(day)s.") % {"day": date_format(hop.due, "j F Y")})
    return " ".join(words)


def _stated(rows: Sequence[tuple[Hop, str]]) -> list[Wait]:
    """With what is at stake and what the screening recommends."""
    proposals = list({hop.proposal_id: hop.proposal for hop, _ask in rows}.values())
    if not proposals:
        return []
    stakes, advice = stakes_of(proposals), recommendations_of(proposals)
    return [
        Wait(
            hop.proposal.code, hop.proposal.title, ask, "", timezone.localdate(hop.given_at),
            subtitle=" · ".join(part for part in (stakes[hop.proposal_id], advice.get(hop.proposal_id, "")) if part),
            page=f"/disposisi/{hop.proposal.code}/{hop.number}/",
        )
        for hop, ask in rows
    ]  # fmt: skip


def _recorded(actor: Actor, today: dt.date) -> list[Wait]:
    """Answers that staff recorded in my name and that I have not confirmed; those of who held the post before are not mine to confirm."""
    rows = Hop.objects.filter(post__in=desks_of(actor), state=states.HOP_ANSWERED, confirmed_at=None)
    still = Holding.objects.filter(post=OuterRef("post"), person__iexact=OuterRef("behalf_name")).on(today)
    rows = rows.filter(Exists(still)).exclude(behalf_name="").select_related("proposal").order_by("at")[:MOST]
    text = _("Pastikan jawaban disposisi yang dicatat atas nama Anda.")
    return [
        Wait(
            hop.proposal.code, hop.proposal.title, text, "", timezone.localdate(hop.at),
            page=f"/disposisi/{hop.proposal.code}/{hop.number}/",
        )
        for hop in rows
    ]  # fmt: skip


def _delegated(actor: Actor) -> list[Wait]:
    """What I passed on and is not answered."""
    rows = Hop.objects.waiting().filter(asked_by__post__in=desks_of(actor), proposal__state=states.AWAITING)
    rows = rows.select_related("proposal").order_by("given_at")[:MOST]
    return [
        Wait(
            hop.proposal.code, hop.proposal.title, str(hop.get_mode_display()), hop.label, timezone.localdate(hop.given_at),
            page=f"/disposisi/{hop.proposal.code}/{hop.number}/",
        )
        for hop in rows
    ]  # fmt: skip


# Proposals


def _together(parts: Sequence[QuerySet[Proposal]], order: str) -> list[Proposal]:
    """The oldest twenty of each part, in one query."""
    if not parts:
        return []
    cut = [part.select_related("desk").only(*LINE).order_by(order, "pk")[:MOST] for part in parts]
    return list(cut[0].union(*cut[1:], all=True)) if len(cut) > 1 else list(cut[0])


def _of_region(actor: Actor) -> QuerySet[Proposal]:
    return Proposal.objects.inside(actor)


def _mine(actor: Actor, ours: Ours) -> list[QuerySet[Proposal]]:
    parts: list[QuerySet[Proposal]] = []
    seen = Proposal.objects.visible_to(actor)
    if actor.may("proposal.register"):
        parts += [_of_region(actor).filter(state=state) for state in (states.RECEIVED, states.SCREENING)]
    if actor.may("proposal.write"):
        parts.append(seen.filter(state=states.INCOMPLETE, desk__in=ours.own))
    if actor.may("proposal.answer"):
        parts.append(seen.filter(state=states.OFFERED, desk__in=ours.decided))
    return parts


ASKS: dict[str, Any] = {
    states.RECEIVED: lambda row: _("Register dan beri nomor agenda."),
    states.SCREENING: lambda row: _("Telaah, lalu naikkan kepada pimpinan."),
    states.INCOMPLETE: lambda row: _("Lengkapi yang diminta %(region)s, lalu kirim kembali.") % {"region": row.region_name},
    states.OFFERED: lambda row: _("%(region)s menawarkan kerja sama; terima atau tolak.") % {"region": row.region_name},
    states.DRAFT: lambda row: _("Lengkapi usulan, lalu kirim."),
}  # fmt: skip


def _proposals(actor: Actor, ours: Ours) -> list[Wait]:
    rows = _together(_mine(actor, ours), "desk_since")
    if actor.may("proposal.write"):
        drafts = Proposal.objects.visible_to(actor).filter(state=states.DRAFT, pen__in=ours.own)
        rows += _together([drafts], "state_since")
    asked = _questions_back([row.pk for row in rows if row.state == states.SCREENING])
    return [
        Wait(
            row.code, row.title, ASKS[row.state](row), row.partner_name if row.region_id == actor.institution_id else "",
            timezone.localdate(row.desk_since or row.state_since), subtitle=asked.get(row.pk, ""), page=f"/penawaran/{row.code}/",
        )
        for row in rows
    ]  # fmt: skip


def _views(actor: Actor) -> list[Wait]:
    """Where the policy of my region wants a view, nobody has written it, and no reason stands in its place."""
    newest = Screening.objects.filter(proposal=OuterRef("pk")).order_by("-number").values("pk")[:1]
    rows = Proposal.objects.inside(actor).filter(state=states.SCREENING).annotate(newest=Subquery(newest))
    rows = rows.annotate(**{f"wants_{field}": _view_is_missing(field) for field in states.CHECKS})
    wanted = Q()
    for field in states.CHECKS:
        wanted |= Q(**{f"wants_{field}": True})
    text = _("Tulis pandangan TKKSD: %(fields)s.")
    return [
        Wait(
            row.code, row.title,
            text % {"fields": ", ".join(str(name) for field, name in states.CHECKS.items() if getattr(row, f"wants_{field}"))},
            row.partner_name, timezone.localdate(row.desk_since or row.state_since), page=f"/penawaran/{row.code}/telaah/pandangan/",
        )
        for row in rows.filter(wanted).only(*LINE).order_by("desk_since", "pk")[:MOST]
    ]  # fmt: skip


def _view_is_missing(field: str) -> Q:
    code = f"policy.view_missing.{field}"
    found = Screening.objects.filter(pk=OuterRef("newest"), findings__contains=[{"code": code}])
    viewed = View.objects.filter(proposal=OuterRef("pk"), field=field)
    answered = Override.objects.filter(proposal=OuterRef("pk"), code=code)
    return Q(Exists(found)) & ~Q(Exists(viewed)) & ~Q(Exists(answered))


def _questions_back(pks: Sequence[int]) -> dict[int, str]:
    """What a leader asked before deciding: the question that came back with the proposal."""
    if not pks:
        return {}
    rows = Hop.objects.filter(proposal__in=pks, answer=states.RETURN, asked_by=None).order_by("proposal_id", "-number")
    text = _("Pertanyaan %(desk)s: %(text)s")
    return {
        hop.proposal_id: text % {"desk": hop.label, "text": hop.text[:200]}
        for hop in rows.distinct("proposal_id").select_related("proposal")
        if hop.at and hop.at >= hop.proposal.state_since
    }


def _of_others(actor: Actor, ours: Ours) -> list[QuerySet[Proposal]]:
    """An officer waits for all whom the region asked; and whoever wrote to others, also to another region, waits for them."""
    seen = Proposal.objects.visible_to(actor)
    parts: list[QuerySet[Proposal]] = []
    if actor.may("proposal.register"):
        parts = [_of_region(actor).filter(state=state) for state in (states.AWAITING, states.OFFERED)]
        parts.append(_of_region(actor).filter(state=states.INCOMPLETE).exclude(desk__in=ours.own))
        seen = seen.exclude(region_id=actor.institution_id or 0)
    if actor.may("proposal.write"):
        seen = seen.exclude(desk__in=ours.own)
        parts.append(seen.filter(pen__in=ours.own, state__in=states.OPEN))
        parts.append(seen.filter(partner__in=ours.own, state__in=OUTSIDE).exclude(pen__in=ours.own))
    return parts


def _elsewhere(actor: Actor, row: Proposal) -> Wait:
    shown = row.shows_desk(actor)
    desk, since = (row.desk_label, row.desk_since) if shown else (row.region_name, row.state_since)
    return Wait(
        row.code, row.title, str(row.get_state_display()), desk, timezone.localdate(since or row.state_since),
        page=f"/penawaran/{row.code}/",
    )  # fmt: skip


def _agreed(actor: Actor) -> list[Wait]:
    """What was agreed and of which nobody has begun the text."""
    texts = Agreement.objects.filter(proposal=OuterRef("pk")).exclude(outcome=agreements.REVOKED)
    rows = Proposal.objects.visible_to(actor).filter(~Exists(texts), state=states.AGREED)
    text = _("Susun naskah dari usulan yang disetujui.")
    return [
        Wait(
            row.code, row.title, text, row.partner_name if row.region_id == actor.institution_id else row.region_name,
            timezone.localdate(row.state_since), page=f"/penawaran/{row.code}/",
        )
        for row in _together([rows], "state_since")
    ]  # fmt: skip


# Meetings


def _meetings(actor: Actor, today: dt.date) -> list[Wait]:
    """Where I am expected, and what of my own meetings has no sealed minutes yet."""
    morning = dt.datetime.combine(today, dt.time.min, ZONES[actor.zone])
    text = _("Pertemuan %(day)s pukul %(hours)s di %(place)s.")
    found = [
        Wait(
            m.code, m.title, text % {"day": _days(m), "hours": m.hours, "place": m.place or "–"},
            m.convener.name, today, page=f"/pertemuan/{m.code}/", until=max(m.day, min(today, m.until)),
        )
        for m in Meeting.objects.coming_for(actor, at=morning)[:MOST]
    ]  # fmt: skip
    ask = _("Catat yang hadir dan sahkan risalahnya.")
    unfinished = Meeting.objects.unfinished_for(actor, at=morning)[:MOST]
    return found + [Wait(m.code, m.title, ask, "", m.until, page=f"/pertemuan/{m.code}/") for m in unfinished]


def _days(row: Meeting) -> str:
    first, last = (date_format(day, "j F Y") for day in (row.day, row.until))
    return first if first == last else _("%(start)s sampai %(end)s") % {"start": first, "end": last}


def _follow_up(row: FollowUp) -> Wait:
    text = _("Tindak lanjut: %(text)s") % {"text": row.text}
    return Wait(
        row.meeting.code, row.meeting.title, text, "", timezone.localdate(row.state_since),
        page=f"/pertemuan/{row.meeting.code}/tindak-lanjut/{row.number}/", until=row.due,
    )  # fmt: skip
