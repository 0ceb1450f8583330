"""The rules of a screening: advice with its source, from facts and the law of one day. No database, no clock.

A rule is a function (facts, law, advice) → findings; RULES is the table of all, in the order in which people read them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from simpul.core.findings import FIT, OUTSIDE, PARTLY, UNSURE
from simpul.law.rules import COOPERATIONS, UNKNOWN, VERIFIED, LawOn, PartnerForm, Source, said_amount

from .documents import checklist, cooperation_of
from .screening_facts import ScreeningFacts
from .screening_found import PENDING, Advice, Finding, Result, entry_of, no_surer
from .screening_items import accreditation, authority, plans
from .states import CHECKS, HEAD

NO_COOPERATION = "desa"  # villages follow a law of their own
FOREIGN = ("ksdpl", "ksdll")
CAMPUSES = frozenset({"ptn_satker", "ptn_blu", "ptn_bh", "pts", "poltek_kl"})


def advice_on(facts: ScreeningFacts, law: LawOn) -> Advice:
    """Which cooperation fits the partner's legal form; under a signed umbrella the next document is the PKS."""
    form = law.partner_form(facts.form) if facts.form else None
    if form is None:
        return Advice()
    known = law.other("cooperation", form.kind_of_cooperation)
    title = known.title if known else str(COOPERATIONS.get(form.kind_of_cooperation, form.kind_of_cooperation))
    first = form.documents[0] if form.documents else ""
    kind = "pks" if facts.under and "pks" in form.documents else first
    source = _as_recorded(form, facts)
    return Advice(form.kind_of_cooperation, title, kind, form.documents, form.signer, source.label, source.certainty)


def _as_recorded(form: PartnerForm, facts: ScreeningFacts) -> Source:
    """What the law says of this form, as sure as it is known that the partner has it."""
    return no_surer(form.source, facts.form_certainty, _("Bentuk hukum mitra tercatat, tetapi belum dipastikan."))


def _kind(facts: ScreeningFacts, advice: Advice) -> str:
    return facts.chosen or advice.kind


def _asked_cooperation(facts: ScreeningFacts, law: LawOn) -> str:
    """By the partner's form, and stricter where KB or PKS is chosen with the central government."""
    return cooperation_of(facts.form, law, kind=facts.chosen)


def _name(law: LawOn, kind: str) -> str:
    row = law.other("instrument", kind)
    return row.title if row else kind.upper()


# ---- the partner's form and the document


def kind_of_document(facts: ScreeningFacts, law: LawOn, advice: Advice) -> Iterator[Finding]:
    """A recommendation; whoever chooses another document says why."""
    form = law.partner_form(facts.form) if facts.form else None
    if form is None:
        text = _("Bentuk hukum %(partner)s belum tercatat, jadi jenis kerja samanya belum dapat disarankan. Catat pada halaman lembaganya.")  # fmt: skip
        text %= {"partner": facts.partner_name}
        yield Finding("kind.form_unknown", text, UNSURE, Source("PP 28/2018", certainty=UNKNOWN), asks=True)
        return
    if advice.cooperation == NO_COOPERATION:
        return
    entry, names = f"partner_form:{facts.form}", _(", lalu ").join(_name(law, kind) for kind in advice.documents)
    words = {"partner": facts.partner_name, "form": form.title, "title": advice.title, "names": names}
    source = _as_recorded(form, facts)
    if not facts.chosen or facts.chosen in advice.documents:
        text = _("%(partner)s tercatat sebagai %(form)s, jadi jenisnya %(title)s; naskahnya %(names)s.") % words
        signer = _("Penanda tangan mitra: %(signer)s") % {"signer": advice.signer}
        yield Finding("kind.fits", text, FIT, source, advice=signer, entry=entry)
    else:
        text = _("%(which)s %(chosen)s, sedangkan untuk %(form)s disarankan %(names)s (%(title)s). Praktik boleh berbeda; tulis alasannya.")  # fmt: skip
        which = _("Naskah yang dipilih") if facts.kind else _("Naskah yang diminta")
        text %= words | {"which": which, "chosen": _name(law, facts.chosen)}
        yield Finding(f"kind.differs.{facts.chosen}", text, PARTLY, source, asks=True, entry=entry)
    above = law.other("instrument", facts.chosen) if facts.chosen else None
    if above and above.value.get("parent") and not facts.under:
        parents = _(" atau ").join(_name(law, kind) for kind in above.value["parent"])
        text = _("%(kind)s berada di bawah %(parents)s, dan belum ada yang ditunjuk. Tunjuk naskah induknya, atau mulai dari naskah itu.")  # fmt: skip
        text %= {"kind": above.title, "parents": parents}
        yield Finding("kind.no_umbrella", text, PARTLY, above.source, asks=True, entry=entry_of(above))


