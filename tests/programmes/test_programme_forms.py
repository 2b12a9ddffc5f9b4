"""What is typed about a programme is kept whole or refused, never cut."""

import pytest

from niukou.people.forms import EditPersonForm, RegisterPersonForm
from niukou.people.models import Person
from niukou.programmes.forms.programmes import EditProgrammeForm, StartProgrammeForm
from niukou.programmes.models import Programme


@pytest.mark.parametrize(
    ("form", "model"),
    [
        (StartProgrammeForm, Programme),
        (EditProgrammeForm, Programme),
        (RegisterPersonForm, Person),
        (EditPersonForm, Person),
    ],
)
def test_another_name_may_be_no_longer_than_its_column(form: type, model: type) -> None:
    column = model._meta.get_field("aliases").base_field

    assert form.base_fields["aliases"].line_length == column.max_length
