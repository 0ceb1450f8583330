"""The doors of the site: pages in Indonesian, the API in English."""

from django.urls import include, path

urlpatterns = [
    path("", include("simpul.web.urls")),
]
