"""What the CPP minimal format loses of an invoice: most of it, the PDF says the rest."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

from wochorus.einvoice.cpp_minimal.converting import invoice_of, minimal_of, supplier_of
from wochorus.einvoice.dialects import code_service, siret_of
from wochorus.einvoice.model import Buyer, Seller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import Invoice

_Party = TypeVar("_Party", Seller, Buyer)


def not_carried(invoice: Invoice) -> tuple[str, ...]:
    """List the paths of the model that ``invoice`` uses and that a flow would not give back.

    Found by going there and back. SIREN, SIRET and code of the service count as carried wherever
    the invoice has them. Raises ``InvalidInput`` as the conversion does.
    """
    back = invoice_of(minimal_of(invoice, ()), supplier_of(invoice), with_files=True)
    return tuple(dict.fromkeys(_losses(_without_own(invoice), _without_own(back), "")))


def _losses(before: Any, after: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any field
    if before is None or before in ((), after):
        return
    if dataclasses.is_dataclass(before) and type(before) is type(after):
        for field in dataclasses.fields(before):
            here = f"{path}.{field.name}" if path else field.name
            yield from _losses(getattr(before, field.name), getattr(after, field.name), here)
    elif isinstance(before, tuple) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from _losses(one, other, path)
    else:
        yield path


def _without_own(invoice: Invoice) -> Invoice:
    """Leave out the identifiers that every French party has, told apart by their own fields."""
    return dataclasses.replace(
        invoice,
        seller=_without_own_identifiers(invoice.seller, None),
        buyer=_without_own_identifiers(invoice.buyer, code_service(invoice)),
        buyer_reference=code_service(invoice),
    )


def _without_own_identifiers(party: _Party, service: str | None) -> _Party:
    siret = siret_of(party) or ""
    own = {siret, service}
    registration = party.legal_registration
    is_own = registration is not None and siret.startswith(registration.value)
    return dataclasses.replace(
        party,
        identifiers=tuple(each for each in party.identifiers if each.value not in own),
        legal_registration=None if is_own else registration,
    )
