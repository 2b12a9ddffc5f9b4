"""What was promised, and is not recorded yet: there is a target, and no evidence to count."""

from django.utils.translation import gettext_lazy

from niukou.core.quantities import Unit
from niukou.figures.indicators import Indicator

NOT_RECORDED = gettext_lazy(
    "Not recorded yet: there is a target, and no record to count. It is not 0."
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

INDICATORS = (WORKERS_TRAINED,)
