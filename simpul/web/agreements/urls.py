"""Addresses of Kerja Sama."""

from django.urls import path

from . import downloads, editing, guests, views
from .doings import DOINGS, OBLIGATION_DOINGS

CASE = "kerja-sama/<code:code>/"

urlpatterns = [
    path("kerja-sama/", views.index, name="agreements"),
    path("kerja-sama/baru/", views.new, name="agreement_new"),
    path("kerja-sama/tanpa-tindak-lanjut/", views.umbrellas, name="agreements_umbrellas"),
    path("kewajiban/", views.obligations, name="agreements_obligations"),
    path(CASE, views.case, name="agreement"),
    path(CASE + "naskah/", views.text, name="agreement_text"),
    path(CASE + "naskah/<int:number>/pulihkan/", editing.restore, name="agreement_restore"),
    path(CASE + "sunting/", editing.edit, name="agreement_edit"),
    path(CASE + "pratinjau/", editing.preview, name="agreement_preview"),
    path(CASE + "pihak/", editing.parties, name="agreement_parties"),
    path(CASE + "daftar-kewajiban/", editing.promises, name="agreement_promises"),
    path(CASE + "rencana-kerja/", editing.plan, name="agreement_plan"),
    path(CASE + "hapus/<str:part>/<int:number>/", editing.drop_row, name="agreement_drop_row"),
    path(CASE + "naskah.docx", downloads.draft_docx, name="agreement_docx"),
    path(CASE + "lembar-catatan.pdf", downloads.record_sheet, name="agreement_sheet"),
    path(CASE + "berkas/<int:number>/", downloads.attachment, name="agreement_attachment"),
    path(CASE + "pindaian/<int:number>/", downloads.scan, name="agreement_scan"),
    path(CASE + "surat/<int:number>/", downloads.letter, name="agreement_letter"),
    path(CASE + "surat-tanda-tangan/<int:number>/", downloads.signature_letter, name="agreement_signature_letter"),
    path(CASE + "kewajiban/<int:number>/", views.obligation, name="obligation"),
    path(CASE + "kewajiban/<int:number>/bukti/<int:evidence>/", downloads.evidence, name="obligation_evidence"),
    path(CASE + "pihak/<int:order>/pastikan/<str:what>/", views.confirm_record, name="agreement_confirm_record"),
    path("tamu/selesai/", guests.guest_done, name="agreement_guest_done"),
    path("tamu/<str:token>/", guests.guest, name="agreement_guest"),
    path("tamu/<str:token>/tanggapan/", guests.guest_answer, name="agreement_guest_answer"),
    path("tamu/<str:token>/naskah.docx", guests.guest_docx, name="agreement_guest_docx"),
]
for verb, doing in DOINGS.items():
    place = CASE + ("pihak/<int:order>/" if doing.of_party else "") + doing.path + "/"
    urlpatterns.append(path(place, views.do, {"verb": verb}, name=f"agreement_{verb}"))
for verb, (word, *_rest) in OBLIGATION_DOINGS.items():
    place = f"{CASE}kewajiban/<int:number>/{word}/"
    urlpatterns.append(path(place, views.do_obligation, {"verb": verb}, name=f"obligation_{verb}"))
