from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "simpul.web"
    verbose_name = "Halaman"
