"""Addresses of dispositions, and of who lets what wait."""

from django.urls import path

from . import views

CASE, HOP = "penawaran/<code:code>/", "disposisi/<code:code>/<int:number>/"

urlpatterns = [
    path("meja-menunggu/", views.waiting, name="waiting"),
    path(CASE + "disposisi/", views.submit, name="disposition_submit"),
    path(CASE + "tarik-disposisi/", views.recall, name="disposition_recall"),
    path(CASE + "tutup-tanpa-tanggapan/", views.close, name="disposition_close"),
    path(CASE + "buka-kembali/", views.reopen, name="disposition_reopen"),
    path(HOP, views.show, name="disposition"),
    path(HOP + "setuju/", views.agree, name="disposition_agree"),
    path(HOP + "catat/", views.record, name="disposition_record"),
    path(HOP + "pastikan/", views.confirm, name="disposition_confirm"),
    path(HOP + "surat/", views.letter, name="disposition_letter"),
]
for verb, (word, *_rest) in views.ANSWERS.items():
    urlpatterns.append(path(f"{HOP}{word}/", views.answer, {"verb": verb}, name=f"disposition_{verb}"))
