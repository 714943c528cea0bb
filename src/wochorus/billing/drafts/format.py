"""What may be typed of a draft and of its lines: read as the cells of a table are."""

from __future__ import annotations

from wochorus.billing.models import OperationCategory
from wochorus.contracts import contract_cells
from wochorus.contracts.references import REFERENCE_LENGTH, SERVICE_LENGTH
from wochorus.customers.payment_means import PaymentMeans
from wochorus.spreadsheets import cells, line_cells
from wochorus.spreadsheets.columns import Column

DRAFT_FIELDS: tuple[Column, ...] = (
    Column("subject", "Objet", cells.text(255), "Objet de la facture."),
    Column("sector", "Secteur", cells.text(60), "Secteur (celui du client sinon)."),
    Column("chantier", "Chantier", cells.text(100), "Lieu de la prestation."),
    Column("delivery_date", "Date d'exécution", cells.day, "Jour où le travail a été fait."),
    Column("period_start", "Du", cells.day, "Premier jour de la période facturée."),
    Column("period_end", "Au", cells.day, "Dernier jour de la période facturée."),
    Column("marche", "N° de marché", cells.code(REFERENCE_LENGTH), "N° de marché."),
    Column("engagement", "N° d'engagement", cells.code(REFERENCE_LENGTH), "N° d'engagement."),
    Column(
        "code_service",
        "Code service",
        cells.code(SERVICE_LENGTH),
        "Code service (celui du contrat, puis du client, sinon).",
    ),
    Column("prepaid", "Acompte", line_cells.amount, "Acompte déjà payé, TTC."),
    Column("cadre", "Cadre", line_cells.cadre, "Cadre de facturation (celui de la société sinon)."),
    Column(
        "payment_term",
        "Échéance",
        contract_cells.payment_term,
        "30 jours, 45 jours fin de mois… (celle du contrat, puis du client, sinon).",
    ),
    Column(
        "payment_means",
        "Mode de règlement",
        cells.one_of(PaymentMeans),
        "Virement, prélèvement, chèque… (celui du client sinon).",
    ),
    Column(
        "operation_category",
        "Catégorie d'opération",
        cells.one_of(OperationCategory),
        "Services (par défaut), biens ou mixte.",
    ),
)
DRAFT_LINE_FIELDS: tuple[Column, ...] = (
    Column("name", "Désignation", cells.text(255), "Ce qui est vendu."),
    Column("description", "Description", cells.text(1024), "Précisions."),
    Column(
        "quantity",
        "Quantité",
        line_cells.quantity,
        "Quantité (1 sinon) ; une remise est une quantité négative.",
    ),
    Column("unit", "Unité", line_cells.unit, "Heure, mois, m², forfait, unité…"),
    Column("price", "Prix unitaire HT", line_cells.price, "Prix hors taxe d'une unité."),
    Column("tax_rate", "Taux TVA", line_cells.rate, "Taux de TVA, en pour cent."),
    Column(
        "tax_category",
        "Catégorie TVA",
        line_cells.tax_category,
        "À 0 %, pourquoi il n'y a pas de TVA : Autoliquidation, Exonérée…",
    ),
    Column(
        "exemption",
        "Mention légale",
        line_cells.exemption,
        "Texte qui dispense de TVA, code VATEX d'abord s'il y en a un.",
    ),
    Column("period_start", "Du", cells.day, "Premier jour de la ligne."),
    Column("period_end", "Au", cells.day, "Dernier jour de la ligne."),
    Column(
        "order_reference", "Ligne de commande", cells.text(50), "Ligne du bon de commande citée."
    ),
)
DRAFT_FIELD = {column.field: column for column in DRAFT_FIELDS}
DRAFT_LINE_FIELD = {column.field: column for column in DRAFT_LINE_FIELDS}
