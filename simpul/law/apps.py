from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "simpul.law"
    verbose_name = "Dasar hukum"
