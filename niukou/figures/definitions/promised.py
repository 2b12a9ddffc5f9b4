"""What was promised, and is not recorded yet: there is a target, and no evidence to count."""

from django.utils.translation import gettext_lazy

from niukou.core.quantities import Unit
from niukou.figures.indicators import Indicator

NOT_RECORDED = gettext_lazy(
    "Not recorded yet: there is a target, and no record to count. It is not 0."
)

POSTS_FUNDED = Indicator(
    code="posts-funded",
    label=gettext_lazy("Posts funded"),
    unit=Unit.POSTS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Posts for medical social workers paid for by the programme. A post is no person and no "
        "hospital: one post may be held by several persons in turn."
    ),
    none_means=NOT_RECORDED,
)
WORKERS_TRAINED = Indicator(
    code="workers-trained",
    label=gettext_lazy("Workers trained"),
    unit=Unit.PERSONS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Medical social workers who completed a training of the programme. Persons, not "
        "person-times: somebody in three classes counts once."
    ),
    none_means=NOT_RECORDED,
)
HOSPITALS_WITH_WORKER = Indicator(
    code="hospitals-with-worker",
    label=gettext_lazy("Hospitals helped to second or hire a worker"),
    unit=Unit.HOSPITALS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Hospitals that received a seconded medical social worker, or hired one, with the "
        "programme's help. Hospitals, not posts: the two never add up."
    ),
    none_means=NOT_RECORDED,
)

INDICATORS = (POSTS_FUNDED, WORKERS_TRAINED, HOSPITALS_WITH_WORKER)
