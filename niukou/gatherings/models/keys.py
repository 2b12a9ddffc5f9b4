"""The secret from which the codes on a gathering's screen are made."""

import uuid

from django.db import models

from niukou.core.sealing import SealedTextField
from niukou.gatherings.models.gatherings import Gathering


class CheckInKey(models.Model):
    """One gathering's secret; it never leaves the server, only codes made from it do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.OneToOneField(Gathering, models.CASCADE, related_name="check_in_key")
    secret = SealedTextField(context="gatherings.checkinkey.secret")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    def __str__(self) -> str:
        return str(self.gathering_id)
