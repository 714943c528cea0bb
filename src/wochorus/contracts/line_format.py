"""The columns of the lines and of the sites of contracts."""

from __future__ import annotations

from wochorus.contracts import contract_cells
from wochorus.contracts.contract_format import LINE_SHEET, SITE_SHEET
from wochorus.spreadsheets import cells, line_cells
from wochorus.spreadsheets.columns import Column, ColumnTable
from wochorus.spreadsheets.refused_rows import ERROR_HEADER

_NUMBER = Column(
    "number",
    "N° contrat",
    cells.code(30),
    "Numéro du contrat.",
    ("1010002", "1010003"),
    ("Numéro de contrat", "Contrat", "Numéro"),
    required=True,
)
LINE_FIELDS: tuple[Column, ...] = (
    Column(
        "name",
        "Désignation",
        cells.text(255),
        "Ce qui est vendu.",
        ("Entretien courant", "Vitrerie"),
        ("Libellé", "Prestation", "Service"),
        required=True,
    ),
    Column("description", "Description", cells.text(1024), "Précisions.", aliases=("Détail",)),
    Column(
        "chantier",
        "Chantier",
        cells.text(100),
        "Lieu de la prestation ; il est créé s'il ne l'est pas.",
        ("Hôtel de ville", ""),
        ("Chant", "Site"),
    ),
    Column(
        "quantity",
        "Quantité",
        line_cells.quantity,
        "Quantité, quatre décimales au plus. Vide : 1. Une remise est une quantité négative.",
        ("86,67", "1"),
        ("Qté", "Qte"),
    ),
    Column(
        "unit",
        "Unité",
        line_cells.unit,
        "Heure, mois, m², forfait, unité…, ou le code UN/ECE. Vide : unité.",
        ("heure", "forfait"),
        ("U",),
    ),
    Column(
        "basis",
        "Quantité par",
        contract_cells.basis,
        "La quantité est celle d'un mois (par défaut), d'une période facturée ou d'un an.",
        ("mois", "période"),
        ("Par",),
    ),
    Column(
        "price",
        "Prix unitaire HT",
        line_cells.price,
        "Prix hors taxe d'une unité, six décimales au plus.",
        ("24,60", "350,00"),
        ("Prix unitaire", "PU HT", "PU", "Prix HT"),
        required=True,
    ),
    Column(
        "tax_rate",
        "Taux TVA",
        line_cells.rate,
        "Taux de TVA, en pour cent.",
        ("20", "20"),
        ("TVA", "Taux de TVA", "Taux"),
        required=True,
    ),
    Column(
        "tax_category",
        "Catégorie TVA",
        line_cells.tax_category,
        "À 0 %, pourquoi il n'y a pas de TVA : Autoliquidation, Exonérée… Vide au-dessus de 0 %.",
        aliases=("Catégorie de TVA", "Catégorie"),
    ),
    Column(
        "exemption",
        "Mention légale",
        line_cells.exemption,
        "Texte qui dispense de TVA, code VATEX d'abord s'il y en a un. En autoliquidation, vide : "
        "la mention de l'article 283-2 nonies du CGI.",
        aliases=("Motif exonération", "Motif d'exonération"),
    ),
    Column(
        "starts_on",
        "Du",
        cells.day,
        "Premier jour de la ligne. Vide : l'effet.",
        aliases=("Début",),
    ),
    Column("ends_on", "Au", cells.day, "Dernier jour de la ligne.", aliases=("Fin",)),
    Column(
        "is_revised",
        "Révisable",
        contract_cells.yes_or_no,
        "non : la révision du contrat ne touche pas ce prix.",
    ),
)
LINES = ColumnTable(
    (_NUMBER, *LINE_FIELDS),
    (ERROR_HEADER, "Montant d'une période"),
    remedy="Partez d'un fichier écrit par « wochorus contract export » ; une feuille "
    f"« {LINE_SHEET} » qui n'est pas celle des lignes de contrats doit porter un autre nom.",
)
SITE_FIELDS: tuple[Column, ...] = (
    Column(
        "name",
        "Chantier",
        cells.text(100),
        "Nom du chantier.",
        ("Hôtel de ville", ""),
        ("Nom", "Site"),
        required=True,
    ),
    Column("siret", "SIRET", cells.siret, "SIRET de l'établissement, s'il en a un."),
    Column("address", "Adresse", cells.text(255), "Adresse.", ("1 place Imaginaire", "")),
    Column("address_line_2", "Complément d'adresse", cells.text(255), "Complément d'adresse."),
    Column("postcode", "Code postal", cells.code(10), "Code postal.", ("00000", ""), ("CP",)),
    Column("town", "Ville", cells.text(100), "Ville.", ("Fictive-sur-Mer", "")),
    Column("country", "Pays", cells.country, "Pays par son code. Vide : FR."),
)
SITES = ColumnTable(
    (_NUMBER, *SITE_FIELDS),
    (ERROR_HEADER,),
    remedy="Partez d'un fichier écrit par « wochorus contract export » ; une feuille "
    f"« {SITE_SHEET} » qui n'est pas celle des chantiers doit porter un autre nom.",
)
LINE_FIELD = {column.field: column for column in LINE_FIELDS}
SITE_FIELD = {column.field: column for column in SITE_FIELDS}
