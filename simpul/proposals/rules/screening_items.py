"""Rules that look at each item: who owns the matter, which plan it serves, whether an assessment centre reaches the post."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from simpul.core.findings import FIT, OUTSIDE, PARTLY, SUPPORT, UNSURE
from simpul.law.rules import LIKELY, UNKNOWN, UNKNOWN_ARTICLE, Affair, LawOn, Part, Row, Source

from .screening_facts import CENTRE, DISTRICT, PROVINCE, AccreditationFacts, ItemFacts, ScreeningFacts
from .screening_found import Advice, Finding, entry_of, likely, no_surer, sure
from .states import CROSS_DISTRICT, CROSS_PROVINCE, PLANS, POST_LEVELS, WITHIN

LADDER = (DISTRICT, PROVINCE, CENTRE)
REACHES = {
    WITHIN: 0,
    CROSS_DISTRICT: 1,
    CROSS_PROVINCE: 2,
}  # the lowest level that a thing of this extent can belong to
OWN = "own"
ANNEX = Source("UU 23/2014", "Lampiran", UNKNOWN)


def level_word(level: str) -> str:
    return {DISTRICT: _("kabupaten/kota"), PROVINCE: _("provinsi"), CENTRE: _("pemerintah pusat")}[level]


def _of(item: ItemFacts, text: str) -> str:
    """The sentence with its item before it. Its own words are filled in already: a title may hold a percent sign."""
    return _("Butir %(number)s «%(title)s»: %(text)s") % {"number": item.number, "title": item.title, "text": text}


# ---- authority: by sub-matter and by how far it reaches


def authority(facts: ScreeningFacts, law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """Does the addressed level own what each item asks for; if not, which level does."""
    for item in facts.in_order:
        affair = law.affair(item.affair)
        if affair is None:
            text = _of(
                item, _("sub-urusannya tidak ada dalam tabel urusan pada hari itu. Pilih sub-urusan yang tepat.")
            )
            yield Finding("authority.unknown", text, UNSURE, ANNEX, item.number, asks=True)
        elif affair.support:
            text = _of(item, _("%(matter)s adalah fungsi penunjang, di luar 32 urusan; daerah menjalankannya untuk aparaturnya sendiri.") % {"matter": affair.matter})  # fmt: skip
            yield Finding(
                "authority.support", text, SUPPORT, _column(affair, facts.level), item.number,
                entry=f"affair:{affair.key}",
            )  # fmt: skip
        else:
            yield from _owned(facts, item, affair)


def owner_of(part: Part, item: ItemFacts, level: str) -> str:
    """The level to which this part belongs when it reaches that far; some belong to one level however far they reach."""
    base = _base(part, level)
    if part.stays or part.owner == OWN:
        return base
    return LADDER[max(LADDER.index(base), REACHES[item.reach])]


def _base(part: Part, level: str) -> str:
    """Who owns it inside one kabupaten/kota."""
    return level if part.owner == OWN else part.owner


def _part_of(item: ItemFacts, affair: Affair, level: str) -> Part | None:
    """The part that was chosen; where nothing was, the only one, or any when all belong to the same level."""
    if not affair.parts:
        return Part("", affair.matter, DISTRICT)
    if item.part:
        return affair.part(item.part)
    owners = {(owner_of(part, item, level), part.refer) for part in affair.parts}
    return affair.parts[0] if len(owners) == 1 else None


def _column(affair: Affair, level: str) -> Source:
    """The entry's source, as sure as the column of that level is."""
    return sure(affair.source) if level in affair.read else likely(affair.source)


