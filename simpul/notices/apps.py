from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "simpul.notices"
    verbose_name = "Pemberitahuan"
