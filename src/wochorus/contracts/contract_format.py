"""The columns of a file of contracts: one table for the file, the options and the export.

A field has the name of its column in `Contract` or `ContractReferences`.
"""

from __future__ import annotations

from wochorus.contracts import contract_cells
from wochorus.spreadsheets import cells, line_cells
from wochorus.spreadsheets.columns import Column, ColumnTable
from wochorus.spreadsheets.refused_rows import ERROR_HEADER

CONTRACT_SHEET, LINE_SHEET, SITE_SHEET = "Contrats", "Lignes", "Chantiers"
MOST_MONTHS = 1200
_NUMBER_TITLES = ("Numéro de contrat", "No contrat", "Contrat", "Numéro")

CONTRACT_FIELDS: tuple[Column, ...] = (
    Column(
        "subject",
        "Objet",
        cells.text(255),
        "Ce que le contrat couvre ; imprimé sur ses factures.",
        ("Entretien des locaux administratifs", ""),
        ("Libellé",),
    ),
    Column("kind", "Type", cells.text(60), "Type de contrat.", ("ENT LOCAUX + E", "VITRERIE")),
    Column("salesperson", "VRP", cells.text(100), "Commercial.", ("Gérard Fermez", "")),
    Column("quotation", "Devis", cells.code(60), "Référence du devis.", ("DV-2026-041", "")),
    Column("sector", "Secteur", cells.text(60), "Secteur.", ("Nord", ""), ("Sect",)),
    Column(
        "signed_on",
        "Signature",
        cells.day,
        "Date de signature.",
        ("01/10/2026", ""),
        ("Date de signature", "Signé le"),
    ),
    Column(
        "returned_on",
        "Restitué le",
        cells.day,
        "Date à laquelle l'exemplaire signé est revenu du client.",
        ("15/10/2026", ""),
        ("Contrat restitué", "Restitué"),
    ),
    Column(
        "starts_on",
        "Effet",
        cells.day,
        "Premier jour du contrat.",
        ("01/11/2026", "15/11/2026"),
        ("Date d'effet", "Début"),
        required=True,
    ),
    Column(
        "duration_months",
        "Durée (mois)",
        contract_cells.whole(1, MOST_MONTHS),
        "Durée en mois. Vide : durée indéterminée.",
        ("12", "36"),
        ("Durée", "Durée en mois"),
    ),
    Column(
        "renewal_months",
        "Reconduction tacite (mois)",
        contract_cells.whole(0, MOST_MONTHS),
        "Longueur d'une reconduction tacite. Vide ou 0 : le contrat finit avec sa durée.",
        ("12", ""),
        ("Reconduction tacite", "Reconduction"),
    ),
    Column(
        "most_renewals",
        "Reconductions au plus",
        contract_cells.whole(0, 99),
        "Nombre de reconductions permises. Vide : sans limite.",
        ("3", ""),
    ),
    Column(
        "notice_months",
        "Préavis (mois)",
        contract_cells.whole(0, 60),
        "Préavis de non-reconduction.",
        ("3", ""),
        ("Préavis",),
    ),
    Column(
        "timing",
        "Avance / Échu",
        contract_cells.timing,
        "Avance : facturé au premier jour de la période. Échu (par défaut) : au dernier.",
        ("Échu", "Avance"),
        ("Avance Échu", "Échéance de facturation"),
    ),
    Column(
        "every_months",
        "Tous les n mois",
        contract_cells.whole(1, 120),
        "Longueur d'une période facturée. Vide : 1.",
        ("1", "3"),
        ("Périodicité", "Périodicité (mois)"),
    ),
    Column(
        "anchor_day",
        "Jour de période",
        contract_cells.whole(1, 31),
        "Jour où commencent les périodes ; 31 est le dernier jour d'un mois plus court. Vide : le "
        "jour de l'effet.",
        ("1", "1"),
    ),
    Column(
        "anchor",
        "Mois de période",
        cells.day,
        "Un jour du mois où commence une période, pour caler des trimestres. Vide : le mois de "
        "l'effet.",
        ("", "01/10/2026"),
    ),
    Column(
        "next_start",
        "Prochaine facture du",
        cells.day,
        "Premier jour qui reste à facturer. Vide : l'effet.",
        ("", ""),
        ("Prochaine facture", "Facturé à partir du"),
    ),
    Column(
        "payment_term",
        "Échéance",
        contract_cells.payment_term,
        "Échéance des factures, si ce n'est pas celle du client : 30 jours, 45 jours fin de mois…",
        ("", "30 jours fin de mois"),
        ("Conditions de paiement",),
    ),
    Column("cadre", "Cadre", line_cells.cadre, "Cadre de facturation. Vide : celui de la société."),
    Column(
        "subcontract",
        "Sous-traitance",
        cells.text(255),
        "Contrat écrit de sous-traitance, pour les lignes en autoliquidation.",
        ("", ""),
        ("Contrat de sous-traitance",),
    ),
    Column("is_draft", "Brouillon", contract_cells.yes_or_no, "oui : pas encore facturé."),
    Column("note", "Note", cells.text(2000), "Note interne."),
)
REFERENCE_FIELDS: tuple[Column, ...] = (
    Column(
        "marche",
        "N° marché",
        cells.code(50),
        "Numéro de marché.",
        ("215489632585", ""),
        ("Code marché", "Marché", "Numéro de marché"),
    ),
    Column(
        "engagement",
        "N° engagement",
        cells.code(50),
        "Numéro d'engagement, ou de bon de commande.",
        ("er214589", ""),
        ("N° d'engagement", "Engagement", "Bon de commande"),
    ),
    Column(
        "code_service",
        "Code service",
        cells.code(100),
        "Code service du destinataire. Vide : celui du client.",
        ("SERV-1", ""),
        ("Service",),
    ),
    Column(
        "ceiling",
        "Montant engagement",
        line_cells.amount,
        "Montant de l'engagement, à ne pas dépasser.",
        ("24000,00", ""),
        ("Montant de l'engagement", "Plafond"),
    ),
    Column(
        "ceiling_basis",
        "Engagement HT / TTC",
        contract_cells.ceiling_basis,
        "HT (par défaut) ou TTC.",
        ("TTC", ""),
    ),
    Column(
        "engagement_ends_on",
        "Fin engagement",
        cells.day,
        "Dernier jour que l'engagement couvre.",
        ("31/12/2027", ""),
        ("Fin de l'engagement",),
    ),
    Column(
        "references_from",
        "Références à compter du",
        cells.day,
        "Premier jour de ces références. Vide : l'effet.",
    ),
)
CONTRACTS = ColumnTable(
    (
        Column(
            "number",
            "N° contrat",
            cells.code(30),
            "Numéro du contrat, unique dans la société.",
            ("1010002", "1010003"),
            _NUMBER_TITLES,
            required=True,
        ),
        Column(
            "customer",
            "Code client",
            cells.code(30),
            "Code d'un client enregistré.",
            ("C0001", "C0002"),
            ("Client", "N° client"),
            required=True,
        ),
        *CONTRACT_FIELDS,
        *REFERENCE_FIELDS,
    ),
    (ERROR_HEADER, "Nom du client", "Échéancier", "État", "Texte des références", "Prochaine au"),
    remedy="Partez d'un fichier écrit par « wochorus contract export ».",
)
FIELD = {column.field: column for column in (*CONTRACT_FIELDS, *REFERENCE_FIELDS)}