def _owned(facts: ScreeningFacts, item: ItemFacts, affair: Affair) -> Iterator[Finding]:
    level = facts.level
    part = _part_of(item, affair, level)
    entry, own = f"affair:{affair.key}", getattr(affair, level)
    if part is None:
        choices = _choices(item, affair, level)
        words = {"matter": affair.matter, "choices": choices}
        text = _of(item, _("belum jelas bagian mana dari «%(matter)s» yang dimaksud, padahal pemiliknya berbeda: %(choices)s. Tentukan bagiannya.") % words)  # fmt: skip
        yield Finding("authority.part_open", text, UNSURE, likely(affair.source), item.number, asks=True, entry=entry)
        return
    owner, base = owner_of(part, item, level), _base(part, level)
    words = {"part": _said(part, affair), "level": level_word(level), "own": own, "owner": level_word(owner)}
    if owner == level and REACHES[item.reach] > LADDER.index(level):
        text = _of(item, _("%(part)s tetap bagian %(level)s (%(own)s), tetapi cakupannya melampaui wilayah sendiri. Daerah lain yang wilayahnya disentuh perlu ikut sebagai pihak.") % words)  # fmt: skip
        hint = _("Batasi pada wilayah sendiri, atau ajak daerah lain itu melalui kerja sama antardaerah.")
        yield Finding("authority.beyond", text, PARTLY, likely(affair.source), item.number, asks=True, advice=hint, entry=entry, owner=owner)  # fmt: skip
        return
    if owner == level:
        text = _of(item, _("%(part)s termasuk bagian %(level)s: %(own)s.") % words)
        yield Finding("authority.fit", text, FIT, _column(affair, level), item.number, entry=entry, owner=owner)
        return
    # that a part is not in the own column was read there; that it reaches too far follows from the column of another level
    by_reach = base == level
    source = likely(affair.source) if by_reach else _column(affair, level)
    if part.refer or not own:
        text = _of(item, _outside_text(own, by_reach=by_reach) % words)
        advice = _("Kirim surat pengalihan kepada %(owner)s, yang diperkirakan memilikinya.") % words
        yield Finding("authority.outside", text, OUTSIDE, source, item.number, asks=True, advice=advice, entry=entry, owner=owner)  # fmt: skip
    elif facts.partner_level == owner == CENTRE:
        words |= {"partner": facts.partner_name}
        text = _of(item, _("%(part)s bukan bagian %(level)s (%(own)s), melainkan pemerintah pusat, dan %(partner)s termasuk di dalamnya. Pastikan bahwa kementerian atau lembaga ini yang membidanginya.") % words)  # fmt: skip
        yield Finding("authority.ministry", text, UNSURE, likely(source), item.number, asks=True, entry=entry, owner=owner)  # fmt: skip
    elif facts.partner_level == owner and _covers(facts.partner_region, item.region_code or facts.region_code):
        text = _of(item, _("%(part)s bukan bagian %(level)s (%(own)s), dan %(owner)s yang memilikinya di tempat itu ikut sebagai mitra.") % words)  # fmt: skip
        yield Finding("authority.joined", text, PARTLY, source, item.number, entry=entry, owner=owner)
    else:
        text = _of(item, _partly_text(by_reach=by_reach) % words)
        yield Finding(
            "authority.partly", text, PARTLY, source, item.number, asks=True, advice=_joining(owner), entry=entry, owner=owner
        )  # fmt: skip
    yield _owner(item, affair, part, owner, OUTSIDE if part.refer or not own else PARTLY, moved=owner != base)


def _covers(region: str, place: str) -> bool:
    """The place is that region or lies in it: the level that owns a matter owns it in its own area only."""
    return bool(region) and (place == region or place.startswith(f"{region}."))


def _choices(item: ItemFacts, affair: Affair, level: str) -> str:
    """«kabupaten/kota: usaha mikro; provinsi: usaha kecil»."""
    by_owner: dict[str, list[str]] = {}
    for part in affair.parts:
        by_owner.setdefault(owner_of(part, item, level), []).append(part.title)
    return "; ".join(f"{level_word(owner)}: {', '.join(by_owner[owner])}" for owner in LADDER if owner in by_owner)


def _said(part: Part, affair: Affair) -> str:
    return f"{affair.matter} – {part.title}" if part.title != affair.matter else part.title


