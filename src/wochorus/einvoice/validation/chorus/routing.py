"""What the recipient asks for: a code service, an engagement, one of the two.

The annuaire of Chorus Pro says it, structure by structure and service by service; the caller
brings it. The historical circuit reads the service in the buyer reference (BT-10), the reform in
an identifier of the buyer of scheme 0224.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.dialects import Circuit, code_service
from wochorus.einvoice.dialects.dialect import SERVICE_SCHEME
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, REFORM, Breach, rule
from wochorus.einvoice.validation.chorus.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case

RESERVED_SERVICE = "FACTURES_PUBLIQUES"
_ANNUAIRE = "Chorus Pro, annuaire : ce qu'exige la structure ou le service"
_ASK_SERVICE = (
    "Choisissez un service de la structure dans l'annuaire : « wochorus directory show SIRET »."
)
_ASK_ENGAGEMENT = "Demandez à l'acheteur le n° de son engagement ou de son bon de commande (BT-13)."


def _service_is_missing(case: Case) -> Iterator[Breach]:
    if case.requirements.service and not _has_service(case):
        yield Breach(
            f"{_recipient(case)} exige un code service, {_service_found(case)}.",
            _ASK_SERVICE,
            _service_path(case),
        )


def _engagement_is_missing(case: Case) -> Iterator[Breach]:
    if case.requirements.engagement and case.invoice.purchase_order_reference is None:
        yield Breach(
            f"{_recipient(case)} exige un n° d'engagement (BT-13), la facture n'en a pas.",
            _ASK_ENGAGEMENT,
            "purchase_order_reference",
        )


def _both_are_missing(case: Case) -> Iterator[Breach]:
    has_one = _has_service(case) or case.invoice.purchase_order_reference is not None
    if case.requirements.service_or_engagement and not has_one:
        yield Breach(
            f"{_recipient(case)} exige un code service ou un n° d'engagement, "
            f"{_service_found(case)} et le n° d'engagement (BT-13) manque.",
            f"{_ASK_ENGAGEMENT} Ou bien : {_ASK_SERVICE[0].lower()}{_ASK_SERVICE[1:]}",
            _service_path(case),
        )


def _service_is_reserved(case: Case) -> Iterator[Breach]:
    if code_service(case.invoice) == RESERVED_SERVICE:
        yield Breach(
            f"Le service {quoted(RESERVED_SERVICE)} est réservé aux factures entre organismes "
            "publics : Chorus Pro rejette celle d'une entreprise.",
            _ASK_SERVICE,
            _service_path(case),
        )


_SERVICE = "Le code service est donné quand le destinataire l'exige"
_ENGAGEMENT = "Le n° d'engagement est donné quand le destinataire l'exige"
_EITHER = "L'un des deux est donné quand le destinataire exige code service ou engagement"

RULES = (
    rule("CP-ROUTE-01", "BT-10", _SERVICE, source=_ANNUAIRE, circuits=HISTORICAL)(
        _service_is_missing
    ),
    rule("CP-ROUTE-02", "BT-13", _ENGAGEMENT, source=_ANNUAIRE, circuits=HISTORICAL)(
        _engagement_is_missing
    ),
    rule("CP-ROUTE-03", "BT-10", _EITHER, source=_ANNUAIRE, circuits=HISTORICAL)(_both_are_missing),
    rule(
        "CP-ROUTE-04",
        "BT-10",
        f"Le service {RESERVED_SERVICE} ne reçoit pas les factures des entreprises",
        source="Chorus Pro, annuaire : service des factures entre organismes publics",
    )(_service_is_reserved),
    rule("BR-FR-CPRO-11", "BT-46", _SERVICE, source="BR-FR-CPRO-11", circuits=REFORM)(
        _service_is_missing
    ),
    rule("BR-FR-CPRO-12", "BT-13", _ENGAGEMENT, source="BR-FR-CPRO-12", circuits=REFORM)(
        _engagement_is_missing
    ),
    rule("BR-FR-CPRO-13", "BT-46", _EITHER, source="BR-FR-CPRO-13", circuits=REFORM)(
        _both_are_missing
    ),
)


def _has_service(case: Case) -> bool:
    if case.dialect.circuit is Circuit.CHORUS:
        return case.invoice.buyer_reference is not None
    return any(entry.scheme == SERVICE_SCHEME for entry in case.invoice.buyer.identifiers)


def _service_found(case: Case) -> str:
    if case.dialect.circuit is Circuit.CHORUS:
        return "la facture n'en a pas (BT-10)"
    reference = case.invoice.buyer_reference
    if reference is None:
        return "la facture n'en a pas (BT-46, schéma 0224)"
    return f"{quoted(reference)} n'est donné qu'en référence (BT-10), non en BT-46 (schéma 0224)"


def _service_path(case: Case) -> str:
    is_historical = case.dialect.circuit is Circuit.CHORUS
    return "buyer_reference" if is_historical else "buyer.identifiers"


def _recipient(case: Case) -> str:
    return f"Le destinataire {quoted(case.invoice.buyer.name)}"
