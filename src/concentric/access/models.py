"""Tables of access: accounts and appointments."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from concentric.access.types import Language
from concentric.kernel.api import Role, uuid7


class UserManager(BaseUserManager["User"]):
    """Finds accounts by e-mail address; accounts are made by `access.services.create_user` alone."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def get_queryset(self) -> models.QuerySet[User]:
        """Accounts with their person: every signed-in page shows the name, so both come in one query."""
        return super().get_queryset().select_related("person")


class User(AbstractBaseUser):
    """An account of exactly one person, signed in by e-mail address.

    Invariants: one account per person; addresses are stored in lower case, so one address is one account. What the
    account may do is never stored here: it follows from the person's appointments. Written by
    `access.services` (password changes by allauth).
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    person = models.OneToOneField(
        "parties.Person", on_delete=models.PROTECT, related_name="account"
    )
    language = models.TextField(default=Language.CHINESE)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: Any = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["person"]

    class Meta:
        db_table = "access_user"
        constraints = (
            models.CheckConstraint(
                name="access_user_email_lower", condition=models.Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="access_user_language",
                condition=models.Q(language__in=[str(choice) for choice in Language]),
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class Appointment(models.Model):
    """A person holds a role in an organisation from one day to another, both inclusive.

    Invariants: it ends no earlier than it starts; one role in one organisation is held openly once by a
    person; a deputy has an end, and the organisation, role and outer dates of the appointment deputised
    (checked by the service). It is ended, never deleted: who could sign on a past day stays answerable.
    Written by `access.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(
        "parties.Person", on_delete=models.PROTECT, related_name="appointments"
    )
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    deputy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputies"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "access_appointment"
        constraints = (
            models.CheckConstraint(
                name="access_appointment_role",
                condition=models.Q(role__in=sorted(set(Role) - {Role.SYSTEM})),
            ),
            models.CheckConstraint(
                name="access_appointment_dates",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="access_appointment_deputy_ends",
                condition=models.Q(deputy_of__isnull=True) | models.Q(ends_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(ends_on__isnull=True),
                name="access_appointment_one_open",
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "role"], name="access_appointment_held"),
            models.Index(fields=["person", "starts_on"], name="access_appointment_person"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.uuid}"
