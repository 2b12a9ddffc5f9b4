"""The kernel's place in Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "niukou.core"
