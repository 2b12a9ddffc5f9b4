"""What the tests of people share."""

import pytest


@pytest.fixture
def demo_world(settings) -> None:
    """Invented ID numbers are taken, as in the demo world."""
    settings.NIUKOU_DEMO = True
