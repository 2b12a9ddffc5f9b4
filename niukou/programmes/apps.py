"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "niukou.programmes"

    def ready(self) -> None:
        import niukou.programmes.imports
        import niukou.programmes.lookups  # noqa: F401  # both offer what they have on import
        from niukou.core.events import subscribe
        from niukou.network.events import AgreementCorrected
        from niukou.programmes.actions.steps import follow_agreement

        subscribe(AgreementCorrected, lambda told: follow_agreement(told.agreement_id))
