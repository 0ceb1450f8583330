"""From nothing to a shared text: draft, revise, share, revoke, renew."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.canonical import canonical, hash_of_terms
from simpul.core.codes import new_code
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.law.models import law_on
from simpul.law.rules import LawOn
from simpul.organizations.models import Organization
from simpul.proposals.actions import mark_draft_revoked
from simpul.proposals.models import Proposal
from simpul.register.actions import open_chain

from ..models import Agreement, Party, TermsVersion
from ..models.findings import findings_on, law_for, unanswered
from ..rules import filling, pointing, states, verbs
from ..rules import terms as terms_rules
from ..rules.terms import Terms
from .held import hold, move, note, tell_party, words_of

NOTHING_ABOVE = "ketentuan lain yang disepakati PARA PIHAK"  # an umbrella hangs under nothing


@dataclasses.dataclass(frozen=True)
class Side:
    organization: Organization
    role: str = states.SIGNATORY


def starter_clauses(
    law: LawOn, kind: str, title: str, *, parent: Agreement | None, body: Terms, place: str
) -> list[Terms]:
    """The library's clauses of this kind, in order, with what is known already filled in; what is not stays dotted."""
    known = {f"pihak_{n}": terms_rules.side_label(n) for n in (1, 2)} | {
        "para_pihak": "PARA PIHAK",
        "judul": title,
        "induk": str(parent or "") or (NOTHING_ABOVE if kind in states.UMBRELLAS else filling.DOTS),
        "wilayah": place or filling.DOTS,
    }
    known |= filling.term_words(body)
    return [
        {"type": rule.type, "heading": rule.heading, "text": filling.filled(rule.text, known)}
        for rule in law.clauses_of(kind)
        if rule.required or rule.text
    ]


@transaction.atomic
def draft(
    *,
    kind: str,
    title: str,
    sides: Sequence[Side],
    author: Organization,
    by: Actor,
    at: dt.datetime,
    parent: Agreement | None = None,
    renews: Agreement | None = None,
    proposal: Proposal | None = None,
    everyday_label: str = "",
    body: Terms | None = None,
) -> Agreement:
    """A draft exists, with its parties and a first version of terms, seen by its author's side only.

    `body` may hold any of place, start, end, months, condition, clauses, obligations, work_plan; clauses default to the library of the kind.
    """
    stop_if(verbs.refusals_to_draft(by, sides=[s.organization.ids for s in sides], author_ids=author.ids))
    region = next((p for p in (s.organization.institution for s in sides) if p and p.kind == "pemda"), None)
    law, given = law_on(local_day(at, author.zone), region.region_code if region else ""), body or {}
    library = starter_clauses(law, kind, title, parent=parent, body=given, place=region.region_name if region else "")
    content = {"clauses": library, **given}
    code = new_code()
    made = Agreement(
        code=code, kind=kind, title=title.strip(), everyday_label=everyday_label, parent=parent, renews=renews, proposal=proposal, author=author,
        stage_since=at, made_at=at, changed_at=at, chain=open_chain("agreement", code), seen_by=sorted(author.ids),
    )  # fmt: skip
    labels = terms_rules.side_labels([side.role for side in sides])
    parties = [_party(made, n, side, label) for n, (side, label) in enumerate(zip(sides, labels, strict=True), 1)]
    built = build_terms(made, parties, content)
    before = renews.terms.content if renews and renews.terms else None
    stop_if(terms_rules.refusals_to_terms(built, before=before))
    made.words = words_of(made.title, parties, built)
    keep(made)
    for party in parties:
        keep(party)
    made.terms, made.planned = new_version(made, built, 1, by=by, at=at), bool(built["work_plan"])
    made.save(update_fields=["terms", "planned"])
    note(
        made,
        "drafted",
        by=by,
        at=at,
        kind=kind,
        title=made.title,
        parties=[p.name for p in parties],
        hash=made.terms.hash,
    )
    return made


def _party(agreement: Agreement, order: int, side: Side, label: str) -> Party:
    organization = side.organization
    institution = organization.institution or organization
    return Party(
        agreement=agreement, order=order, role=side.role, organization=organization, name=organization.name,
        institution_name=institution.name, label=label,
    )  # fmt: skip


def build_terms(agreement: Agreement, parties: Sequence[Party], body: Terms) -> Terms:
    """The whole text as one dict: what the parties will approve."""
    return {
        "kind": agreement.kind,
        "title": agreement.title,
        "parent": agreement.parent.code if agreement.parent else "",
        "place": body.get("place") or "",
        "start": body.get("start") or "",
        "end": body.get("end") or "",
        "months": body.get("months") or 0,
        "condition": body.get("condition") or "",
        "parties": [
            {
                "order": p.order, "role": p.role, "label": p.label, "code": str(p.organization.code),
                "organization": p.name, "institution": p.institution_name,
            }
            for p in parties
        ],
        "clauses": [{key: c[key] for key in ("type", "heading", "text")} for c in body.get("clauses", [])],
        "obligations": list(body.get("obligations", [])),
        "work_plan": list(body.get("work_plan", [])),
    }  # fmt: skip


