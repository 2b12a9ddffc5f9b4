"""Applications that ask an organisation to recommend them."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from niukou.programmes.models import Application, Recommendation


def with_opinion(applications: QuerySet[Application]) -> QuerySet[Any]:
    """Add ``opinion``, what the organisation now named says; None: nothing yet."""
    given = Recommendation.objects.filter(
        application=OuterRef("pk"), organisation=OuterRef("recommender")
    )
    return applications.annotate(opinion=Subquery(given.values("opinion")[:1]))
