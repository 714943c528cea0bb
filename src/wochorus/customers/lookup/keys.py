"""The key of a register's API, encrypted at rest; it is never shown again."""

from __future__ import annotations

from wochorus.accounts.services import secret_box
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.customers.lookup.providers import ProviderName
from wochorus.customers.models import RegisterKey

LONGEST_KEY = 500


def store_key(key: str, provider: ProviderName = ProviderName.SIRENE) -> None:
    """Keep the key of ``provider``, in place of the one it had. Raises `InvalidInput`."""
    bare = key.strip()
    if not bare or len(bare) > LONGEST_KEY or not bare.isascii() or not bare.isprintable():
        raise InvalidInput(
            "La clé d'API est vide ou illisible",
            where=provider,
            remedy="Copiez-la depuis votre compte sur portail-api.insee.fr ; rien n'a changé.",
        )
    sealed = secret_box().seal(bare, place=_place(provider))
    RegisterKey.objects.update_or_create(provider=provider, defaults={"sealed": sealed})


def forget_key(provider: ProviderName = ProviderName.SIRENE) -> bool:
    """Forget the key of ``provider``; tell whether there was one."""
    count, _ = RegisterKey.objects.filter(provider=provider).delete()
    return bool(count)


def has_key(provider: ProviderName = ProviderName.SIRENE) -> bool:
    """Tell whether a key is kept for ``provider``."""
    return RegisterKey.objects.filter(provider=provider).exists()


def opened_key(provider: ProviderName) -> str:
    """Give the key of ``provider``. Raises `Permanent` when there is none, or it is not ours."""
    kept = RegisterKey.objects.filter(provider=provider).first()
    if kept is None:
        raise Permanent(
            "La clé de l'API Sirene n'est pas enregistrée",
            where=provider,
            remedy="Saisissez-la : wochorus customer api-key, ou cherchez avec "
            f"--provider {ProviderName.RECHERCHE}",
        )
    return secret_box().open(bytes(kept.sealed), place=_place(provider))


def _place(provider: ProviderName) -> str:
    return f"customers_registerkey/{provider}/sealed"
