"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "niukou.desk"
