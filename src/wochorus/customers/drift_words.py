"""What the annuaire says against the service that a customer uses, in one French sentence."""

from __future__ import annotations

from django.utils import timezone

from wochorus.directory.drift import troubles_of


def service_troubles(siret: str, code_service: str) -> str:
    """Say that a structure or its service closes or has closed, or nothing."""
    pair = (siret, code_service)
    trouble = troubles_of([pair], timezone.localdate()).get(pair) if siret else None
    return trouble.text if trouble else ""
