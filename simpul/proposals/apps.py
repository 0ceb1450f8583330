from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "simpul.proposals"
    verbose_name = "Penawaran & Usulan"