def villages(facts: ScreeningFacts, law: LawOn, advice: Advice) -> Iterator[Finding]:
    """Villages and BUM Desa cooperate under their own law; a region facilitates."""
    form = law.partner_form(facts.form) if facts.form else None
    if form and advice.cooperation == NO_COOPERATION:
        text = _("%(partner)s tercatat sebagai %(form)s. Ini bukan kerja sama daerah; desa bekerja sama menurut aturannya sendiri dan daerah memfasilitasi.")  # fmt: skip
        text %= {"partner": facts.partner_name, "form": form.title}
        hint = _("Teruskan kepada perangkat daerah yang membidangi desa untuk difasilitasi.")
        yield Finding("village.not_regional", text, OUTSIDE, _as_recorded(form, facts), asks=True, advice=hint, entry=f"partner_form:{facts.form}")  # fmt: skip


def foreign(_facts: ScreeningFacts, law: LawOn, advice: Advice) -> Iterator[Finding]:
    row = law.other("dprd", "luar_negeri")
    if row and advice.cooperation in FOREIGN:
        text = _("Mitra luar negeri: selain persetujuan DPRD diperlukan persetujuan pemerintah pusat (Kementerian Dalam Negeri dan Kementerian Luar Negeri).")  # fmt: skip
        yield Finding("foreign.approvals", text, PARTLY, row.source, asks=True, entry=entry_of(row))


# ---- needs, documents


