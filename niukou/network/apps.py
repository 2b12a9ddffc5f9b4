"""The network's place in Django, and what it offers to forms and pages."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "niukou.network"

    def ready(self) -> None:
        import niukou.network.due
        import niukou.network.lookups
        import niukou.network.sections  # noqa: F401  # each offers what it has on import
        from niukou.network.reference import is_known_region
        from niukou.people.identity import know_regions

        know_regions(is_known_region)
