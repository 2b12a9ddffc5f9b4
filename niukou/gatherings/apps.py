"""The app's place in Django, and what it offers."""

from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "niukou.gatherings"

    def ready(self) -> None:
        import niukou.gatherings.due
        import niukou.gatherings.imports
        import niukou.gatherings.lookups
        import niukou.gatherings.rules  # noqa: F401  # each offers what it has on import
