"""The templates of agreements, and what is to be filled in."""

import operator
from collections.abc import Iterator
from functools import reduce
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.models import AgreementKind
from niukou.programmes.models.programmes import Branch, Programme
from niukou.programmes.places import PlaceKind, places_in


class AgreementTemplateQuerySet(models.QuerySet["AgreementTemplate"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to templates of programmes ``user`` is an officer of, also in a branch; auditors see all."""
        return self.filter(programme__in=Programme.objects.overseen_by(user).values("pk"))

    def usable_in(self, branch: Branch) -> Self:
        """Narrow to what an agreement of ``branch`` may be written from: the newest published editions."""
        published = self.filter(programme=branch.programme_id, published_at__isnull=False)
        newest = published.order_by("name", "-edition").distinct("name")
        return self.filter(pk__in=newest.values("pk"), is_retired=False)


KEPT = ("programme_id", "name", "edition", "kind", "body", "published_at")


def changed(*columns: str) -> Q:
    """Return the condition of a trigger: one of ``columns`` is about to change."""
    changes: Iterator[Q] = (
        pgtrigger.Q(**{f"old__{one}__df": pgtrigger.F(f"new__{one}")}) for one in columns
    )
    return reduce(operator.or_, changes)


class AgreementTemplate(models.Model):
    """One edition of a programme's agreement: its text, with places to fill in.

    A place is written 【…】. Once published the text stays as it is; a change is the next
    edition, and what was written from an earlier one keeps it.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="agreement_templates")
    name = models.CharField(_("Name"), max_length=80)
    edition = models.PositiveSmallIntegerField(_("Edition"), default=1)
    kind = models.CharField(_("Kind"), max_length=15, choices=AgreementKind)
    body = models.TextField(_("Text"))
    published_at = models.DateTimeField(null=True, blank=True)  # null: still being written
    is_retired = models.BooleanField(default=False)  # no new agreement is written from it
    version = version_field()

    objects = AgreementTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="agreement_template_has_each_edition_once",
                fields=["programme", "name", "edition"],
            ),
            models.UniqueConstraint(
                name="agreement_template_has_one_edition_in_work",
                fields=["programme", "name"],
                condition=Q(published_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_template_keeps_its_text",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False) & changed(*KEPT),
            ),
            pgtrigger.Protect(
                name="published_template_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:template-detail", args=[self.programme.slug, self.pk])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def places(self) -> list[str]:
        """The names written 【…】 in the text that people fill in, in their order."""
        return places_in(self.body)


class TemplatePlace(models.Model):
    """A place of a template that people fill in, and of what kind it is."""

    template = models.ForeignKey(AgreementTemplate, models.CASCADE, related_name="fields")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("Name"), max_length=40)
    kind = models.CharField(_("Kind"), max_length=6, choices=PlaceKind, default=PlaceKind.TEXT)
    is_required = models.BooleanField(_("Required"), default=True)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="template_place_is_named_once", fields=["template", "name"]
            )
        ]

    def __str__(self) -> str:
        return self.name
