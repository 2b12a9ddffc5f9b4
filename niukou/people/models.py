"""Persons, accounts, licences and the tokens of scripts."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import NOTHING, Viewer, sight_of
from niukou.core.sealing import SealedTextField, SearchHashField
from niukou.core.search import SearchField, search_index
from niukou.core.versions import version_field


class Gender(models.TextChoices):
    """GB/T 2261.1, with the code for not stated."""

    MALE = "MALE", _("Male")
    FEMALE = "FEMALE", _("Female")
    NOT_STATED = "NOT_STATED", _("Not stated")


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"  # noqa: PLR2004  # shorter ones would show all


def mask_id_number(number: str) -> str:
    """Show the province and the last two signs: the county would tell of home."""
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"


def mask_birth_date(day: str) -> str:
    return f"{day[:4]}-**-**"


def _person_of(user: Viewer) -> uuid.UUID | None:
    return getattr(user, "person_id", None)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to oneself and to whom the apps above let ``user`` see."""
        own = Q(pk=_person_of(user)) if user.is_authenticated else NOTHING
        return self.filter(sight_of(Person, user, own=own))


@pghistory.track()
class Person(models.Model):
    """A human being, once, whatever number of posts, offices and accounts they hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    official_name = models.CharField(pgettext_lazy("person", "Name"), max_length=60)
    aliases = ArrayField(
        models.CharField(max_length=60), verbose_name=_("Other names"), default=list, blank=True
    )
    pinyin_key = models.CharField(max_length=200, editable=False, default="", db_index=True)
    gender = models.CharField(_("Gender"), max_length=10, choices=Gender, default=Gender.NOT_STATED)
    birth_on = SealedTextField(
        verbose_name=_("Birth date"), context="people.person.birth_on", mask=mask_birth_date
    )
    phone = SealedTextField(
        verbose_name=_("Telephone"), context="people.person.phone", mask=mask_phone
    )
    id_number = SealedTextField(
        verbose_name=_("ID number"), context="people.person.id_number", mask=mask_id_number
    )
    id_number_hash = SearchHashField(of="id_number")
    email = models.EmailField(_("E-mail"), blank=True)
    registered_by = models.ForeignKey(
        "Account", models.PROTECT, null=True, editable=False, related_name="+"
    )  # null: a command or an import did it
    search = SearchField(names=["official_name", "aliases"])
    version = version_field()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [search_index("search", name="person_search")]
        constraints = [
            models.UniqueConstraint(
                name="person_has_one_record_per_id_number",
                fields=["id_number_hash"],
                condition=Q(id_number_hash__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.official_name

    def get_absolute_url(self) -> str:
        return reverse("people:person-detail", args=[self.pk])


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create an account; without a password it can only be entered by a reset link."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account

    def visible_to(self, user: Viewer) -> models.QuerySet["Account"]:
        """Narrow to one's own account and to those the apps above open to ``user``."""
        own = Q(pk=user.pk) if user.is_authenticated else NOTHING
        return self.filter(sight_of(Account, user, own=own))


@pghistory.track(exclude=["password", "last_login"])
class Account(AbstractBaseUser):
    """A way to sign in. What it may do comes from roles, never from the account itself."""

    email = models.EmailField(_("E-mail"), unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="account"
    )  # null: a technical account, such as the first administrator's
    is_active = models.BooleanField(_("May sign in"), default=True)
    session_round = models.PositiveIntegerField(
        _("Signed out everywhere"), default=0, editable=False
    )  # part of every session: raising it ends them all
    factors_reset_at = models.DateTimeField(_("Second factors reset"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_email_is_lower_case", condition=Q(email=Lower("email"))
            )
        ]

    def __str__(self) -> str:
        return self.email

    def get_absolute_url(self) -> str:
        return reverse("people:account-detail", args=[self.pk])

    def get_session_auth_hash(self) -> str:
        """Return what a session must bear: it changes with the password and the round."""
        return f"{super().get_session_auth_hash()}.{self.session_round}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for earlier in super().get_session_auth_fallback_hash():
            yield f"{earlier}.{self.session_round}"

    def has_perm(self, permission: str, subject: object = None) -> bool:
        return self.is_active and bool(rules.has_perm(permission, self, subject))


class LicenceLevel(models.TextChoices):
    """社会工作者职业水平 (DOMAIN.md C9)."""

    ASSISTANT = "ASSISTANT", _("Assistant social worker")
    SOCIAL_WORKER = "SOCIAL_WORKER", _("Social worker")
    SENIOR = "SENIOR", _("Senior social worker")


class LicenceState(models.TextChoices):
    """Where a day lies in a registration."""

    NOT_YET = "NOT_YET", _("Not valid yet")
    VALID = "VALID", _("Valid")
    EXPIRED = "EXPIRED", _("Expired")


class LicenceQuerySet(models.QuerySet["Licence"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(person__in=Person.objects.visible_to(user))

    def valid(self, *, on: date) -> Self:
        return self.filter(registered_on__lte=on, valid_until__gt=on)

    def expired(self, *, on: date) -> Self:
        return self.filter(valid_until__lte=on)


@pghistory.track()
class Licence(models.Model):
    """A registered professional level; registration is renewed every three years."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="licences")
    level = models.CharField(_("Level"), max_length=15, choices=LicenceLevel)
    number = models.CharField(_("Number"), max_length=40)
    registered_on = models.DateField(_("Registered on"))
    valid_until = models.DateField(
        _("Valid until"), help_text=_("The first day it is no longer valid.")
    )
    version = version_field()

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="licence_number_is_unique_per_registration", fields=["number", "registered_on"]
            ),
            models.CheckConstraint(
                name="licence_ends_after_it_begins", condition=Q(valid_until__gt=F("registered_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("people:person-detail", args=[self.person_id])

    def state_on(self, day: date) -> LicenceState:
        if day < self.registered_on:
            return LicenceState.NOT_YET
        return LicenceState.VALID if day < self.valid_until else LicenceState.EXPIRED


class SealedField(models.TextChoices):
    """The fields of a person that are masked until somebody gives a reason."""

    PHONE = "phone", _("Telephone")
    ID_NUMBER = "id_number", _("ID number")
    BIRTH_ON = "birth_on", _("Birth date")


class RevealQuerySet(models.QuerySet["Reveal"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to looks at oneself, and to those taken by accounts one may see."""
        if not user.is_authenticated:
            return self.none()
        at_oneself = Q(person__isnull=False, person=_person_of(user))
        by_known = Q(by__in=Account.objects.visible_to(user).values("pk"))
        persons = Person.objects.visible_to(user).values("pk")
        return self.filter(at_oneself | by_known, person__in=persons)


class Reveal(models.Model):
    """One look at one sealed value: who, when and why. Never changed, never removed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="reveals")
    field = models.CharField(_("What was shown"), max_length=10, choices=SealedField)
    reason = models.CharField(_("Reason"), max_length=200)
    by = models.ForeignKey(Account, models.PROTECT, related_name="reveals")
    at = models.DateTimeField(auto_now_add=True)

    objects = RevealQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="reveal_has_a_reason", condition=~Q(reason=""))]
        triggers = [
            pgtrigger.Protect(name="reveal_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("people:person-detail", args=[self.person_id])


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(account=user.pk) if user.is_authenticated else self.none()

    def in_force(self) -> Self:
        return self.filter(revoked_at=None, account__is_active=True)


class ApiToken(models.Model):
    """Lets a script act as its owner; only the SHA-256 of the secret is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(_("What it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:token-list")