def new_version(agreement: Agreement, built: Terms, number: int, *, by: Actor, at: dt.datetime) -> TermsVersion:
    return keep(
        TermsVersion(
            agreement=agreement, number=number, text=canonical(built), hash=hash_of_terms(built), made_at=at,
            made_by=by.post or by.name, made_for=by.organization or "Sistem",
        )
    )  # fmt: skip


@transaction.atomic
def revise(
    agreement: Agreement,
    *,
    changes: dict[str, Any],
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    sides: Sequence[Side] | None = None,
    of: Terms | None = None,
) -> TermsVersion:
    """The text has a new version; every approval of the old one is void and its owner is told. Equal text changes nothing.

    `changes` replaces parts of the terms (title, place, start, end, months, condition, clauses, obligations, work_plan); `sides` the parties.
    Promises keep their clause and organisations: those that stay as they are, and given ones that were written in the text `of`.
    """
    held = hold(agreement)
    stop_if(verbs.refusals_to_revise(held.facts(), by, version=version))
    assert held.terms is not None
    held.title = str(changes.pop("title", held.title)).strip()
    parties = _replace_parties(held, sides, by=by) if sides is not None else list(held.parties_in_order)
    content = {**held.terms.content, **changes}
    source = of or (held.terms.content if "obligations" not in changes else None)
    if source is not None:
        now = build_terms(held, parties, {})["parties"]
        content["obligations"], gone = pointing.repointed(source, content["clauses"], now)
        stop_if(gone)
    built = build_terms(held, parties, content)
    built["clauses"] = _saying_the_term(held, built, at)
    stop_if(terms_rules.refusals_to_terms(built, before=held.terms.content))
    if hash_of_terms(built) == held.terms.hash:
        return held.terms
    voided = [p for p in parties if p.pk and _void(p, held, by=by, at=at)]
    old, held.terms = held.terms, new_version(held, built, held.versions.count() + 1, by=by, at=at)
    to = states.DRAFT if held.stage == states.DRAFT else states.CIRCULATED
    held.seen_by, held.planned = audience(held, parties), bool(built["work_plan"])
    held.words = words_of(held.title, parties, built)
    move(held, "revise", to, at=at, also=["terms", "title", "seen_by", "planned", "words"])
    names = [p.label for p in voided]
    note(
        held, "revised", by=by, at=at, version=held.terms.number, hash=held.terms.hash, previous=old.hash, voided=names
    )
    for party in parties if to == states.CIRCULATED else []:
        text = _("%(title)s: naskah diubah menjadi versi %(n)s; baca perubahannya lalu setujui.") % {
            "title": held.title,
            "n": held.terms.number,
        }
        tell_party(
            held,
            party,
            ("agreement.decide", "agreement.record"),
            threshold=f"version:{held.terms.number}",
            text=text,
            at=at,
        )
    return held.terms


def _saying_the_term(held: Agreement, built: Terms, at: dt.datetime) -> list[Terms]:
    """The clauses with the library's sentences saying the term that is given now, when it changed or was still open."""
    assert held.terms is not None
    before = held.terms.content
    same = filling.term_words(before) == filling.term_words(built)
    if same and not any(filling.OPEN.search(clause["text"]) for clause in built["clauses"]):
        return built["clauses"]
    library = law_for(held, local_day(at, held.author.zone)).clauses_of(held.kind)
    return filling.refilled(built["clauses"], library, before=before, after=built)


def _void(party: Party, held: Agreement, *, by: Actor, at: dt.datetime) -> bool:
    why = f"{by.post or by.name}, {by.organization}".strip(", ")
    return bool(party.approvals.filter(voided_at=None, terms=held.terms).update(voided_at=at, voided_by=why[:200]))


