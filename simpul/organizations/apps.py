from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "simpul.organizations"
    verbose_name = "Lembaga"
