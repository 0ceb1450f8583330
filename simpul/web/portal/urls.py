"""The public pages."""

from django.urls import path, register_converter

from simpul.web.codes import Code

from . import verifying, views

register_converter(Code, "code")

urlpatterns = [
    path("", views.front, name="front"),
    path("terbuka/", verifying.open_agreements, name="open_agreements"),
    path("verifikasi/", verifying.verify, name="verify"),
    path("verifikasi/<code:code>/", verifying.verified, name="verified"),
    path("bahasa/", views.language, name="language"),
    path("masuk-sebagai/<slug:card>/", views.demo_login, name="demo_login"),
]
