"""Events as sentences. An event's words come from this table; what it lacks cannot be shown, and a house test says so."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from simpul.register.models import Event
from simpul.web.templatetags.simpul import written_day

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WORDS: dict[str, Any] = {
    "proposal.drafted": _("Draf usulan ditulis"),
    "proposal.revised": _("Isi usulan diubah"),
    "proposal.item_added": _("Kegiatan ditambahkan: %(title)s"),
    "proposal.item_revised": _("Kegiatan diubah: %(title)s"),
    "proposal.item_removed": _("Kegiatan dikeluarkan oleh pengirim: %(title)s"),
    "proposal.item_dropped": _("Kegiatan dikeluarkan oleh daerah: %(title)s. %(reason)s"),
    "proposal.programme_linked": _("Kegiatan %(item)s dikaitkan dengan rencana daerah: %(programme)s"),
    "proposal.programme_unlinked": _("Kaitan kegiatan %(item)s dengan rencana daerah dilepas"),
    "proposal.umbrella_linked": _("Kesepakatan induk ditetapkan %(agreement)s"),
    "proposal.document_enclosed": _("Dokumen dilampirkan: %(name)s"),
    "proposal.document_removed": _("Dokumen dikeluarkan: %(name)s"),
    "proposal.sent": _("Usulan dikirim"),
    "proposal.registered": _("Diregister dengan nomor agenda %(agenda_number)s"),
    "proposal.completion_asked": _("Diminta melengkapi: %(text)s"),
    "proposal.completed": _("Kelengkapan dipenuhi"),
    "proposal.completion_recalled": _("Permintaan melengkapi ditarik kembali. %(reason)s"),
    "proposal.withdrawn": _("Usulan ditarik: %(reason)s"),
    "proposal.offer_accepted": _("Mitra menerima penawaran daerah"),
    "proposal.offer_declined": _("Mitra menolak penawaran daerah: %(reason)s"),
    "proposal.submitted": _("Dinaikkan kepada pimpinan daerah"),
    "proposal.hop_given": _("Disposisi %(hop)s di meja %(desk)s"),
    "proposal.hop_agreed": _("%(desk)s setuju. %(text)s"),
    "proposal.hop_declined": _("%(desk)s menolak: %(text)s"),
    "proposal.hop_returned": _("%(desk)s mengembalikan dengan pertanyaan: %(text)s"),
    "proposal.hop_passed_on": _("%(desk)s meneruskan. %(text)s"),
    "proposal.hop_confirmed": _("%(desk)s memastikan jawaban yang dicatat atas namanya"),
    "proposal.recalled": _("Disposisi ditarik kembali. %(reason)s"),
    "proposal.agreed": _("Pimpinan daerah menyetujui"),
    "proposal.offered": _("Pimpinan daerah menyetujui; ditawarkan kepada mitra"),
    "proposal.declined": _("Pimpinan daerah menolak: %(reason)s"),
    "proposal.silence_closed": _("Tidak ada jawaban %(waited)s hari dari %(desks)s; ditutup"),
    "proposal.closed_unanswered": _("Ditutup tanpa tanggapan: %(reason)s"),
    "proposal.reopened": _("Dibuka kembali: %(reason)s"),
    "proposal.draft_begun": _("Penyusunan naskah dimulai"),
    "proposal.draft_revoked": _("Rancangan naskahnya dicabut"),
    "proposal.commented": _("Tanggapan: %(text)s"),
    "proposal.participant_added": _("%(name)s ikut serta"),
    "proposal.participant_dropped": _("%(name)s tidak lagi ikut serta"),
    "letter.written": _("Konsep surat disusun: %(subject)s"),
    "letter.revised": _("Konsep surat diubah"),
    "letter.discarded": _("Konsep surat dibuang: %(subject)s"),
    "letter.issued": _("Surat nomor %(number)s terbit: %(subject)s"),
    "letter.scanned": _("Pindaian surat nomor %(number)s disimpan"),
    "proposal.item_classified": _("Sub-urusan kegiatan %(item)s ditetapkan: %(matter)s"),
    "proposal.screened": _("Telaah ke-%(number)s dijalankan: %(found)s temuan"),
    "proposal.facts_answered": _("Pertanyaan tentang biaya, data, dan penanda tangan dijawab"),
    "proposal.finding_overridden": _("Alasan atas temuan ditulis: %(reason)s"),
    "proposal.view_written": _("Pandangan TKKSD ditulis"),
    "proposal.kind_chosen": _("Naskah dipilih: %(kind)s"),
    "agreement.drafted": _("Draf disusun"),
    "agreement.shared": _("Naskah dibagikan kepada para pihak"),
    "agreement.revised": _("Naskah diubah menjadi versi %(version)s"),
    "agreement.revoked": _("Rancangan dicabut: %(reason)s"),
    "agreement.entered": _("Naskah yang ditandatangani di luar sistem dicatat"),
    "agreement.entry_corrected": _("Catatan naskah yang ditandatangani di luar sistem dibetulkan: %(reason)s"),
    "agreement.renewal_begun": _("Perpanjangan disusun"),
    "agreement.approved": _("%(party)s menyetujui versi %(version)s"),
    "agreement.approval_withdrawn": _("%(party)s menarik persetujuan"),
    "agreement.record_confirmed": _("%(party)s memastikan pencatatan atas namanya"),
    "agreement.guest_invited": _("%(party)s dikirimi tautan persetujuan"),
    "agreement.guest_answered": _("%(party)s menolak atau meminta perubahan lewat tautan tamu: %(text)s"),
    "agreement.numbered": _("%(party)s memberi nomor %(number)s"),
    "agreement.signer_named": _("%(party)s menetapkan penanda tangan: %(title)s"),
    "agreement.signed": _("%(party)s menandatangani pada %(signed_on)s"),
    "agreement.signature_withdrawn": _("%(party)s menarik tanda tangan"),
    "agreement.commented": _("Tanggapan: %(text)s"),
    "agreement.attached": _("Berkas dilampirkan: %(name)s"),
    "agreement.openness_set": _("Keterbukaan ditetapkan"),
    "agreement.evidence_reported": _("Pelaksanaan kewajiban %(obligation)s dilaporkan"),
    "agreement.evidence_accepted": _("Bukti kewajiban %(obligation)s diterima"),
    "agreement.evidence_returned": _("Laporan kewajiban %(obligation)s dikembalikan"),
    "agreement.obligation_missed": _("Kewajiban %(obligation)s dinyatakan tidak terpenuhi"),
    "agreement.obligation_lapsed": _("Kewajiban %(obligation)s gugur"),
    "agreement.closing_proposed": _("Penutupan diusulkan"),
    "agreement.closing_confirmed": _("%(party)s menyetujui penutupan"),
    "agreement.closing_declined": _("%(party)s menolak penutupan: %(reason)s"),
    "agreement.closed": _("Kerja sama ditutup"),
    "agreement.not_renewed": _("%(party)s memutuskan tidak memperpanjang; berlaku sampai %(last_day)s"),
    "meeting.prepared": _("Pertemuan disiapkan"),
    "meeting.revised": _("Waktu, tempat, atau perihal diubah"),
    "meeting.guests_added": _("Masuk daftar undangan: %(names)s"),
    "meeting.came_unasked": _("Hadir tanpa undangan: %(names)s"),
    "meeting.guest_dropped": _("Keluar dari daftar: %(name)s"),
    "meeting.invited": _("Undangan dikirim kepada %(count)s penerima"),
    "meeting.cancelled": _("Pertemuan dibatalkan: %(reason)s"),
    "meeting.held": _("Pertemuan terlaksana"),
    "meeting.marked": _("Kehadiran dicatat: %(name)s"),
    "meeting.topic_added": _("Pokok bahasan %(number)s masuk agenda"),
    "meeting.topic_revised": _("Pokok bahasan %(number)s diubah"),
    "meeting.topic_dropped": _("Pokok bahasan %(number)s dihapus"),
    "meeting.request_noted": _("Permintaan di luar agenda dicatat"),
    "meeting.minutes_written": _("Risalah ditulis"),
    "meeting.sealed": _("Risalah disahkan"),
    "meeting.reopened": _("Risalah dibuka kembali: %(reason)s"),
    "meeting.follow_up_added": _("Tindak lanjut %(number)s disepakati"),
    "meeting.follow_up_revised": _("Tindak lanjut %(number)s dibetulkan"),
    "meeting.follow_up_done": _("Tindak lanjut %(number)s selesai"),
    "meeting.follow_up_dropped": _("Tindak lanjut %(number)s tidak dilanjutkan"),
    "meeting.follow_up_reopened": _("Tindak lanjut %(number)s diminta lagi"),
    "meeting.source_added": _("Tanggal menurut sumber dicatat"),
    "meeting.source_dropped": _("Tanggal menurut sumber dihapus"),
    "meeting.enclosed": _("Berkas dilampirkan: %(name)s"),
    "meeting.enclosure_dropped": _("Lampiran dilepas: %(name)s"),
    "meeting.linked": _("Pertemuan ditautkan pada sebuah perkara"),
    "meeting.unlinked": _("Tautan pada sebuah perkara dilepas"),
}


@dataclasses.dataclass(frozen=True)
class Line:
    at: dt.datetime
    text: str
    who: str
    behalf: str
    late: bool
    voided: str


def lines(events: Iterable[Event]) -> list[Line]:
    """Newest first as given. `late` says it was recorded more than a day after it happened."""
    return [_line(event) for event in events]


def _said(value: Any) -> str:
    """As people write it: a day is kept as 2026-07-15 and said as 15 Juli 2026."""
    text = str(value)[:200]
    return written_day(text) if DAY.fullmatch(text) else text


def _line(event: Event) -> Line:
    content = json.loads(event.text)
    data, actor = content["data"], content["actor"]
    behalf = data.get("behalf") or {}
    return Line(
        at=parse_datetime(content["at"]) or event.at,
        text=str(WORDS[event.kind]) % {k: _said(v) for k, v in data.items()}
        if "%" in str(WORDS[event.kind])
        else str(WORDS[event.kind]),
        who=", ".join(part for part in (actor["post"] or actor["name"], actor["organization"]) if part),
        behalf=f"{behalf['name']}, {behalf['post']}" if behalf else "",
        late=(event.recorded_at - event.at).total_seconds() > 86_400,
        voided=", ".join(data.get("voided") or []),
    )
