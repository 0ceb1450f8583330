"""Addresses of Telaah."""

from django.urls import path

from . import views

CASE = "penawaran/<code:code>/telaah/"

urlpatterns = [
    path(CASE, views.show, name="screening"),
    path(CASE + "jalankan/", views.run, name="screening_run"),
    path(CASE + "<int:number>/", views.past, name="screening_past"),
    path(CASE + "alasan/", views.override, name="screening_override"),
    path(CASE + "pandangan/", views.view, name="screening_view"),
    path(CASE + "naskah/", views.kind, name="screening_kind"),
    path(CASE + "pertanyaan/", views.answers, name="screening_answers"),
    path(CASE + "kegiatan/<int:number>/", views.classify, name="screening_classify"),
]
