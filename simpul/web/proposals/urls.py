"""Addresses of Penawaran dan usulan."""

from django.urls import path

from . import batch, case, content, lists, views
from .doings import DOINGS

CASE = "penawaran/<code:code>/"

urlpatterns = [
    path("penawaran/", lists.index, name="proposals"),
    path("penawaran/antrean/", lists.queue, name="proposals_queue"),
    path("penawaran/baru/", views.new, name="proposal_new"),
    path("penawaran/sekaligus/", batch.batch, name="proposals_batch"),
    path("penawaran/tempat/<str:near>/", views.places, name="proposal_places"),
    path(CASE, case.case, name="proposal"),
    path(CASE + "sunting/", views.edit, name="proposal_edit"),
    path(CASE + "pertanyaan/", content.facts, name="proposal_facts"),
    path(CASE + "kegiatan/", content.items, name="proposal_items"),
    path(CASE + "kegiatan/<int:number>/", content.item, name="proposal_item"),
    path(CASE + "kegiatan/<int:number>/hapus/", content.remove_item, name="proposal_remove_item"),
    path(CASE + "kegiatan/<int:number>/keluarkan/", content.drop_item, name="proposal_drop_item"),
    path(CASE + "kegiatan/<int:number>/program/", content.link_programme, name="proposal_link_programme"),
    path(CASE + "dokumen/", content.documents, name="proposal_documents"),
    path(CASE + "dokumen/<int:number>/keluarkan/", content.remove_enclosed, name="proposal_remove_enclosed"),
    path(CASE + "berkas/<int:number>/", content.file, name="proposal_file"),
    path(CASE + "kesepakatan-induk/", content.under, name="proposal_under"),
    path(CASE + "surat-masuk/", content.paper, name="proposal_paper"),
    path(CASE + "peserta/", content.participants, name="proposal_participants"),
    path(CASE + "peserta/<int:number>/keluarkan/", content.drop_participant, name="proposal_drop_participant"),
]
for verb, doing in DOINGS.items():
    urlpatterns.append(path(f"{CASE}{doing.path}/", views.do, {"verb": verb}, name=f"proposal_{verb}"))
