"""Recorded invoices, one by one: the whole sheet of each, and its history.

``consulter/fournisseur`` and ``consulter/historique``, AIFE external specification, API annex.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from wochorus.choruspro.inner_lists import InnerList, InnerReading
from wochorus.choruspro.messages.invoice_histories import (
    InvoiceEvent,
    InvoiceHistory,
    StatusChange,
    UserAction,
)
from wochorus.choruspro.messages.invoice_sheets import (
    InvoiceAttachment,
    InvoiceLine,
    InvoiceSheet,
    InvoiceVat,
)
from wochorus.choruspro.operations import Operations
from wochorus.choruspro.readings import understand, unexpected

if TYPE_CHECKING:
    from collections.abc import Iterable

_Entry = TypeVar("_Entry", StatusChange, InvoiceEvent, UserAction)

_LINES = InnerList(
    holder="lignesDePoste",
    rows="lignePoste",
    row=InvoiceLine,
    noun="lignes de la facture",
    paging="pLignesPoste",
    number="pageResultatDemandeeLignesPoste",
    size="nbResultatsParPageLignesPoste",
)
_VAT = InnerList(
    holder="recapitulatifDeTva",
    rows="ligneTva",
    row=InvoiceVat,
    noun="lignes de TVA de la facture",
    paging="pLigneRecapTva",
    # Public integrations disagree on the name of the page size, and a wrong one may be refused.
    number="pageResultatDemandeeListeRecapitulatifTVA",
)
_ATTACHMENTS = InnerList(
    holder="listeDesPiecesJointes",
    rows="pieceJointe",
    row=InvoiceAttachment,
    noun="pièces jointes de la facture",
    paging="pListePiecesJointes",
    number="pageResultatDemandeeListePieceJointe",
    size="nbResultatsParPageListePieceJointe",
)
_STATUSES = InnerList(
    holder="historiquesDesStatuts",
    rows="histoStatut",
    row=StatusChange,
    noun="statuts de la facture",
    paging="paramRechercheHistoStatuts",
    number="pageResultatDemandeeListeHistoStatut",
    size="nbResultatsParPageListeHistoStatut",
)
_EVENTS = InnerList(
    holder="historiquesDesEvenementsComplementaires",
    rows="evenement",
    row=InvoiceEvent,
    noun="événements de la facture",
    paging="paramRechercheHistoEvenementsComplementaires",
    number="pageResultatDemandeeListeHistoEvenement",
    size="nbResultatsParPageListeHistoEvenement",
)
_ACTIONS = InnerList(
    holder="historiquesDesActionsUtilisateurs",
    rows="histoAction",
    row=UserAction,
    noun="actions sur la facture",
    paging="paramRechercheHistoActionsUtilisateurs",
    number="pageResultatDemandeeListeHistoAction",
    size="nbResultatsParPageListeHistoAction",
)
_END = datetime.max.replace(tzinfo=UTC)


class InvoiceSheetOperations(Operations):
    """Readings of one recorded invoice."""

    def invoice_sheet(self, chorus_id: int) -> InvoiceSheet:
        """Read all of an invoice (``consulter/fournisseur``), by its ``chorus_id``.

        Lines, VAT and attachments are read to their ends. Raises `IncompleteSearch` when they do
        not add up to the announced totals, `UnexpectedAnswer` when the answer holds no invoice.
        """
        read = InnerReading(
            self.gateway,
            "consulter/fournisseur",
            {"identifiantFactureCPP": chorus_id, "codeLangue": "FR"},
            (_LINES, _VAT, _ATTACHMENTS),
            _invoice_of,
        )
        first = read.first()
        sheet = understand(InvoiceSheet, first, read.operation)
        lists = {
            "lines": read.all_rows(first, _LINES),
            "vat": read.all_rows(first, _VAT),
            "attachments": read.all_rows(first, _ATTACHMENTS),
        }
        return sheet.model_copy(update=lists)

    def invoice_history(self, chorus_id: int) -> InvoiceHistory:
        """Read the life of an invoice (``consulter/historique``), the oldest entry first.

        Statuses, events and actions are read to their ends. Raises `IncompleteSearch` when they
        do not add up to the announced totals, `UnexpectedAnswer` when nothing is told.
        """
        read = InnerReading(
            self.gateway,
            "consulter/historique",
            {"idFacture": chorus_id},
            (_STATUSES, _EVENTS, _ACTIONS),
            _history_of,
        )
        first = read.first()
        history = understand(InvoiceHistory, first, read.operation)
        lists = {
            "statuses": _in_order(read.all_rows(first, _STATUSES)),
            "events": _in_order(read.all_rows(first, _EVENTS)),
            "actions": _in_order(read.all_rows(first, _ACTIONS)),
        }
        return history.model_copy(update=lists)


def _invoice_of(payload: dict[str, Any], where: str) -> dict[str, Any]:
    invoice = payload.get("facture")
    if not isinstance(invoice, dict) or not invoice:
        raise unexpected(payload, where)
    return invoice


def _history_of(payload: dict[str, Any], where: str) -> dict[str, Any]:
    if _STATUSES.holder not in payload and "statutCourantCode" not in payload:
        raise unexpected(payload, where)
    return payload


def _in_order(entries: Iterable[_Entry]) -> list[_Entry]:
    """Put the oldest first; those without a moment come last, in the portal's order."""
    return sorted(entries, key=lambda entry: (entry.at or _END, entry.chorus_id or 0))
