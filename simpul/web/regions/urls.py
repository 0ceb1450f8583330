"""Addresses of regions."""

from django.urls import path

from . import views

urlpatterns = [
    path("wilayah/", views.index, name="regions"),
    path("wilayah/<str:code>/", views.region, name="region"),
]
