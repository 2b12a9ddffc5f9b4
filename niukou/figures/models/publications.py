"""A figure as it was published, the corrections that follow it, what the nightly check found."""

from decimal import Decimal
from typing import Self

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.quantities import Qualifier, Quantity, Unit
from niukou.figures.indicators import Scope
from niukou.figures.models.readings import in_sight
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.indicators import label_of
from niukou.programmes.models import Branch, Programme, offices_of

NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
SHORT_DIGEST = 12


def lines_give_the_digest() -> Q:
    """Return the promise that ``digest`` is the SHA-256 of the ``lines`` kept beside it."""
    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    return Q(digest=Func(F("lines"), template=template, output_field=models.TextField()))


class Statement(models.Model):
    """What was said of a figure, and the records behind it: columns that two tables share."""

    value = models.CharField(_("Value"), max_length=40)  # its digits: a decimal stays exact
    definition_version = models.PositiveSmallIntegerField(_("Version of the definition"))
    evidence_count = models.PositiveIntegerField(_("Records"))
    digest = models.CharField(_("Digest"), max_length=64)
    # The sorted lines of the records, so that a later difference can name the very record.
    lines = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def short_digest(self) -> str:
        return self.digest[:SHORT_DIGEST]


def quantity_of(value: str, unit: str, qualifier: str) -> Quantity | None:
    """Return the number kept as text; None for "": there was nothing to measure."""
    if not value:
        return None
    number = Decimal(value) if "." in value else int(value)
    return Quantity(number, Unit(unit), Qualifier(qualifier))


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to what was published of programmes and branches ``user`` may read."""
        return self.filter(in_sight(user))

    def run_by(self, user: Viewer) -> Self:
        """Narrow to publications of a branch, or whole programme, ``user`` is an officer of."""
        offices = offices_of(user)
        whole = Q(branch=None, programme__in=offices.whole_programmes)
        return self.filter(whole | Q(branch__in=offices.branches))

    def about(self, indicator: str, scope: Scope) -> Self:
        """Narrow to publications of one indicator for exactly this scope."""
        return self.filter(indicator=indicator, programme=scope.programme, branch=scope.branch)

    def with_scope(self) -> Self:
        """Fetch what a page names with each: programme, branch and signer; not the lines."""
        named = self.select_related("programme", "branch", "published_by__person")
        return named.defer("lines")

    def with_last_check(self) -> Self:
        """Fetch with each what the last check of it found, if there was one."""
        return self.select_related("last_check")

    def with_approved(self) -> Self:
        """Add ``approved``: what each correction that follows says, the oldest first."""
        followed = Correction.objects.filter(
            publication=OuterRef("pk"), status=CorrectionStatus.APPROVED
        )
        said = JSONObject(
            value="value",
            reason="reason",
            evidence_count="evidence_count",
            digest="digest",
            decided_at="decided_at",
            decider=Coalesce("decided_by__person__official_name", models.Value("")),
        )
        return self.annotate(approved=ArraySubquery(followed.order_by("pk").values(said=said)))


class Publication(Statement):
    """A number as we published it: signed, and never changed or removed."""

    number = models.CharField(_("Number"), max_length=20, unique=True)
    indicator = models.SlugField(_("Indicator"), max_length=60)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="publications")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="publications"
    )  # null: the programme as a whole
    scope_name = models.CharField(_("Scope"), max_length=160)  # as it was called on that day
    as_of = models.DateField(_("As of"))
    unit = models.CharField(_("Unit"), max_length=20, choices=Unit)
    qualifier = models.CharField(_("Qualifier"), max_length=10, choices=Qualifier)
    published_on = models.DateField(_("Published on"))
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(Account, models.PROTECT, related_name="publications")
    code = models.CharField(_("Verification code"), max_length=255)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="publication_is_made_once_per_day_it_speaks_of",
                fields=["programme", "branch", "indicator", "as_of"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="publication_is_a_number", condition=Q(value__regex=NUMBER)
            ),
            models.CheckConstraint(
                name="publication_is_a_result", condition=~Q(qualifier=Qualifier.PLANNED)
            ),
            models.CheckConstraint(
                name="publication_speaks_of_a_day_that_came",
                condition=Q(as_of__lte=F("published_on")),
            ),
            models.CheckConstraint(
                name="publication_digest_is_of_its_lines", condition=lines_give_the_digest()
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="publication_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("figures:publication-detail", args=[self.number])

    @property
    def label(self) -> str:
        return label_of(self.indicator)

    @property
    def quantity(self) -> Quantity | None:
        return quantity_of(self.value, self.unit, self.qualifier)

    @property
    def scope(self) -> Scope:
        """What it speaks of; fetch it ``with_scope()``."""
        return Scope(self.programme, self.branch)

    @property
    def is_public(self) -> bool:
        return self.scope.is_public

    @property
    def signer(self) -> str:
        """The name of who published it; "" where the account bears none."""
        return str(self.published_by.person or "")


class CorrectionStatus(models.TextChoices):
    PROPOSED = "PROPOSED", _("Proposed")
    APPROVED = "APPROVED", _("Approved")
    REJECTED = "REJECTED", _("Rejected")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to approved corrections of what ``user`` may read.

        Those proposed or rejected are seen by the officers of the scope and by auditors.
        """
        seen = Publication.objects.visible_to(user)
        if not roles_of(user).is_platform_auditor:
            own = Publication.objects.run_by(user).values("pk")
            return self.filter(
                Q(status=CorrectionStatus.APPROVED) | Q(publication__in=own),
                publication__in=seen.values("pk"),
            )
        return self.filter(publication__in=seen.values("pk"))

    def with_names(self) -> Self:
        """Fetch who asked and who decided; not the lines."""
        named = self.select_related("requested_by__person", "decided_by__person")
        return named.defer("lines")


