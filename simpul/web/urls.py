"""The table of contents: one area per noun."""

from django.urls import include, path

urlpatterns = [
    path("", include("simpul.web.portal.urls")),
    path("", include("simpul.web.accounts.urls")),
    path("", include("simpul.web.organizations.urls")),
    path("", include("simpul.web.documents.urls")),
    path("", include("simpul.web.law.urls")),
    path("", include("simpul.web.desk.urls")),
    path("", include("simpul.web.dispositions.urls")),
    path("", include("simpul.web.meetings.urls")),
    path("", include("simpul.web.agreements.urls")),
    path("", include("simpul.web.proposals.urls")),
    path("", include("simpul.web.screening.urls")),
    path("", include("simpul.web.plans.urls")),
    path("", include("simpul.web.letters.urls")),
    path("", include("simpul.web.regions.urls")),
    path("", include("simpul.web.register.urls")),
    path("", include("simpul.web.search.urls")),
]
