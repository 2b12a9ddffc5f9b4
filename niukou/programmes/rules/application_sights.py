"""Which files come into sight through applications."""

from django.db.models import Q

from niukou.core.access import NOTHING, Viewer, widen_sight
from niukou.core.models import EvidenceFile
from niukou.programmes.models import ApplicationAnswer, Recommendation


def files_of_answers(user: Viewer) -> Q:
    """The files of applications one may read: as handed in, and those one types oneself."""
    if not user.is_authenticated:
        return NOTHING
    return Q(pk__in=ApplicationAnswer.objects.visible_to(user).exclude(file=None).values("file"))


def letters_of_recommendation(user: Viewer) -> Q:
    """The letters that recommend an application one may read."""
    if not user.is_authenticated:
        return NOTHING
    letters = Recommendation.objects.visible_to(user).exclude(letter=None)
    return Q(pk__in=letters.values("letter"))


widen_sight(EvidenceFile, files_of_answers)
widen_sight(EvidenceFile, letters_of_recommendation)
