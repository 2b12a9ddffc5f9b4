"""How allauth behaves here: nobody signs up; accounts are opened by an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.handlers.wsgi import WSGIRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: WSGIRequest) -> bool:
        return False
