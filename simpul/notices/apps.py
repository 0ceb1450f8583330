from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "simpul.notices"
    verbose_name = "Pemberitahuan"

    def ready(self) -> None:
        from simpul.accounts.actions import ALSO_HANDED_OVER

        from .actions import hand_over

        ALSO_HANDED_OVER.append(hand_over)
