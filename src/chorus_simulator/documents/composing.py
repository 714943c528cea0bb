"""The PDFs that the portal itself writes: an invoice that came without one, a flow's report."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import day
from chorus_simulator.documents.typesetting import typeset

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.store.contents import Content

_CREDIT_NOTE = "381"
_THIN = "\u202f"


def invoice_pdf(row: sqlite3.Row, content: Content) -> bytes:
    """Compose the readable document of an invoice from its data."""
    title = "Avoir" if row["kind"] == _CREDIT_NOTE else "Facture"
    return typeset(
        "invoice",
        {
            "title": f"{title} {row['number']}",
            "parties": [
                _party(
                    "Fournisseur", content.supplier_name or row["supplier_name"], row, "supplier"
                ),
                _party(
                    "Destinataire",
                    content.recipient_name or row["recipient_name"],
                    row,
                    "recipient",
                ),
            ],
            "references": _references(row, content),
            "lines": [
                [
                    str(line.number),
                    " – ".join(part for part in (line.reference, line.name) if part),
                    f"{line.quantity} {line.unit}".strip(),
                    amount(line.price),
                    _rate(line.rate),
                    amount(line.net),
                ]
                for line in content.lines
            ],
            "vat": [[_rate(v.rate), amount(v.base), amount(v.amount)] for v in content.vat],
            "totals": [
                ["Total HT", amount(row["net"])],
                ["Total TVA", amount(content.vat_total)],
                ["Total TTC", amount(row["gross"])],
                [f"Net à payer ({row['currency']})", amount(row["payable"])],
            ],
        },
        row["deposited_at"],
    )


def _party(role: str, name: str, row: sqlite3.Row, prefix: str) -> dict[str, Any]:
    return {"role": role, "lines": [name, f"SIRET {row[prefix]}"]}


def _references(row: sqlite3.Row, content: Content) -> list[tuple[str, str]]:
    pairs = [
        ("Date d'émission", row["issue_date"]),
        ("Date d'échéance", row["due_date"]),
        ("Cadre de facturation", row["cadre"]),
        ("Service", row["service"]),
        ("Engagement", row["engagement"]),
        ("Marché", row["marche"]),
        ("Facture d'origine", row["origin_number"]),
        ("IBAN", content.account),
        ("Commentaire", row["comment"]),
    ]
    return [(name, value) for name, value in pairs if value]


def amount(text: str) -> str:
    """Write an amount as the French do; a text that is no number stays as it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    places = max(2, -int(value.as_tuple().exponent)) if value.is_finite() else 2
    return f"{value:,.{places}f}".replace(",", _THIN).replace(".", ",")


def _rate(text: str) -> str:
    return f"{text.replace('.', ',')} %" if text else ""


def flow_report_pdf(
    flow: sqlite3.Row, state: str, accepted: list[sqlite3.Row], refused: dict[str, Any]
) -> bytes:
    """Compose the report of a flow: its state, its invoices, its errors."""
    sections = [
        {
            "title": "Demandes de paiement intégrées",
            "columns": ["Numéro", "Destinataire", "Montant TTC", "Statut"],
            "rows": [
                [row["number"], row["recipient"], amount(row["gross"]), row["status"]]
                for row in accepted
            ],
        },
        {
            "title": "Demandes de paiement rejetées",
            "columns": ["Numéro", "Fournisseur", "Destinataire", "Motif"],
            "rows": [list(line.values()) for line in refused["business"]],
        },
        {
            "title": "Erreurs techniques",
            "columns": ["Nature", "Code", "Libellé"],
            "rows": [list(line.values()) for line in refused["technical"]],
        },
    ]
    references = [
        ("Numéro du flux", flow["number"]),
        ("Fichier", flow["file_name"]),
        ("Syntaxe", flow["syntax"]),
        ("Date de dépôt", day(flow["deposited_at"])),
        ("État", state),
    ]
    data = {"title": "Compte rendu de flux", "references": references, "sections": sections}
    return typeset("report", data, flow["deposited_at"])
