"""Templates of papers: look, download, replace."""

from django.urls import path

from . import views

urlpatterns = [
    path("templat/", views.templates, name="templates"),
    path("templat/<slug:paper>/", views.template, name="template"),
    path("templat/<slug:paper>/unduh", views.download, name="template_download"),
    path("templat/<slug:paper>/ganti", views.replace, name="template_replace"),
    path("templat/versi/<int:pk>", views.version, name="template_version"),
]
