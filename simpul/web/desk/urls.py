"""Addresses of the desk."""

from django.urls import path

from . import views

urlpatterns = [
    path("meja/", views.show, name="desk"),
    path("meja/dibaca/", views.read, name="desk_read"),
]
