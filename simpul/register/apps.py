from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "simpul.register"
    verbose_name = "Register"
