"""The doors of the site: pages in Indonesian, the API in English."""

from django.urls import include, path

from simpul.web.health import health

urlpatterns = [
    path("sehat", health, name="health"),
    path("api/v1/", include("simpul.api.urls")),
    path("", include("simpul.web.urls")),
]
