"""What is at stake in a proposal and what the screening recommends, each on one line: for who has three minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from simpul.core import findings
from simpul.proposals.models import Item, Proposal, Screening

SHORT = {"kb": "KB", "nk": "NK + RK", "pks": "PKS"}
LEANS_OUTSIDE = "leans outside"  # outside by what is known, but the source was not read
ORDER = (findings.FIT, findings.PARTLY, findings.OUTSIDE, LEANS_OUTSIDE, findings.SUPPORT, findings.UNSURE)


def stakes_of(rows: Sequence[Proposal]) -> dict[int, str]:
    """«Universitas Bumi · 8 kegiatan · 24 bulan · APBD Rp50.000.000», by proposal."""
    counts = Item.objects.filter(proposal__in=[r.pk for r in rows], dropped_at=None).values_list("proposal")
    items = dict(counts.annotate(n=Count("pk")).order_by())
    return {row.pk: " · ".join(_words(row, items.get(row.pk, 0))) for row in rows}


def _words(row: Proposal, items: int) -> list[str]:
    words = [row.partner_name, ngettext("%(n)s kegiatan", "%(n)s kegiatan", items) % {"n": items}]
    if row.months:
        words.append(ngettext("%(n)s bulan", "%(n)s bulan", row.months) % {"n": row.months})
    if row.apbd_amount:
        words.append(_("APBD %(amount)s") % {"amount": f"Rp{row.apbd_amount:,.0f}".replace(",", ".")})
    return words


def recommendations_of(rows: Sequence[Proposal]) -> dict[int, str]:
    """«7 sesuai, 1 di luar kewenangan; disarankan NK + RK», by proposal, from the newest run; none before the first."""
    runs = Screening.objects.filter(proposal__in=[r.pk for r in rows]).order_by("proposal_id", "-number")
    kinds = {row.pk: row.kind for row in rows}
    newest = runs.distinct("proposal_id").values_list("proposal", "findings", "advice")
    return {pk: recommendation(found, kinds[pk] or advice.get("kind") or "") for pk, found, advice in newest}


def recommendation(found: Sequence[dict[str, Any]], kind: str) -> str:
    """How the items stand by authority, and which kind of paper is advised."""
    about = [f for f in found if f.get("item") is not None and str(f.get("code", "")).startswith("authority")]
    worst: dict[int, str] = {}
    for finding in about:
        level = _level(finding)
        if level in ORDER and ORDER.index(level) >= ORDER.index(worst.get(finding["item"], findings.FIT)):
            worst[finding["item"]] = level
    counts = Counter(worst.values())
    text = ", ".join(f"{counts[level]} {_word(level)}" for level in ORDER if counts[level])
    hard = sum(1 for f in found if f.get("hard"))
    if hard:
        words = ngettext("%(n)s tidak dapat dilanjutkan", "%(n)s tidak dapat dilanjutkan", hard) % {"n": hard}
        text = f"{text}, {words}" if text else words
    advised = _("disarankan %(kind)s") % {"kind": SHORT.get(kind, kind.upper())} if kind else ""
    return "; ".join(part for part in (text, advised) if part)


def _level(finding: dict[str, Any]) -> str:
    """An item that is probably outside the region's authority counts as such, not only as unsure: the leader must see it."""
    level = finding.get("level", findings.UNSURE)
    return LEANS_OUTSIDE if level == findings.UNSURE and finding.get("leans") == findings.OUTSIDE else level


def _word(level: str) -> str:
    """«di luar kewenangan (perlu dipastikan)»."""
    words = {key: str(label).lower() for key, label in findings.LABELS.items()}
    return words.get(level, f"{words[findings.OUTSIDE]} ({words[findings.UNSURE]})")
