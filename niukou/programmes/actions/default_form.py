"""What a call usually asks: a form to begin with, which its officer changes as needed.

Source: DOMAIN.md A7, what a foundation records of a hospital. None of it is required by law.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niukou.programmes.models import CallForm, FieldKind, FormField

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Usual:
    """One usual question, without its section and place."""

    label: Words
    kind: FieldKind
    help: Words = ""
    unit: Words = ""
    choices: tuple[Words, ...] = ()
    is_required: bool = True
    lowest: int | None = None
    is_identifying: bool = False


K = FieldKind
PERSONS, SQUARE_METRES, BEDS = _("persons"), _("m²"), _("beds")
HOSPITAL = (
    Usual(_("Name of the hospital as on its seal"), K.TEXT, is_identifying=True),
    Usual(_("Level and grade"), K.TEXT, help=_("For example: 三级甲等.")),
    Usual(
        _("Type of hospital"),
        K.CHOICE,
        choices=(
            _("General"),
            _("Children's"),
            _("Maternal and child health"),
            _("Oncology"),
            _("Psychiatric"),
            _("Another type"),
        ),
    ),
    Usual(_("Registered beds"), K.NUMBER, unit=BEDS, lowest=0),
    Usual(
        _("Outpatient and emergency visits last year"),
        K.NUMBER,
        unit=_("person-times"),
        lowest=0,
    ),
    Usual(_("Discharged inpatients last year"), K.NUMBER, unit=_("person-times"), lowest=0),
)
DEPARTMENT = (
    Usual(_("Is there a social-work department?"), K.YES_NO),
    Usual(
        _("Name of the department, and since when"), K.TEXT, is_required=False, is_identifying=True
    ),
    Usual(_("Full-time social workers"), K.NUMBER, unit=PERSONS, lowest=0),
    Usual(_("Part-time social workers"), K.NUMBER, unit=PERSONS, lowest=0),
    Usual(_("Of them with a social worker's licence"), K.NUMBER, unit=PERSONS, lowest=0),
    Usual(_("Registered volunteers"), K.NUMBER, unit=PERSONS, lowest=0, is_required=False),
    Usual(
        _("What the department did last year"),
        K.LONG_TEXT,
        help=_("Casework, groups, relief, volunteers. No names of patients."),
    ),
)
STATION = (
    Usual(_("Campus, building, floor and room of the station"), K.TEXT, is_identifying=True),
    Usual(_("Area of the room"), K.NUMBER, unit=SQUARE_METRES, lowest=0),
    Usual(_("What is to be built or bought, and what for"), K.LONG_TEXT),
    Usual(
        _("What the hospital brings in itself"),
        K.LONG_TEXT,
        help=_("Room, staff, running costs."),
    ),
    Usual(_("Amount applied for"), K.MONEY, is_required=False, lowest=0),
    Usual(_("When work can begin"), K.DATE, is_required=False),
)
POSTS = (
    Usual(
        _("How the post is to be filled"),
        K.CHOICE,
        choices=(_("Seconded by an agency"), _("Employed by the hospital"), _("No post")),
    ),
    Usual(_("Wards the worker will serve"), K.TEXT, is_required=False),
)
PAPERS = (
    Usual(
        _("Application letter with the hospital's seal"),
        K.FILE,
        help=_("Seal of the hospital itself; that of a department or ward is not valid."),
        is_identifying=True,
    ),
    Usual(_("Certificate of legal person, front page"), K.FILE, is_identifying=True),
    Usual(_("Pictures of the room"), K.FILE),
    Usual(_("Floor plan of the room"), K.FILE, is_required=False),
)
CONTACT = (
    Usual(_("Whom we can call, and their position"), K.TEXT, is_identifying=True),
    Usual(_("Telephone at work"), K.TEXT, is_identifying=True),
)
USUAL: tuple[tuple[Words, tuple[Usual, ...]], ...] = (
    (_("The hospital"), HOSPITAL),
    (_("Social work in the hospital"), DEPARTMENT),
    (_("The station applied for"), STATION),
    (_("The post"), POSTS),
    (_("Papers"), PAPERS),
    (_("Contact"), CONTACT),
)


def ask_what_is_usual(form: CallForm) -> None:
    """Put the usual questions into a new form, in the language now active."""
    asked = [(section, usual) for section, group in USUAL for usual in group]
    FormField.objects.bulk_create(
        FormField(
            form=form,
            position=position,
            section=str(section),
            label=str(usual.label),
            help=str(usual.help),
            kind=usual.kind,
            unit=str(usual.unit),
            choices=[str(choice) for choice in usual.choices],
            is_required=usual.is_required,
            lowest=usual.lowest,
            is_identifying=usual.is_identifying,
        )
        for position, (section, usual) in enumerate(asked, start=1)
    )
