"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "niukou.figures"
