"""What only the bench serves: the frame of a page with nothing in it, the floor that pages are measured against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """A page for who is logged in: base template, menu, name, and nothing else."""
    return render(request, "base.html")


urlpatterns = [path("kosong/", empty, name="empty"), path("", include("simpul.urls"))]
