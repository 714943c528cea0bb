"""The two questions to a register, answered from the database while the answer is fresh.

Nothing is asked inside a transaction: the pace of the calls is kept in the database.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from wochorus.accounts.pace import AccountPace
from wochorus.core.errors import InvalidInput
from wochorus.core.text import fold
from wochorus.customers.lookup import recherche, sirene
from wochorus.customers.lookup.keys import opened_key
from wochorus.customers.lookup.providers import Establishment, Provider, ProviderName
from wochorus.customers.lookup.wire import RegisterWire
from wochorus.customers.models import RegisterAnswer
from wochorus.customers.values import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable

LIFETIME = timedelta(days=7)
"""Of an answer; it may hold the name of a sole trader, and is deleted when it is over."""
LIFETIME_OF_NOTHING = timedelta(hours=1)
"""Of the answer that nothing was found: a company may be registered today."""
SHORTEST_TEXT, LONGEST_TEXT = 3, 200


def look_up_siret(
    siret: str, provider: ProviderName = ProviderName.RECHERCHE, *, fresh: bool = False
) -> Establishment | None:
    """Find an establishment in a register; nothing when it does not know the SIRET.

    ``fresh`` asks the register even if its answer is at hand. Raises `InvalidInput` on a text that
    is no SIRET, `Transient` or `Permanent` when the register does not answer.
    """
    compact = str(cleaned("siret", siret))
    if not compact:
        raise InvalidInput("Le SIRET cherché est vide", remedy="Donnez ses 14 chiffres.")

    def ask(register: Provider) -> list[Establishment]:
        found = register.by_siret(compact)
        return [found] if found else []

    return next(iter(_answer(provider, f"siret:{compact}", ask, fresh=fresh)), None)


def look_up_name(
    text: str, provider: ProviderName = ProviderName.RECHERCHE, *, fresh: bool = False
) -> list[Establishment]:
    """Find establishments by the name of their company, its town or its SIREN; see above."""
    asked = " ".join(text.split())
    if not SHORTEST_TEXT <= len(asked) <= LONGEST_TEXT or not asked.isprintable():
        raise InvalidInput(
            f"Un nom se cherche avec de {SHORTEST_TEXT} à {LONGEST_TEXT} caractères",
            where=asked[:40],
            remedy="Donnez un mot de plus, ou la ville.",
        )
    question = f"name:{fold(asked)}"[:250]
    return _answer(provider, question, lambda register: register.by_name(asked), fresh=fresh)


def _answer(
    provider: ProviderName,
    question: str,
    ask: Callable[[Provider], list[Establishment]],
    *,
    fresh: bool,
) -> list[Establishment]:
    now = timezone.now()
    kept = RegisterAnswer.objects.filter(
        provider=provider, question=question, expires_at__gt=now
    ).first()
    if kept and not fresh:
        return [Establishment.model_validate(one) for one in kept.establishments]
    found = ask(_register(provider))
    RegisterAnswer.objects.filter(expires_at__lte=now).delete()
    lifetime = LIFETIME if found else LIFETIME_OF_NOTHING
    RegisterAnswer.objects.update_or_create(
        provider=provider,
        question=question,
        defaults={
            "establishments": [one.model_dump(mode="json") for one in found],
            "answered_at": now,
            "expires_at": now + lifetime,
        },
    )
    return found


def _register(provider: ProviderName) -> Provider:
    here = settings.ENVIRONMENT.register_url
    if provider is ProviderName.SIRENE:
        key = {sirene.KEY_HEADER: opened_key(provider)}
        pace = sirene.SECONDS_BETWEEN_CALLS if here is None else 0.0
        return sirene.Sirene(_wire(provider, sirene.LABEL, here or sirene.PUBLIC_URL, pace, key))
    url = here or recherche.PUBLIC_URL
    pace = recherche.SECONDS_BETWEEN_CALLS
    return recherche.RechercheEntreprises(_wire(provider, recherche.LABEL, url, pace, {}))


def _wire(
    provider: ProviderName, label: str, url: str, seconds: float, headers: dict[str, str]
) -> RegisterWire:
    """Open the way to a register. Only this machine may be asked without encryption."""
    checked = _checked_address(url)
    pace = AccountPace(f"register:{provider}", seconds, time.sleep)
    return RegisterWire(label, checked, pace, headers)


def _checked_address(url: str) -> str:
    from wochorus.choruspro.environments import Endpoints

    bare = url.rstrip("/")
    try:
        Endpoints(bare, bare)
    except InvalidInput as error:
        raise InvalidInput(
            "L'adresse du registre des entreprises n'est pas utilisable",
            where=url,
            remedy="Corrigez WOCHORUS_REGISTER_URL : une adresse https://, ou http:// sur cette "
            "machine.",
        ) from error
    return bare
