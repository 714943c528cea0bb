"""Assisted entry: what the public register of companies says of a name or a SIRET.

found = look_up_siret("21450234200017")        # an `Establishment`, or None
hits = look_up_name("mairie orleans")

looking.py     the two questions, answered from the database while the answer is fresh
filling.py     what is written from an answer on a customer
recherche.py   the API "Recherche d'entreprises": no key, the usual one
sirene.py      Insee's API Sirene: with a key
wire.py        one HTTP request, its bounds, its failures
"""

from wochorus.customers.lookup.filling import fields_from, issuer_fields_from, remarks_on
from wochorus.customers.lookup.keys import forget_key, has_key, store_key
from wochorus.customers.lookup.looking import look_up_name, look_up_siret
from wochorus.customers.lookup.providers import Establishment, ProviderName

__all__ = [
    "Establishment",
    "ProviderName",
    "fields_from",
    "forget_key",
    "has_key",
    "issuer_fields_from",
    "look_up_name",
    "look_up_siret",
    "remarks_on",
    "store_key",
]
