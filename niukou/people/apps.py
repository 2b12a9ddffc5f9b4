"""The app's place in Django, what it offers to forms, and what it listens to."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "niukou.people"

    def ready(self) -> None:
        import niukou.people.lookups  # noqa: F401  # it offers its lookup on import
        from niukou.core.events import subscribe
        from niukou.people.events import AccountInvited, EmailChanged, SecondFactorsReset
        from niukou.people.jobs import send_invitation, tell_factors_reset, tell_former_address

        def mail_the_link(invited: AccountInvited) -> None:
            send_invitation.defer(account_id=invited.account_id)

        def mail_the_former_address(changed: EmailChanged) -> None:
            tell_former_address.defer(account_id=changed.account_id, former=changed.former)

        def mail_the_owner(reset: SecondFactorsReset) -> None:
            tell_factors_reset.defer(account_id=reset.account_id)

        subscribe(AccountInvited, mail_the_link)
        subscribe(EmailChanged, mail_the_former_address)
        subscribe(SecondFactorsReset, mail_the_owner)
