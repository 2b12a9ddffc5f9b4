"""The network's place in Django, and what it offers to forms."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "niukou.network"

    def ready(self) -> None:
        import niukou.network.lookups  # noqa: F401  # it offers its lookups on import
