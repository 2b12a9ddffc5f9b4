"""The app's place in Django, and what it offers."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "niukou.desk"

    def ready(self) -> None:
        import niukou.desk.due
        import niukou.desk.sections  # noqa: F401  # offers what it has on import
