from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "simpul.documents"
    verbose_name = "Dokumen"
