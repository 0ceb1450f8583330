"""Law: the tables for officers and for everybody."""

from django.urls import path

from . import views

urlpatterns = [
    path("hukum/", views.law, name="law"),
    path("hukum/<int:pk>/", views.entry, name="law_entry"),
    path("hukum/<int:pk>/pastikan", views.confirm, name="law_confirm"),
    path("hukum/<int:pk>/betulkan", views.correct, name="law_correct"),
    path("hukum/<int:pk>/gantikan", views.supersede, name="law_supersede"),
    path("hukum/<int:pk>/daerah", views.localise, name="law_localise"),
    path("hukum/<int:pk>/bukti", views.evidence, name="law_evidence"),
    path("dasar-hukum/", views.open_law, name="open_law"),
]
