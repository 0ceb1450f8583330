"""Addresses of letters, and of the papers that cases print."""

from django.urls import path

from . import lists, papers, views

ONE = "surat/<code:code>/"

urlpatterns = [
    path("surat/", lists.book, name="letters"),
    path("penawaran/<code:code>/surat/baru/", views.new, name="letter_new"),
    path("pertemuan/<code:code>/surat/baru/", views.new_of_meeting, name="letter_of_meeting"),
    path(ONE, views.letter, name="letter"),
    path(ONE + "ubah/", views.edit, name="letter_edit"),
    path(ONE + "terbit/", views.issue, name="letter_issue"),
    path(ONE + "buang/", views.discard, name="letter_discard"),
    path(ONE + "pindaian/", views.attach, name="letter_attach"),
    path(ONE + "pindaian/unduh/", papers.scan, name="letter_scan"),
    path(ONE + "surat.docx", papers.letter, name="letter_docx"),
    path("pertemuan/<code:code>/berita-acara.docx", papers.minutes, name="meeting_minutes_docx"),
    path("penawaran/<code:code>/telaah.docx", papers.report, name="screening_docx"),
]
