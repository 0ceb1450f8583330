"""The table of contents: one area per noun."""

from django.urls import include, path

urlpatterns = [
    path("", include("simpul.web.documents.urls")),
]
