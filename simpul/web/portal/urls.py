"""The public pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("bahasa/", views.language, name="language"),
    path("masuk-sebagai/<slug:card>/", views.demo_login, name="demo_login"),
]