def needs(_facts: ScreeningFacts, law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """Needs are not kept yet: said, never guessed."""
    row = law.other("cooperation", "kebutuhan")
    if row:
        text = _("Kecocokan dengan kebutuhan belum dapat dinilai: daftar kebutuhan daerah belum ada di sini.")
        yield Finding("needs.pending", text, PENDING, row.source, entry=entry_of(row))


def documents(facts: ScreeningFacts, law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """The checklist of the kind of cooperation."""
    rows = checklist(facts.form, law, kind=facts.chosen, direction=facts.direction, present=facts.documents)
    wanted = [row for row in rows if row.needed]
    for row in wanted:
        if row.missing:
            text = _("%(title)s diperlukan, dan belum ada.") % {"title": row.title}
            yield Finding(f"document.missing.{row.kind}", text, PARTLY, row.source, asks=True, advice=row.text, entry=f"document:{row.kind}")  # fmt: skip
    if wanted and not any(row.missing for row in wanted):
        text = _("Dokumen masukan lengkap: %(titles)s.") % {"titles": ", ".join(row.title for row in wanted)}
        yield Finding("document.complete", text, FIT, wanted[0].source, entry=f"document:{wanted[0].kind}")


# ---- money and DPRD


def dprd(facts: ScreeningFacts, law: LawOn, advice: Advice) -> Iterator[Finding]:
    """Whether the DPRD must agree, from the facts about money; what nobody answered stays open."""
    if advice.cooperation in (*FOREIGN, NO_COOPERATION):
        return
    found = _dprd(facts, law)
    if found:
        yield found


def _dprd(facts: ScreeningFacts, law: LawOn) -> Finding | None:
    rows = {row.key: row for row in law.others_of("dprd")}
    burden, budgeted = rows.get("membebani"), rows.get("sudah_dianggarkan")
    if burden is None or budgeted is None:
        return None
    if _asked_cooperation(facts, law) == "sinergi" and "sinergi" in rows:
        row, text = rows["sinergi"], _("Nota Kesepakatan sinergi tidak memerlukan persetujuan DPRD; aturan anggaran tetap berlaku.")  # fmt: skip
        return Finding("dprd.synergy", text, FIT, row.source, entry=entry_of(row))
    if facts.burdens_public or (facts.apbd_funded and facts.in_current_apbd is False):
        text = _("Memerlukan persetujuan DPRD, karena %(why)s.") % {"why": _(" dan ").join(_reasons(facts))}
        hint = _("Siapkan permohonan persetujuan DPRD sebelum naskah ditandatangani.")
        return Finding("dprd.needed", text, PARTLY, burden.source, asks=True, advice=hint, entry=entry_of(burden))
    if facts.routine and "tugas_rutin" in rows:
        row, text = rows["tugas_rutin"], _("Hanya menjalankan tugas dan fungsi dengan anggaran yang ada, jadi tidak memerlukan persetujuan DPRD.")  # fmt: skip
        return Finding("dprd.routine", text, FIT, row.source, entry=entry_of(row))
    open_ones = _unanswered_money(facts)
    if open_ones:
        text = _("Belum dapat dipastikan apakah memerlukan persetujuan DPRD. Belum dijawab: %(open)s.")
        text %= {"open": "; ".join(open_ones)}
        return Finding("dprd.unanswered", text, UNSURE, burden.source, asks=True, entry=entry_of(burden))
    text = _("Tidak memerlukan persetujuan DPRD: tidak membebani, dan biayanya sudah dalam APBD atau tanpa APBD.")
    return Finding("dprd.not_needed", text, FIT, budgeted.source, entry=entry_of(budgeted))


def _reasons(facts: ScreeningFacts) -> list[str]:
    """Why the DPRD is asked: each of the two that holds, the money with its amount."""
    found = [_("membebani masyarakat atau daerah")] if facts.burdens_public else []
    if facts.apbd_funded and facts.in_current_apbd is False:
        amount = f" ({said_amount(int(facts.apbd_amount), 'rupiah')})" if facts.apbd_amount else ""
        found.append(_("biayanya belum ada dalam APBD berjalan") + amount)
    return found


def _unanswered_money(facts: ScreeningFacts) -> list[str]:
    asked = [
        (facts.burdens_public is None, _("apakah membebani masyarakat atau daerah")),
        (facts.apbd_funded is None, _("apakah memakai APBD")),
        (bool(facts.apbd_funded) and facts.in_current_apbd is None, _("apakah biayanya sudah ada dalam APBD berjalan")),
    ]
    return [text for still_open, text in asked if still_open]


# ---- term and signing


def term(facts: ScreeningFacts, law: LawOn, advice: Advice) -> Iterator[Finding]:
    """Against the longest term that the region's law knows; where none is known, that is said."""
    kind = _kind(facts, advice)
    limit = law.limit(f"term_years.{kind}") if kind else None
    if limit is None or advice.cooperation == NO_COOPERATION:
        return
    entry, words = f"limit:{limit.key}", {"kind": _name(law, kind), "months": facts.months, "years": limit.value}
    if limit.value is None:
        text = _("Batas masa berlaku %(kind)s belum diketahui: belum ditemukan aturan yang menetapkannya.") % words
        yield Finding("term.unknown", text, UNSURE, limit.source, entry=entry)
    elif facts.months is None:
        text = _("Jangka waktu belum disebut, padahal batasnya %(years)s tahun.") % words
        yield Finding("term.open", text, UNSURE, limit.source, asks=True, entry=entry)
    elif facts.months > 12 * int(limit.value):
        text = _("Jangka waktu %(months)s bulan melebihi batas %(kind)s, %(years)s tahun.") % words
        yield Finding("term.too_long", text, PARTLY, limit.source, asks=True, entry=entry)
    else:
        text = _("Jangka waktu %(months)s bulan masih dalam batas %(kind)s, %(years)s tahun.") % words
        yield Finding("term.fits", text, FIT, limit.source, entry=entry)


def signing(facts: ScreeningFacts, law: LawOn, advice: Advice) -> Iterator[Finding]:
    """The head signs everything; an official by letter only what the law of the region leaves to a letter."""
    kind, by_letter = _kind(facts, advice), law.limit("signer.letter_kinds")
    if by_letter is None or not kind or advice.cooperation == NO_COOPERATION:
        return
    entry, words = f"limit:{by_letter.key}", {"kind": _name(law, kind)}
    if facts.signer == HEAD:
        row = law.other("signing", "kepala_daerah")
        text = _("Kepala daerah menandatangani sendiri %(kind)s.") % words
        source = row.source if row else by_letter.source
        yield Finding("signer.head", text, FIT, source, entry=entry_of(row) if row else entry)
    elif kind in (by_letter.value or ()):
        row = law.other("signing", "kepala_opd")
        text = _("Pejabat boleh menandatangani %(kind)s setelah memegang surat kuasa kepala daerah.") % words
        hint = _("Pastikan nomor dan masa surat kuasanya sebelum penandatanganan.")
        source = row.source if row and kind in row.value.get("kinds", ()) else by_letter.source
        yield Finding("signer.by_letter", text, FIT, source, advice=hint, entry=entry_of(row) if row else entry)
    else:
        text = _("%(kind)s tidak ditandatangani pejabat dengan surat kuasa; kepala daerah yang menandatanganinya.") % words  # fmt: skip
        yield Finding("signer.head_only", text, OUTSIDE, by_letter.source, asks=True, entry=entry)


# ---- what is not cooperation


# kind of activity → the regime that it may truly be, and when
HINTS: tuple[tuple[str, str, Callable[[ScreeningFacts], bool]], ...] = (
    ("asset", "barang_milik_daerah", lambda facts: True),
    ("investment", "kpbu", lambda facts: True),
    *(
        (activity, "swakelola", lambda facts: bool(facts.apbd_funded) and facts.form in CAMPUSES)
        for activity in ("training", "study", "research", "assessment")
    ),
)


def regimes(facts: ScreeningFacts, law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """Regional property, KPBU, grants and procurement follow their own law: flagged by the officer, or hinted from the activity."""
    for row in law.others_of("referral"):
        if row.key in facts.regimes and row.value.get("beside"):
            text = _("Menyangkut %(title)s. %(text)s") % {"title": row.title, "text": row.text}
            hint = _("Bahas bagian ini dengan %(to)s, di samping naskah kerja samanya.") % {"to": row.value.get("to", "")}  # fmt: skip
            yield Finding(f"regime.{row.key}", text, PARTLY, row.source, asks=True, advice=hint, entry=entry_of(row))
            continue
        if row.key in facts.regimes:
            text = _("%(title)s bukan kerja sama daerah dan mengikuti aturannya sendiri. %(text)s")
            text %= {"title": row.title, "text": row.text}
            hint = _("Alihkan bagian ini kepada %(to)s.") % {"to": row.value.get("to", "")}
            yield Finding(f"regime.{row.key}", text, OUTSIDE, row.source, asks=True, advice=hint, entry=entry_of(row))
            continue
        numbers = [i.number for i in facts.in_order for a, key, when in HINTS if (a, key) == (i.activity, row.key) and when(facts)]  # fmt: skip
        if numbers:
            text = _("Butir %(numbers)s mungkin termasuk %(title)s, yang mengikuti aturannya sendiri. Tandai bila benar.")  # fmt: skip
            text %= {"numbers": ", ".join(map(str, numbers)), "title": row.title}
            yield Finding(f"regime_hint.{row.key}", text, UNSURE, row.source, entry=entry_of(row))


# ---- personal data, policy


def personal_data(facts: ScreeningFacts, law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """Since UU 27/2022 is in force: data need a lawful basis, and the draft a clause about it."""
    row = law.other("data", "pdp.dasar")
    if row is None:
        return
    entry = entry_of(row)
    if facts.personal_data is None:
        text = _("Belum dijawab apakah kegiatannya memproses data pribadi peserta atau warga.")
        yield Finding("data.unanswered", text, UNSURE, row.source, asks=True, entry=entry)
    elif facts.personal_data and facts.data_clause:
        text = _("Memproses data pribadi, dan rancangan memuat pasal tentang dasar, tujuan, lama simpan, dan penerimanya.")  # fmt: skip
        yield Finding("data.clause_there", text, FIT, row.source, entry=entry)
    elif facts.personal_data:
        text = _("Memproses data pribadi, jadi memerlukan dasar pemrosesan; pasal pelindungan data pribadi belum ada dalam rancangan.")  # fmt: skip
        hint = _("Masukkan pasal pelindungan data pribadi dari pustaka pasal.")
        yield Finding("data.clause_missing", text, PARTLY, row.source, asks=True, advice=hint, entry=entry)
    else:
        text = _("Tidak memproses data pribadi menurut keterangan usulan.")
        yield Finding("data.none", text, FIT, row.source, entry=entry)


def policy(facts: ScreeningFacts, _law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """What the region's own policy wants looked at: open until somebody has written a view. It never rejects."""
    held = facts.policy
    if held is None:
        return
    source = Source(_("Kebijakan mitra: %(basis)s") % {"basis": held.basis}, "", VERIFIED, facts.region_code, held.start, held.end)  # fmt: skip
    for field in sorted(held.checks, key=list(CHECKS).index):
        words = {"check": str(CHECKS[field])}
        if field in facts.viewed:
            text = _("%(check)s: pandangan TKKSD sudah ditulis.") % words
            yield Finding(f"policy.viewed.{field}", text, FIT, source)
        else:
            text = _("%(check)s: kebijakan daerah meminta pandangan TKKSD, dan belum ada yang menulisnya.") % words
            yield Finding(f"policy.view_missing.{field}", text, UNSURE, source, asks=True)


# ---- the table


@dataclasses.dataclass(frozen=True)
class Rule:
    """`title` is what the rule looks at, in people's words."""

    title: Any
    find: Callable[[ScreeningFacts, LawOn, Advice], Iterable[Finding]]


RULES: dict[str, Rule] = {
    "kind": Rule(gettext_lazy("Bentuk mitra dan jenis naskah"), kind_of_document),
    "village": Rule(gettext_lazy("Desa dan BUM Desa"), villages),
    "authority": Rule(gettext_lazy("Kewenangan"), authority),
    "plans": Rule(gettext_lazy("Kesesuaian dengan rencana"), plans),
    "needs": Rule(gettext_lazy("Kesesuaian dengan kebutuhan"), needs),
    "policy": Rule(gettext_lazy("Pemeriksaan menurut kebijakan mitra"), policy),
    "documents": Rule(gettext_lazy("Dokumen masukan"), documents),
    "accreditation": Rule(gettext_lazy("Akreditasi lembaga penilai"), accreditation),
    "dprd": Rule(gettext_lazy("Persetujuan DPRD"), dprd),
    "foreign": Rule(gettext_lazy("Mitra luar negeri"), foreign),
    "term": Rule(gettext_lazy("Masa berlaku"), term),
    "signing": Rule(gettext_lazy("Penanda tangan"), signing),
    "regimes": Rule(gettext_lazy("Di luar kerja sama daerah"), regimes),
    "data": Rule(gettext_lazy("Data pribadi"), personal_data),
}


def findings_on(facts: ScreeningFacts, law: LawOn) -> Result:
    """Every rule of the table over these facts. The same facts and law give the same findings, in the same order."""
    advice = advice_on(facts, law)
    found = tuple((name, finding) for name, rule in RULES.items() for finding in rule.find(facts, law, advice))
    return Result(found, advice)
