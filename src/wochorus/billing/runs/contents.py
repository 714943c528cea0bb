"""What a contract owes for a period, as the content of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.issuing.content import ContentFile, Exemption, InvoiceContent, gathered
from wochorus.billing.models import InvoiceSource
from wochorus.billing.runs.lines import invoice_lines
from wochorus.contracts.models import Follows
from wochorus.contracts.reference_terms import cited_references
from wochorus.customers.terms import parse_term

if TYPE_CHECKING:
    from wochorus.contracts.due import PeriodBill
    from wochorus.contracts.models import Contract

_LONGEST_CHANTIER = 100
_LONGEST_SUBJECT = 255


def content_of(bill: PeriodBill, *, is_first: bool) -> InvoiceContent:
    """Give the invoice of ``bill``; ``is_first``: the first one that its contract gives.

    The contract comes with its customer, lines, references and files loaded.
    """
    contract = bill.contract
    return InvoiceContent(
        customer=contract.customer,
        lines=invoice_lines(bill),
        source=InvoiceSource.CONTRACT,
        references=cited_references(contract, bill.period.billed.start),
        period_start=bill.period.billed.start,
        period_end=bill.period.billed.end,
        cadre=contract.cadre,
        term=parse_term(contract.payment_term) if contract.payment_term else None,
        subject=_subject(contract),
        sector=contract.sector,
        chantier=_chantier(bill),
        contract=contract,
        attachments=_files(contract, is_first=is_first),
        exemptions=gathered(
            Exemption(each.line.tax_category, each.line.exemption_reason, each.line.exemption_code)
            for each in bill.lines
        ),
    )


def _subject(contract: Contract) -> str:
    named = f"contrat {contract.number}"
    told = f"{contract.subject} ({named})" if contract.subject else named.capitalize()
    return told[:_LONGEST_SUBJECT]


def _chantier(bill: PeriodBill) -> str:
    """Name the sites of the invoice, or count them when their names are too long together."""
    names = list(
        dict.fromkeys(each.line.chantier.name for each in bill.lines if each.line.chantier)
    )
    told = ", ".join(names)
    return told if len(told) <= _LONGEST_CHANTIER else f"{len(names)} chantiers"


def _files(contract: Contract, *, is_first: bool) -> tuple[ContentFile, ...]:
    wanted = {Follows.ALL, Follows.FIRST} if is_first else {Follows.ALL}
    return tuple(
        ContentFile(file.name, file.kind, file.sha256, file.size, file.media_type)
        for file in sorted(contract.files.all(), key=lambda file: file.pk)
        if file.follows in wanted
    )
