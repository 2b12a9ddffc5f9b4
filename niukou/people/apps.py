"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "niukou.people"
