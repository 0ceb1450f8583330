"""Lembaga: the directory of institutions."""

from django.urls import path

from . import views

urlpatterns = [
    path("lembaga/", views.organizations, name="organizations"),
    path("lembaga/baru/", views.found, name="organizations_found"),
    path("lembaga/<uuid:code>/", views.organization, name="organizations_detail"),
    path("lembaga/<uuid:code>/unit-baru/", views.found_unit, name="organizations_found_unit"),
    path("lembaga/<uuid:code>/ubah/", views.describe, name="organizations_describe"),
    path("lembaga/<uuid:code>/akhiri/", views.close, name="organizations_close"),
    path("lembaga/<uuid:code>/bentuk/", views.legal_form, name="organizations_form"),
    path("lembaga/<uuid:code>/akreditasi/", views.accredit, name="organizations_accredit"),
    path(
        "lembaga/<uuid:code>/akreditasi/<int:pk>/akhiri/",
        views.end_accreditation,
        name="organizations_end_accreditation",
    ),
    path("lembaga/<uuid:code>/kop/", views.letterhead, name="organizations_letterhead"),
    path("lembaga/<uuid:code>/nomor-surat/", views.numbering, name="organizations_numbering"),
    path("lembaga/<uuid:code>/jabatan/", views.create_post, name="organizations_post"),
    path("lembaga/<uuid:code>/jabatan/<int:pk>/hapus/", views.end_post, name="organizations_end_post"),
    path("lembaga/<uuid:code>/jabatan/<int:pk>/pejabat/", views.appoint, name="organizations_appoint"),
    path("lembaga/<uuid:code>/pejabat/<int:pk>/akhiri/", views.relieve, name="organizations_relieve"),
    path("lembaga/<uuid:code>/kewenangan/", views.authorize, name="organizations_authorize"),
    path("lembaga/<uuid:code>/kewenangan/<int:pk>/pindaian/", views.scan, name="organizations_scan"),
    path("lembaga/<uuid:code>/kewenangan/<int:pk>/akhiri/", views.revoke_authority, name="organizations_revoke"),
]
