"""The reference lists: what Chorus Pro accepts in its fields, asked one list at a time.

They are one family: the same call, other names. Their paths and shapes are those of the AIFE API
annex as public integrations use them. The answer of ``recuperer/syntaxeflux`` is published
nowhere: the one list that it holds is taken, whatever its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from wochorus.choruspro.listings import Listing, read_listing
from wochorus.choruspro.messages.reference_lists import ReferenceEntry
from wochorus.choruspro.operations import Operations
from wochorus.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class _Shape:
    """``criterion`` is the field that restricts the list, if it has one."""

    path: str
    rows: str
    criterion: str = ""
    is_required: bool = False
    has_language: bool = False


class ReferenceList(Enum):
    """The lists. The criterion of those that take one is told after each."""

    CURRENCIES = _Shape("devises", "listeDevises", has_language=True)
    COUNTRIES = _Shape("pays", "listePays", has_language=True)
    VAT_RATES = _Shape("tauxtva", "listeTauxTva", has_language=True)
    EXEMPTION_REASONS = _Shape(
        "motifs/exonerationtva", "listeMotifsExonerationTva", has_language=True
    )
    DEPOSIT_MODES = _Shape("modedepot", "listeModeDepot")
    PAYMENT_MEANS = _Shape("modereglements", "listeModePaiement")
    CADRES = _Shape("cadrefacturation", "listeCadreFacturation", "typeDemandePaiement")
    """By kind of payment request."""
    REQUEST_KINDS = _Shape("typedp", "listeTypeDemandePaiement")
    REQUEST_STATUSES = _Shape("etat/typedp", "listeEtatDemandePaiement", "typeDemandePaiement")
    """By kind of payment request."""
    NEXT_STATUSES = _Shape(
        "etats/traitement", "listeStatutsPossiblesPourTraitement", "statutCourant", is_required=True
    )
    """By current status."""
    ATTACHMENT_KINDS = _Shape("typespj", "listeTypePieceJointe", "typeObjet", has_language=True)
    """By kind of object: ``FACTURE``, ``STRUCTURE``, ``FACTURE_TRAVAUX``…"""
    IDENTIFIER_TYPES = _Shape("typeidentifiant/structure", "listeTypeIdentifiant")
    WORKS_INVOICE_KINDS = _Shape("typefacturetravaux", "listeTypeFactureTravaux")
    FLOW_FORMATS = _Shape("formatflux", "listeFormatFlux")
    SYNTAXES = _Shape("syntaxeflux", "listeSyntaxeFlux", "formatFlux")
    """By flow format, one of `FLOW_FORMATS`."""
    BANK_ACCOUNTS = _Shape(
        "coordbanc/valides", "listeCoordonneeBancaire", "idStructure", is_required=True
    )
    """By Chorus Pro's own number of the supplier's structure."""


class ReferenceOperations(Operations):
    """Readings of the reference lists."""

    def reference_list(
        self, which: ReferenceList, criterion: str | int = ""
    ) -> list[ReferenceEntry]:
        """Read a reference list (``transverses``, ``recuperer/…``).

        ``criterion`` restricts the lists that take one. Raises `InvalidInput` before anything is
        sent when it is missing or out of place; `IncompleteSearch` when Chorus Pro announces
        more entries than it gives, for these lists have no pages to ask.
        """
        shape = which.value
        _check(shape, criterion)
        listing = Listing(
            api="transverses",
            operation=f"recuperer/{shape.path}",
            rows=shape.rows,
            row=ReferenceEntry,
            noun="valeurs",
            request=_request(shape, criterion),
            takes_any_list=True,
        )
        return read_listing(self.gateway, listing)


def _request(shape: _Shape, criterion: str | int) -> dict[str, Any]:
    request: dict[str, Any] = {"codeLangue": "FR"} if shape.has_language else {}
    return request | ({shape.criterion: criterion} if criterion != "" else {})


def _check(shape: _Shape, criterion: str | int) -> None:
    if shape.is_required and criterion == "":
        raise InvalidInput(
            "Cette liste de Chorus Pro se demande avec un critère",
            where=f"recuperer/{shape.path}",
            remedy=f"Donnez {shape.criterion}",
        )
    if criterion != "" and not shape.criterion:
        raise InvalidInput(
            "Cette liste de Chorus Pro ne prend pas de critère",
            where=f"recuperer/{shape.path}",
            remedy="Demandez-la sans critère",
        )
