"""What is still open on the record of a customer: what stops a deposit, and what looks strange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.countries import FRANCE
from wochorus.core.dates import format_date
from wochorus.core.identifiers import (
    SiretDefect,
    format_siret,
    siren_of_vat_number,
    siret_defect,
)
from wochorus.customers.annuaire_facts import AnnuaireFacts, annuaire_facts
from wochorus.customers.models import BuyerKind, Customer
from wochorus.customers.service_choice import is_open
from wochorus.customers.terms import suggested_term, term_of, term_warning

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be settled: a French sentence, and whether it stops every deposit."""

    text: str
    stops_deposits: bool = False


def open_questions(customer: Customer, facts: AnnuaireFacts | None = None) -> list[Question]:
    """List what is open on a record, what stops deposits first.

    ``facts`` are those of `annuaire_facts`, read again when they are not given.
    """
    facts = facts or annuaire_facts(customer)
    found = [
        *_identity(customer),
        *_kind(customer),
        *(_annuaire(customer, facts) if customer.kind != BuyerKind.PRIVATE else ()),
        *_billing(customer),
    ]
    return sorted(found, key=lambda question: not question.stops_deposits)


def _identity(customer: Customer) -> Iterator[Question]:
    may_be_public = customer.kind != BuyerKind.PRIVATE
    match siret_defect(customer.siret):
        case SiretDefect.EMPTY:
            yield Question("SIRET manquant : aucun dépôt possible", stops_deposits=may_be_public)
        case SiretDefect.NOT_FOURTEEN_DIGITS:
            text = f"le SIRET {customer.siret} n'a pas 14 chiffres : aucun dépôt possible"
            yield Question(text, stops_deposits=may_be_public)
        case SiretDefect.WRONG_KEY:
            shown = format_siret(customer.siret)
            yield Question(f"la clé de contrôle du SIRET {shown} est fausse : à vérifier")
    if customer.closed_on:
        yield Question(
            f"établissement fermé depuis le {format_date(customer.closed_on)} : demandez le SIRET "
            "de celui qui le remplace"
        )
    inside = siren_of_vat_number(customer.vat_number)
    if inside and customer.siren and inside != customer.siren:
        yield Question(
            f"le n° de TVA {customer.vat_number} est celui du SIREN {inside}, le client a le SIREN "
            f"{customer.siren} : à vérifier, sauf s'il est membre d'un assujetti unique"
        )


def _kind(customer: Customer) -> Iterator[Question]:
    if not customer.kind:
        yield Question(
            "public ou privé ? Tant que ce n'est pas dit, ses factures ne sont pas parmi celles à "
            "déposer",
            stops_deposits=True,
        )


def _annuaire(customer: Customer, facts: AnnuaireFacts | None) -> Iterator[Question]:
    if facts is None:
        if customer.kind and siret_defect(customer.siret) in {None, SiretDefect.WRONG_KEY}:
            yield Question("sa structure n'est pas dans l'annuaire importé", stops_deposits=True)
        return
    structure = facts.structure
    if structure.closed_at is not None:
        yield Question("sa structure a disparu de l'annuaire", stops_deposits=True)
    elif not structure.is_active:
        yield Question("sa structure est inactive dans l'annuaire", stops_deposits=True)
    elif structure.is_works_only:
        yield Question("sa structure ne reçoit que des factures de travaux", stops_deposits=True)
    yield from _service(customer, facts)


def _service(customer: Customer, facts: AnnuaireFacts) -> Iterator[Question]:
    code = customer.code_service
    if code and facts.chosen is None:
        yield Question(f"le service {code} n'est pas dans l'annuaire", stops_deposits=True)
    elif facts.chosen is not None and not is_open(facts.chosen):
        yield Question(f"le service {code} ne reçoit plus de factures", stops_deposits=True)
    elif not code and facts.structure.requires_service and facts.takes_invoices:
        yield Question(
            "la structure exige un code service, et le client n'en a pas par défaut : chaque "
            "facture devra en porter un"
        )


def _billing(customer: Customer) -> Iterator[Question]:
    if term_of(customer) is None:
        yield Question(f"échéance à choisir (proposée : {suggested_term(customer)})")
    elif warning := term_warning(customer):
        yield Question(warning)
    if customer.country == FRANCE and not (customer.postcode and customer.town):
        yield Question("adresse incomplète : code postal et ville")
