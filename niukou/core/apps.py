"""The kernel's place in Django, and what it listens to."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "niukou.core"

    def ready(self) -> None:
        from niukou.core.events import subscribe
        from niukou.core.imports import ImportConfirmed
        from niukou.core.jobs import carry_out_import

        subscribe(ImportConfirmed, lambda told: carry_out_import.defer(run_id=str(told.run_id)))
