"""Addresses of Pertemuan."""

from django.urls import path

from . import views
from .doings import DOINGS, FOLLOW_UP_DOINGS

ONE = "pertemuan/<code:code>/"

urlpatterns = [
    path("pertemuan/", views.index, name="meetings"),
    path("pertemuan/baru/", views.new, name="meeting_new"),
    path("pertemuan/tindak-lanjut/", views.follow_ups, name="meetings_follow_ups"),
    path(ONE, views.meeting, name="meeting"),
    path(ONE + "ubah/", views.revise, name="meeting_revise"),
    path(ONE + "undangan/", views.guests, name="meeting_guests"),
    path(ONE + "risalah/", views.minutes, name="meeting_minutes"),
    path(ONE + "agenda/<int:number>/", views.topic, name="meeting_topic_edit"),
    path(ONE + "berkas/<int:number>/", views.file, name="meeting_file"),
    path(ONE + "hapus/<str:part>/<int:number>/", views.drop, name="meeting_drop"),
    path(ONE + "lepas/<int:number>/", views.unlink, name="meeting_unlink"),
    path(ONE + "tindak-lanjut/<int:number>/", views.follow_up, name="follow_up"),
    path(ONE + "tindak-lanjut/<int:number>/bukti/", views.evidence, name="follow_up_evidence"),
]
for verb, doing in DOINGS.items():
    urlpatterns.append(path(f"{ONE}{doing.path}/", views.do, {"verb": verb}, name=f"meeting_{verb}"))
for verb, (word, *_rest) in FOLLOW_UP_DOINGS.items():
    place = f"{ONE}tindak-lanjut/<int:number>/{word}/"
    urlpatterns.append(path(place, views.do_follow_up, {"verb": verb}, name=f"follow_up_{verb}"))
