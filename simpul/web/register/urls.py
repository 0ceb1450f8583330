"""Addresses of the register."""

from django.urls import path, register_converter

from simpul.web.codes import Day

from . import views

register_converter(Day, "day")
urlpatterns = [
    path("register/", views.index, name="register"),
    path("register/<day:day>.json", views.checkpoint, name="register_checkpoint"),
    path("kerja-sama/<code:code>/riwayat.zip", views.history, name="agreement_history"),
]
