from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "simpul.meetings"
    verbose_name = "Pertemuan"