def _outside_text(own: str, *, by_reach: bool) -> str:
    if not own:
        return _("%(part)s: tidak ada bagian %(level)s dalam sub-urusan ini.")
    if by_reach:
        return _("%(part)s dengan cakupan ini melampaui wilayah %(level)s, jadi di luar kewenangannya. Bagiannya: %(own)s.")  # fmt: skip
    return _("%(part)s di luar kewenangan %(level)s. Bagiannya: %(own)s.")


def _partly_text(*, by_reach: bool) -> str:
    if by_reach:
        return _("%(part)s dengan cakupan ini melampaui wilayah %(level)s. Dapat berjalan bila tingkat yang memilikinya ikut sebagai pihak.")  # fmt: skip
    return _("%(part)s bukan bagian %(level)s (%(own)s). Daerah hanya dapat mendukung, bila tingkat yang memilikinya ikut sebagai pihak.")  # fmt: skip


def _joining(owner: str) -> str:
    if owner == CENTRE:
        return _("Ajak kementerian atau lembaga yang membidanginya melalui sinergi (NK dan RK).")
    return _("Ajak pemerintah %(owner)s sebagai pihak, melalui kerja sama antardaerah.") % {"owner": level_word(owner)}


def _owner(item: ItemFacts, affair: Affair, part: Part, owner: str, leans: str, *, moved: bool) -> Finding:
    """Which level owns it: a statement of its own, as sure as that level's column; that reach moved it there nobody has read."""
    source = likely(_column(affair, owner)) if moved else _column(affair, owner)
    if part.basis:
        source = dataclasses.replace(source, regulation=part.basis, article=UNKNOWN_ARTICLE, certainty=LIKELY)
    column = getattr(affair, owner)
    if moved:
        text = _("dengan cakupan ini %(part)s diperkirakan milik %(owner)s.") if not column else _("dengan cakupan ini %(part)s diperkirakan milik %(owner)s, yang bagiannya: %(column)s.")  # fmt: skip
    else:
        text = _("%(part)s dimiliki %(owner)s.") if column in ("", part.title) else _("%(part)s dimiliki %(owner)s (%(column)s).")  # fmt: skip
    words = {"part": part.title, "owner": level_word(owner), "column": column}
    return Finding("owner.named", _of(item, text % words), leans, source, item.number, entry=f"affair:{affair.key}", owner=owner)  # fmt: skip


# ---- relevance to plans


