"""Who deposits through a technical account."""

from __future__ import annotations

from django.db import models


class Voice(models.Model):
    """Which program deposits, or did last, through a technical account, and its last sign of life.

    ``backend`` is the process of PostgreSQL that serves it. ``epoch`` counts the programs.
    """

    account = models.CharField("compte technique", max_length=250, unique=True)
    holder = models.CharField("programme", max_length=200)
    backend = models.IntegerField()
    epoch = models.BigIntegerField()
    beat_at = models.DateTimeField("dernier signe de vie")