def _replace_parties(held: Agreement, sides: Sequence[Side], *, by: Actor) -> list[Party]:
    """Those who stay keep number and signer; the order is as given."""
    stop_if(verbs.refusals_to_draft(by, sides=[s.organization.ids for s in sides], author_ids=_own_ids(held, by)))
    before = {p.organization_id: p for p in held.parties_in_order}
    gone = set(before) - {s.organization.pk for s in sides}
    stop_if([verbs.SIGNED_ONCE] if any(before[key].signatures.all() for key in gone) else [])
    for key in gone:
        before[key].approvals.all().delete()
        before[key].delete()
    for n, party in enumerate(before.values(), 1):
        if party.organization_id not in gone:
            Party.objects.filter(pk=party.pk).update(order=1000 + n)
    kept = []
    labels = terms_rules.side_labels([side.role for side in sides])
    for n, (side, label) in enumerate(zip(sides, labels, strict=True), 1):
        party = before.get(side.organization.pk) or _party(held, n, side, label)
        party.order, party.role, party.label = n, side.role, label
        kept.append(keep(party))
    return kept


def _own_ids(held: Agreement, by: Actor) -> frozenset[int]:
    """The ids of the side the actor belongs to: the author's, or the party's that the actor speaks for."""
    mine = [p.organization.ids for p in held.parties_in_order if by.speaks_for(p.organization.ids)]
    return held.author.ids if by.speaks_for(held.author.ids) or not mine else mine[0]


def audience(held: Agreement, parties: Sequence[Party]) -> list[int]:
    """Whose people may look: the author's side while it is a draft, then every party's too."""
    ids = set(held.author.ids)
    if held.stage != states.DRAFT:
        for party in parties:
            ids |= party.organization.ids
    return sorted(ids)


@transaction.atomic
def share(agreement: Agreement, *, by: Actor, at: dt.datetime, version: int | None = None) -> None:
    """Every party sees the text and is asked to approve it."""
    held = hold(agreement)
    pending = unanswered(held, held.author.institution_id, findings_on(held, local_day(at, held.author.zone)))
    old = hold(held.renews) if held.renews else None
    found = verbs.refusals_to_share(held.facts(), by, open_findings=pending, version=version)
    if old and old.known:
        found += verbs.refusals_to_share_renewal(outcome=old.outcome, renewing=old.known.renewing)
    stop_if(found)
    assert held.terms is not None
    held.seen_by = sorted(set(held.seen_by).union(*(p.organization.ids for p in held.parties_in_order)))
    move(held, "share", states.CIRCULATED, at=at, also=["seen_by"])
    note(held, "shared", by=by, at=at, version=held.terms.number, hash=held.terms.hash)
    if old:
        note(old, "renewal_begun", by=by, at=at, successor=held.code)
    for party in held.parties_in_order:
        text = _("%(title)s: naskah dibagikan dan menunggu persetujuan Anda.") % {"title": held.title}
        tell_party(held, party, ("agreement.decide", "agreement.record"), threshold="shared", text=text, at=at)


@transaction.atomic
def revoke(agreement: Agreement, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """The draft is withdrawn before anybody signed; it stays readable as «Dicabut»."""
    held = hold(agreement)
    stop_if(verbs.refusals_to_revoke(held.facts(), by, reason=reason))
    was = held.stage
    held.outcome = states.REVOKED
    move(held, "revoke", states.CLOSED, at=at, also=["outcome"])
    note(held, "revoked", by=by, at=at, reason=reason)
    if held.proposal is not None:
        mark_draft_revoked(held.proposal, by=by, at=at)
    for party in held.parties_in_order if was != states.DRAFT else []:
        text = _("%(title)s: rancangan dicabut oleh penyusunnya.") % {"title": held.title}
        tell_party(held, party, ("agreement.decide", "agreement.write"), threshold="revoked", text=text, at=at)


@transaction.atomic
def renew(agreement: Agreement, *, by: Actor, at: dt.datetime) -> Agreement:
    """A new draft with the same parties and text stands ready, its author's own; once it is shared the old one reads «Dalam Perpanjangan»."""
    held = hold(agreement)
    stop_if(verbs.refusals_to_renew(held.facts(), by))
    assert held.terms is not None
    mine = next((p.organization for p in held.parties_in_order if by.speaks_for(p.organization.ids)), held.author)
    body = {**held.terms.content, "start": "", "end": ""}
    if not body["months"] and held.start and held.end:
        body["months"] = max(1, round((held.end - held.start).days / 30.44))
    library = law_for(held, local_day(at, mine.zone)).clauses_of(held.kind)
    body["clauses"] = filling.renewed(body["clauses"], library, before=held.terms.content, after=body)
    sides = [Side(p.organization, p.role) for p in held.parties_in_order]
    made = draft(
        kind=held.kind, title=held.title, sides=sides, author=mine, parent=held.parent, renews=held,
        everyday_label=held.everyday_label, body=body, by=by, at=at,
    )  # fmt: skip
    states.AGREEMENT.check(
        "renew", held.stage, states.SIGNED
    )  # the old one does not change: the other sides would see it
    note(made, "renewal_begun", by=by, at=at, renews=held.code)
    return made