def plans(facts: ScreeningFacts, law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """A programme of RPJMD or RKPD, or an object of this year's mapping, that each item serves."""
    mapping, planned = law.other("cooperation", "pemetaan"), law.other("cooperation", "rencana")
    if mapping is None or planned is None:
        return
    for item in facts.in_order:
        linked, (mapped, near) = item.programme, _mapped(item, law)
        if linked and not linked.retired and linked.first_year <= facts.day.year <= linked.last_year:
            words = {
                "plan": PLANS.get(linked.plan, linked.plan),
                "name": linked.name,
                "first": linked.first_year,
                "last": linked.last_year,
            }
            text = _of(item, _("melaksanakan program %(plan)s «%(name)s» (%(first)s–%(last)s).") % words)  # fmt: skip
            yield Finding("plans.fit", text, FIT, mapping.source, item.number, entry=entry_of(mapping))
        elif mapped:
            words = {"year": facts.day.year, "objects": _objects(mapped)}
            text = _of(item, _("sejalan dengan pemetaan urusan tahun %(year)s: %(objects)s.") % words)  # fmt: skip
            yield Finding("plans.mapped", text, FIT, mapping.source, item.number, entry=entry_of(mapping))
        elif near and not linked:
            words = {"year": facts.day.year, "objects": _objects(near)}
            text = _of(item, _("pemetaan urusan tahun %(year)s memuat sub-urusannya, tetapi bukan bagian yang sama: %(objects)s. Pastikan apakah kegiatan ini termasuk di dalamnya, atau tautkan program RPJMD/RKPD.") % words)  # fmt: skip
            yield Finding("plans.mapped_elsewhere", text, UNSURE, mapping.source, item.number, asks=True, entry=entry_of(mapping))  # fmt: skip
        elif linked:
            words = {"name": linked.name, "year": facts.day.year}
            text = _of(item, _("program «%(name)s» tidak berlaku pada tahun %(year)s. Tautkan program yang berlaku, atau tulis alasannya.") % words)  # fmt: skip
            yield Finding("plans.past", text, PARTLY, planned.source, item.number, asks=True, entry=entry_of(planned))
        else:
            words = {"year": facts.day.year}
            text = _of(item, _("belum ditautkan pada program RPJMD/RKPD dan belum ada dalam pemetaan urusan tahun %(year)s. Tautkan, atau tulis mengapa tetap relevan.") % words)  # fmt: skip
            yield Finding("plans.none", text, UNSURE, planned.source, item.number, asks=True, entry=entry_of(planned))


def _mapped(item: ItemFacts, law: LawOn) -> tuple[list[str], list[str]]:
    """Objects of the mapping for the same part; and those of its sub-matter that name another part, or where nobody said which."""
    affair = law.affair(item.affair)
    whole = affair is not None and not affair.parts
    same = [one.object for one in item.mapped if whole or (one.part == item.part and item.part)]
    return same, [one.object for one in item.mapped if one.object not in same]


def _objects(names: list[str]) -> str:
    return "; ".join(f"«{one}»" for one in sorted(set(names)))


# ---- accreditation of an assessment centre against the post that is assessed


def accreditation(facts: ScreeningFacts, law: LawOn, _advice: Advice) -> Iterator[Finding]:
    """Results count only when the centre is accredited that day and its rank reaches the post. Hard: no reason overcomes it."""
    rule = law.other("assessment", "sesuai_jenjang")
    if rule is None:
        return
    for item in facts.in_order:
        if item.activity == "assessment":
            yield _accredited(facts, law, rule, item)


def _accredited(facts: ScreeningFacts, law: LawOn, rule: Row, item: ItemFacts) -> Finding:
    if not item.post_level:
        text = _of(item, _("jenjang jabatan yang dinilai belum disebut. Sebutkan jenjangnya, supaya akreditasinya dapat diperiksa."))  # fmt: skip
        return Finding(
            "accreditation.post_open", text, UNSURE, rule.source, item.number, asks=True, entry=entry_of(rule)
        )
    valid = [row for row in facts.accreditations if row.holds(facts.day)]
    if not valid:
        return _none_valid(facts, rule, item)
    # of equal reach the last one counts: what another recorded, and of that the higher rank
    by_trust = sorted(valid, key=lambda row: (row.own_word, row.rank), reverse=True)
    fits = {_reach(law, row.rank, item.post_level): row for row in by_trust}
    reach = next(reach for reach in (FIT, UNSURE, "", OUTSIDE) if reach in fits)
    held, post = fits[reach], str(POST_LEVELS.get(item.post_level, item.post_level))
    table = law.other("assessment", held.rank)
    source, entry = (table.source, entry_of(table)) if table else (rule.source, entry_of(rule))
    words = {
        "holder": held.holder, "rank": held.rank, "post": post, "since": _date(held.start), "posts": _posts(table), "recorded": _recorded(held),
    }  # fmt: skip
    if reach == FIT:
        text = _of(item, _("akreditasi %(rank)s atas nama %(holder)s (sejak %(since)s) mencakup %(post)s. %(recorded)s") % words)  # fmt: skip
        if not held.own_word:
            return Finding("accreditation.fit", text, FIT, source, item.number, entry=entry)
        source = no_surer(source, LIKELY, _("Peringkatnya menurut catatan mitra sendiri."))
        return Finding("accreditation.fit", text, FIT, source, item.number, advice=_look(), entry=entry)
    if reach == OUTSIDE:
        text = _of(item, _("ditolak, karena akreditasi %(rank)s atas nama %(holder)s tidak sampai pada %(post)s; hasilnya tidak akan diakui. Peringkat itu dipakai untuk: %(posts)s. %(recorded)s") % words)  # fmt: skip
        advice = _("Keluarkan butir ini, ubah jenjangnya, atau pilih lembaga penilai yang peringkatnya sesuai. Bila tabel peringkat keliru, betulkan pada Dasar Hukum lalu telaah ulang.")  # fmt: skip
        return Finding("accreditation.below", text, OUTSIDE, source, item.number, hard=True, advice=advice, entry=entry)
    text = _of(item, _("belum dapat dipastikan apakah akreditasi %(rank)s atas nama %(holder)s mencakup %(post)s. Pastikan kepada BKN, lalu catat hasilnya. %(recorded)s") % words)  # fmt: skip
    return Finding("accreditation.unsure", text, UNSURE, source, item.number, asks=True, entry=entry)


def _recorded(held: AccreditationFacts) -> str:
    """Who recorded the rank and by which decision, so that the reader can judge it."""
    unsaid = _("tidak disebut")
    return _("Dicatat oleh: %(by)s; keputusan: %(basis)s.") % {"by": held.recorded_by or unsaid, "basis": held.basis or unsaid}  # fmt: skip


def _look() -> str:
    return _("Minta salinan keputusan akreditasinya, lalu cocokkan nomor, peringkat, dan masanya.")


def _reach(law: LawOn, rank: str, post: str) -> str:
    """FIT, OUTSIDE, UNSURE where the table itself is unsure, or empty when it does not know the rank."""
    table = law.other("assessment", rank)
    if table is None or "posts" not in table.value:
        return ""
    if post in table.value["posts"]:
        return FIT
    # a refusal that nothing overcomes never rests on a table that nobody knows
    return UNSURE if post in table.value.get("unsure", ()) or table.source.certainty == UNKNOWN else OUTSIDE


def _posts(table: Row | None) -> str:
    return ", ".join(str(POST_LEVELS.get(post, post)) for post in table.value["posts"]) if table else ""


def _none_valid(facts: ScreeningFacts, rule: Row, item: ItemFacts) -> Finding:
    advice = _("Minta mitra menunjukkan akreditasi yang berlaku, lalu catat pada halaman lembaganya dan telaah ulang.")
    later = [row for row in facts.accreditations if row.start > facts.day]
    if later:
        first = min(later, key=lambda row: row.start)
        words = {"rank": first.rank, "holder": first.holder, "start": _date(first.start), "recorded": _recorded(first)}
        text = _of(item, _("ditolak, karena akreditasi %(rank)s atas nama %(holder)s baru berlaku mulai %(start)s; hasil sebelum itu tidak akan diakui. %(recorded)s") % words)  # fmt: skip
        advice = _("Telaah ulang mulai hari itu, ubah lembaga penilainya, atau keluarkan butir ini.")
        return Finding("accreditation.not_yet", text, OUTSIDE, rule.source, item.number, hard=True, advice=advice, entry=entry_of(rule))  # fmt: skip
    ended = [row for row in facts.accreditations if row.end and row.end < facts.day]
    if ended:
        last = max(ended, key=lambda row: row.end)  # type: ignore[arg-type, return-value]
        words = {"rank": last.rank, "holder": last.holder, "end": _date(last.end), "recorded": _recorded(last)}
        text = _of(item, _("ditolak, karena akreditasi %(rank)s atas nama %(holder)s berakhir %(end)s; hasilnya tidak akan diakui. %(recorded)s") % words)  # fmt: skip
        return Finding("accreditation.expired", text, OUTSIDE, rule.source, item.number, hard=True, advice=advice, entry=entry_of(rule))  # fmt: skip
    words = {"partner": facts.partner_name}
    text = _of(item, _("ditolak, karena %(partner)s tidak tercatat sebagai lembaga penilai yang terakreditasi; hasilnya tidak akan diakui.") % words)  # fmt: skip
    return Finding("accreditation.missing", text, OUTSIDE, rule.source, item.number, hard=True, advice=advice, entry=entry_of(rule))  # fmt: skip


def _date(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""
