"""The columns of the lines of invoices: sheet « Lignes » of a journal, or the file of `--lines`."""

from __future__ import annotations

from wochorus.billing.journal_format import FROM_TEMPLATE
from wochorus.spreadsheets import cells, line_cells
from wochorus.spreadsheets.columns import Column, ColumnTable
from wochorus.spreadsheets.refused_rows import ERROR_HEADER

SHEET = "Lignes"
_BLANK = ("", "", "")

LINE_COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        "N° facture",
        cells.code(60),
        "Numéro de la facture ou de l'avoir, comme dans le journal.",
        ("EX-2026-0001", "EX-2026-0001", "EX-2026-0002"),
        ("Numéro de facture", "No facture", "Num facture", "Facture", "N° pièce", "Numéro"),
        required=True,
    ),
    Column(
        "issue_date",
        "Date",
        cells.day,
        "Date de la facture ; il ne la faut que si le journal a deux fois ce numéro, en deux "
        "années.",
        _BLANK,
        ("Date facture", "Date de facture", "Date d'émission", "Date pièce"),
    ),
    Column(
        "identifier",
        "N° ligne",
        cells.code(50),
        "Numéro de la ligne dans sa facture. Vide : son rang.",
        ("1", "2", "1"),
        ("N° de ligne", "Ligne", "Numéro de ligne", "Rang"),
    ),
    Column(
        "name",
        "Désignation",
        cells.text(255),
        "Ce qui est vendu.",
        ("Entretien courant des locaux", "Protections périodiques", "Remise sur novembre"),
        ("Libellé", "Article", "Prestation"),
        required=True,
    ),
    Column(
        "description",
        "Description",
        cells.text(1024),
        "Précisions sur ce qui est vendu.",
        ("Passages du lundi au vendredi", "", ""),
        ("Détail", "Commentaire"),
    ),
    Column(
        "quantity",
        "Quantité",
        line_cells.quantity,
        "Quantité, quatre décimales au plus. Vide : 1. Une remise est une quantité négative.",
        ("40", "10", "-4"),
        ("Qté", "Qte", "Quantité facturée"),
    ),
    Column(
        "unit",
        "Unité",
        line_cells.unit,
        "Heure, jour, mois, m², forfait, unité…, ou le code UN/ECE. Vide : unité.",
        ("heure", "recharge", "heure"),
        ("Unité de mesure", "U"),
    ),
    Column(
        "price",
        "Prix unitaire HT",
        line_cells.price,
        "Prix hors taxe d'une unité, six décimales au plus.",
        ("25,00", "20,00", "25,00"),
        ("Prix unitaire", "PU HT", "PU", "Prix HT"),
        required=True,
    ),
    Column(
        "tax_rate",
        "Taux TVA",
        line_cells.rate,
        "Taux de TVA de la ligne, en pour cent.",
        ("20", "5,5", "10"),
        ("TVA", "Taux de TVA", "Taux", "TVA %"),
        required=True,
    ),
    Column(
        "tax_category",
        "Catégorie TVA",
        line_cells.tax_category,
        "À 0 %, pourquoi il n'y a pas de TVA : Exonérée, Autoliquidation, Intracommunautaire, "
        "Export, Hors champ, Taux zéro, ou le code (E, AE, K, G, O, Z). Vide au-dessus de 0 % : "
        "Taxée (S).",
        _BLANK,
        ("Catégorie de TVA", "Catégorie"),
    ),
    Column(
        "net_amount",
        "Montant HT",
        line_cells.amount,
        "Montant hors taxe de la ligne. Vide : quantité × prix, arrondi au centime.",
        ("1000,00", "200,00", "-100,00"),
        ("Total HT", "HT", "Montant ligne HT"),
    ),
    Column(
        "period_start",
        "Début de période",
        cells.day,
        "Premier jour de la période que la ligne facture.",
        ("01/11/2026", "01/11/2026", ""),
        ("Début période", "Date de début", "Période du"),
    ),
    Column(
        "period_end",
        "Fin de période",
        cells.day,
        "Dernier jour de cette période.",
        ("30/11/2026", "30/11/2026", ""),
        ("Fin période", "Date de fin", "Période au"),
    ),
    Column(
        "order_reference",
        "Ligne de commande",
        cells.code(50),
        "Ligne du bon de commande du client.",
        _BLANK,
        ("N° ligne commande", "Ligne commande"),
    ),
    Column("note", "Note", cells.text(1024), "Note sur la ligne.", _BLANK, ("Remarque",)),
)

LINES = ColumnTable(
    LINE_COLUMNS,
    (ERROR_HEADER,),
    remedy=f"{FROM_TEMPLATE} ; une feuille « {SHEET} » qui n'est pas celle des lignes de factures "
    "doit porter un autre nom.",
)
