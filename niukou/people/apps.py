"""The app's place in Django, what it offers to forms, and what it listens to."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "niukou.people"

    def ready(self) -> None:
        import niukou.people.lookups  # noqa: F401  # it offers its lookup on import
        from niukou.core.events import subscribe
        from niukou.people.events import AccountInvited
        from niukou.people.jobs import send_invitation

        def mail_the_link(invited: AccountInvited) -> None:
            send_invitation.defer(account_id=invited.account_id)

        subscribe(AccountInvited, mail_the_link)
