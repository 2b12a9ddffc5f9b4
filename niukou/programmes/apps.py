"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "niukou.programmes"

    def ready(self) -> None:
        import niukou.programmes.actions.application_gates
        import niukou.programmes.actions.money_gates
        import niukou.programmes.actions.review_gates
        import niukou.programmes.belonging
        import niukou.programmes.building
        import niukou.programmes.building_due
        import niukou.programmes.due
        import niukou.programmes.due_calls
        import niukou.programmes.imports
        import niukou.programmes.lookups
        import niukou.programmes.money_due
        import niukou.programmes.post_due
        import niukou.programmes.review_due
        import niukou.programmes.sections
        import niukou.programmes.tabs  # noqa: F401  # each offers what it has on import

        self._listen()

    @staticmethod
    def _listen() -> None:
        from niukou.core.events import subscribe
        from niukou.gatherings.events import GatheringCancelled, GatheringEdited
        from niukou.network.events import AgreementCorrected
        from niukou.programmes.actions.ceremonies import keep_called_off, keep_days
        from niukou.programmes.actions.post_ledger import book_month_settled_anew, book_paid_month
        from niukou.programmes.actions.review_gates import follow_agreement_date, follow_move
        from niukou.programmes.actions.signing import follow_signing
        from niukou.programmes.actions.steps import follow_agreement
        from niukou.programmes.events import PostMonthCorrected, PostMonthPaid, SiteMoved

        subscribe(AgreementCorrected, lambda told: follow_signing(told.agreement_id))
        subscribe(AgreementCorrected, lambda told: follow_agreement(told.agreement_id))
        subscribe(AgreementCorrected, lambda told: follow_agreement_date(told.agreement_id))
        subscribe(GatheringEdited, lambda told: keep_days(told.gathering_id))
        subscribe(GatheringCancelled, lambda told: keep_called_off(told.gathering_id))
        subscribe(SiteMoved, follow_move)
        subscribe(PostMonthPaid, book_paid_month)
        subscribe(PostMonthCorrected, book_month_settled_anew)
