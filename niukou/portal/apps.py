"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "niukou.portal"
