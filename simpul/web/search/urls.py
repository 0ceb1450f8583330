"""The address of the search."""

from django.urls import path

from . import views

urlpatterns = [path("cari/", views.index, name="search")]