class Correction(Statement):
    """A later number that follows a published one, with its reason. It replaces nothing.

    ``value`` "": nothing is left to measure. Unit and qualifier are the publication's.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="corrections")
    reason = models.CharField(_("Reason"), max_length=300)
    status = models.CharField(
        _("Status"), max_length=10, choices=CorrectionStatus, default=CorrectionStatus.PROPOSED
    )
    requested_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    # null: nobody has decided yet
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(_("Why not"), max_length=300, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="correction_waits_alone",
                fields=["publication"],
                condition=Q(status=CorrectionStatus.PROPOSED),
            ),
            models.CheckConstraint(name="correction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="correction_is_a_number_or_nothing",
                condition=Q(value="") | Q(value__regex=NUMBER),
            ),
            models.CheckConstraint(
                name="correction_digest_is_of_its_lines", condition=lines_give_the_digest()
            ),
            models.CheckConstraint(
                name="correction_is_decided_by_another",
                condition=Q(status=CorrectionStatus.PROPOSED, decided_by=None, decided_at=None)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(status=CorrectionStatus.PROPOSED)
                    & ~Q(decided_by=F("requested_by"))
                ),
            ),
            models.CheckConstraint(
                name="correction_is_rejected_with_a_remark",
                condition=~Q(status=CorrectionStatus.REJECTED) | ~Q(remark=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="correction_is_frozen_once_decided",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status=CorrectionStatus.PROPOSED),
            ),
            pgtrigger.ReadOnly(
                name="correction_keeps_what_was_proposed",
                exclude=["status", "decided_by", "decided_at", "remark"],
            ),
            pgtrigger.Protect(name="correction_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.value or '—'}"

    def get_absolute_url(self) -> str:
        return reverse("figures:correction-detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.status == CorrectionStatus.PROPOSED

    @property
    def is_approved(self) -> bool:
        return self.status == CorrectionStatus.APPROVED

    @property
    def asker(self) -> str:
        return str(self.requested_by.person or "")

    @property
    def decider(self) -> str:
        """The name of who approved or rejected it; "" while it waits."""
        return str(self.decided_by.person or "") if self.decided_by else ""


class PublicationCheckQuerySet(models.QuerySet["PublicationCheck"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(publication__in=Publication.objects.visible_to(user).values("pk"))


class PublicationCheck(models.Model):
    """What the last check found: whether the records still say what stands published."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="last_check")
    checked_at = models.DateTimeField()
    has_drifted = models.BooleanField()
    value_now = models.CharField(max_length=40, blank=True)  # "": nothing to measure
    digest_now = models.CharField(max_length=64, blank=True)

    objects = PublicationCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.publication_id} {self.checked_at:%Y-%m-%d %H:%M}"
