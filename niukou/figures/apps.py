"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "niukou.figures"

    def ready(self) -> None:
        import niukou.figures.due
        import niukou.figures.imports
        import niukou.figures.tabs  # noqa: F401  # each offers what it has on import
        from niukou.figures.definitions import BOOK
        from niukou.programmes.indicators import offer_indicator

        for indicator in BOOK.values():
            offer_indicator(indicator.code, label=indicator.label, unit=indicator.unit)
