"""The columns of a journal file: one table from which all the rest comes.

The template, the reading of files, the messages about errors, the export and the reference page
are made from `COLUMNS`. To add a column, add it here.
"""

from __future__ import annotations

from wochorus.billing import journal_cells
from wochorus.customers import customer_cells
from wochorus.spreadsheets import cells, line_cells
from wochorus.spreadsheets.columns import Column, ColumnTable
from wochorus.spreadsheets.refused_rows import ERROR_HEADER

MOST_RATES = 5
JOURNAL_SHEET = "Journal"

_RATE_EXAMPLES = {
    1: (("20", "10"), ("1000,00", ""), ("200,00", "")),
    2: (("5,5", ""), ("200,00", ""), ("11,00", "")),
}
_ONLY_RATE = (
    " Si la facture n'a qu'un taux, il suffit : la base est le total HT et la TVA le total TVA."
)


def _rate_columns(position: int) -> tuple[Column, ...]:
    first = position == 1
    rates, bases, taxes = _RATE_EXAMPLES.get(position, (("", ""),) * 3)
    return (
        Column(
            f"rate_{position}",
            f"Taux TVA {position}",
            line_cells.rate,
            f"Taux n° {position}, en pour cent." + (_ONLY_RATE if first else ""),
            rates,
            ("Taux 1", "Taux TVA", "Taux de TVA") if first else (f"Taux {position}",),
        ),
        Column(
            f"base_{position}",
            f"Base HT {position}",
            line_cells.amount,
            f"Montant hors taxe soumis au taux n° {position}.",
            bases,
            ("Base 1", "Base HT") if first else (f"Base {position}",),
        ),
        Column(
            f"tax_{position}",
            f"Montant TVA {position}",
            line_cells.amount,
            f"TVA au taux n° {position}.",
            taxes,
        ),
        Column(
            f"category_{position}",
            f"Catégorie TVA {position}",
            line_cells.tax_category,
            f"Au taux n° {position} de 0 %, pourquoi il n'y a pas de TVA : Exonérée, "
            "Autoliquidation, Intracommunautaire, Export, Hors champ, Taux zéro, ou le code "
            "(E, AE, K, G, O, Z). Vide au-dessus de 0 % : Taxée (S).",
            aliases=("Catégorie TVA", "Catégorie 1") if first else (f"Catégorie {position}",),
        ),
        Column(
            f"exemption_{position}",
            f"Motif exonération {position}",
            line_cells.exemption,
            f"Texte qui dispense de TVA au taux n° {position}, code VATEX d'abord s'il y en a un : "
            "VATEX-EU-132 Exonération, art. 261 du CGI.",
            aliases=("Motif d'exonération", "Motif exonération", "Motif d'exonération 1")
            if first
            else (f"Motif d'exonération {position}",),
        ),
    )


COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        "N° facture",
        cells.code(60),
        "Numéro de la facture ou de l'avoir, unique dans l'année.",
        ("EX-2026-0001", "EX-2026-0002"),
        ("Numéro de facture", "No facture", "Num facture", "Facture", "N° pièce", "Numéro"),
        required=True,
    ),
    Column(
        "kind",
        "Type",
        journal_cells.kind,
        "Facture ou Avoir. Vide : Facture.",
        ("Facture", "Avoir"),
        ("Type de pièce", "Type facture", "Nature"),
    ),
    Column(
        "issue_date",
        "Date",
        cells.day,
        "Date d'émission.",
        ("30/11/2026", "30/11/2026"),
        ("Date facture", "Date de facture", "Date d'émission", "Date pièce"),
        required=True,
    ),
    Column(
        "due_date",
        "Échéance",
        cells.day,
        "Date limite de paiement.",
        ("30/12/2026", ""),
        ("Date d'échéance", "Date échéance"),
    ),
    Column(
        "delivery_date",
        "Date d'exécution",
        cells.day,
        "Date à laquelle la prestation a été achevée, si ce n'est pas une période.",
        ("", ""),
        ("Date de livraison", "Date de réalisation", "Date d'exécution de la prestation"),
    ),
    Column(
        "period_start",
        "Début de période",
        cells.day,
        "Premier jour de la période facturée.",
        ("01/11/2026", ""),
        ("Début période", "Date de début", "Période du"),
    ),
    Column(
        "period_end",
        "Fin de période",
        cells.day,
        "Dernier jour de la période facturée.",
        ("30/11/2026", ""),
        ("Fin période", "Date de fin", "Période au"),
    ),
    Column(
        "customer_code",
        "Code client",
        cells.code(30),
        "Code du client chez vous : il relie les factures d'un même client.",
        ("EXEMPLE1", "EXEMPLE1"),
        ("Compte client", "N° client", "Code du client"),
        required=True,
    ),
    Column(
        "customer_name",
        "Client",
        cells.text(201),
        "Nom du client. Peut rester vide si le client est déjà connu.",
        ("Ville de Fictive-sur-Mer", "Ville de Fictive-sur-Mer"),
        ("Nom du client", "Nom client", "Raison sociale", "Nom"),
    ),
    Column(
        "siret",
        "SIRET",
        cells.siret,
        "SIRET du client, 14 chiffres. Mettez la colonne au format Texte.",
        ("000 000 000 00000", ""),
        ("N° SIRET", "SIRET client", "Numéro SIRET"),
    ),
    Column(
        "buyer_kind",
        "Public/Privé",
        customer_cells.buyer_kind,
        "Public ou Privé. Vide : le choix déjà fait reste ; à défaut, Public si l'annuaire "
        "connaît le SIRET.",
        ("Public", ""),
        ("Public Privé", "Public ou privé", "Nature du client", "Type client"),
    ),
    Column(
        "vat_number",
        "N° TVA",
        cells.vat_number,
        "N° de TVA du client, s'il en a un ; il le faut en autoliquidation.",
        ("", ""),
        (
            "N° de TVA",
            "N° TVA client",
            "N° TVA intracommunautaire",
            "TVA intracommunautaire",
            "Numéro de TVA",
        ),
    ),
    Column(
        "electronic_address",
        "Adresse électronique",
        cells.code(125),
        "Adresse de facturation électronique du client dans l'annuaire, si ce n'est pas celle que "
        "donnent son SIREN et son SIRET.",
        ("", ""),
        ("Adresse de facturation électronique", "Adresse de facturation"),
    ),
    Column("address", "Adresse", cells.text(255), "Rue du client.", ("1 place Imaginaire", "")),
    Column(
        "address_line_2",
        "Complément d'adresse",
        cells.text(255),
        "Bâtiment, étage, boîte postale…",
        ("", ""),
        ("Complément adresse", "Adresse 2", "Adresse (suite)"),
    ),
    Column(
        "postcode", "Code postal", cells.code(10), "Code postal du client.", ("00000", ""), ("CP",)
    ),
    Column("town", "Ville", cells.text(100), "Ville du client.", ("Fictive-sur-Mer", "")),
    Column(
        "country",
        "Pays",
        cells.country,
        "Pays du client : code à deux lettres ou nom. Vide : celui qui est connu, à défaut FR.",
        ("FR", ""),
        ("Code pays",),
    ),
    Column(
        "engagement",
        "N° engagement",
        cells.code(255),
        "Numéro d'engagement juridique (bon de commande) du client public.",
        ("ENG-EXEMPLE", ""),
        ("N° d'engagement", "Engagement", "Numéro d'engagement", "Bon de commande"),
    ),
    Column(
        "marche",
        "N° marché",
        cells.code(255),
        "Numéro du marché.",
        ("", ""),
        ("N° de marché", "Marché", "Code marché", "Numéro de marché"),
    ),
    Column(
        "code_service",
        "Code service",
        cells.code(255),
        "Service du client public qui reçoit la facture.",
        ("SERVICE-EX", "SERVICE-EX"),
        ("Service", "Code du service"),
    ),
    Column(
        "cadre",
        "Cadre",
        line_cells.cadre,
        "Cadre de facturation : A1 facture d'un fournisseur, A2 déjà payée, A9 sous-traitant, "
        "A12 cotraitant. Vide : celui de la société.",
        ("A1", "A1"),
        ("Cadre de facturation",),
    ),
    Column(
        "validator",
        "Valideur",
        journal_cells.validator,
        "Cadres A9 et A12, facture déposée en PDF ou saisie : SIRET de l'entreprise qui la valide, "
        "le titulaire ou le mandataire.",
        ("", ""),
        ("SIRET du valideur", "SIRET valideur", "Structure valideur"),
    ),
    Column(
        "validator_service",
        "Service du valideur",
        cells.code(100),
        "Code du service du valideur, s'il en demande un.",
        ("", ""),
        ("Service valideur", "Code service valideur"),
    ),
    Column(
        "operation_category",
        "Catégorie d'opération",
        journal_cells.operation_category,
        "Services, Biens ou Mixte, mention de la loi. Vide : Services.",
        ("Services", "Services"),
        ("Catégorie de l'opération", "Nature de l'opération", "Nature des opérations"),
    ),
    *(column for position in range(1, MOST_RATES + 1) for column in _rate_columns(position)),
    Column(
        "total_without_tax",
        "Total HT",
        line_cells.amount,
        "Total hors taxe. Un avoir s'écrit tout en positif ou tout en négatif.",
        ("1200,00", "-100,00"),
        ("HT", "Montant HT"),
        required=True,
    ),
    Column(
        "total_tax",
        "Total TVA",
        line_cells.amount,
        "Total de la TVA.",
        ("211,00", "-10,00"),
        ("TVA", "Montant TVA"),
        required=True,
    ),
    Column(
        "total_with_tax",
        "Total TTC",
        line_cells.amount,
        "Total toutes taxes comprises.",
        ("1411,00", "-110,00"),
        ("TTC", "Montant TTC"),
        required=True,
    ),
    Column(
        "prepaid",
        "Acompte versé",
        line_cells.amount,
        "Somme déjà payée. Vide : zéro.",
        ("", ""),
        ("Acompte", "Déjà payé", "Déjà réglé"),
    ),
    Column(
        "amount_due",
        "Net à payer",
        line_cells.amount,
        "Reste à payer. Vide : le total TTC moins l'acompte.",
        ("1411,00", "-110,00"),
        ("Reste dû", "Reste à payer", "Montant à payer"),
    ),
    Column(
        "currency",
        "Devise",
        journal_cells.currency,
        "EUR, seule devise prise. Vide : EUR.",
        ("EUR", "EUR"),
    ),
    Column(
        "preceding_invoice",
        "Facture d'origine",
        cells.code(60),
        "Pour un avoir : le numéro de la facture qu'il corrige.",
        ("", "EX-2026-0001"),
        ("Facture origine", "N° facture d'origine"),
    ),
    Column(
        "preceding_invoice_date",
        "Date de la facture d'origine",
        cells.day,
        "Pour un avoir : la date de la facture qu'il corrige, utile quand son numéro a servi "
        "plusieurs années.",
        ("", "30/11/2026"),
        ("Date facture origine", "Date facture d'origine"),
    ),
    Column(
        "payment_means",
        "Mode de règlement",
        customer_cells.payment_means,
        "Virement, Prélèvement, Chèque, Carte, Espèces…, ou le code UNTDID 4461. Vide : Virement.",
        ("Virement", ""),
        ("Règlement", "Mode de paiement", "Moyen de paiement"),
    ),
    Column(
        "payment_terms",
        "Conditions de paiement",
        cells.text(1024),
        "Ce que la facture dit du paiement, en toutes lettres.",
        ("30 jours à réception", ""),
        ("Conditions de règlement",),
    ),
    Column(
        "subject",
        "Objet",
        cells.text(255),
        "Ce que la facture concerne.",
        ("Nettoyage des écoles, novembre", "Remise sur novembre"),
        ("Libellé", "Désignation"),
    ),
    Column(
        "source",
        "Origine",
        journal_cells.source,
        "Contrat, Facture libre ou Travaux complémentaires. Vide : Contrat.",
        ("Contrat", "Facture libre"),
    ),
    Column("sector", "Secteur", cells.text(60), "Secteur.", ("Nord", ""), ("Sect",)),
    Column("chantier", "Chantier", cells.text(100), "Chantier.", ("Écoles", ""), ("Chant",)),
    Column("group", "Groupe", cells.text(60), "Groupe du client.", ("", "")),
    Column(
        "pdf",
        "Fichier PDF",
        journal_cells.pdf_name,
        "Nom du PDF dans le dossier donné par --pdfs. Vide : le fichier est cherché par le numéro.",
        ("EX-2026-0001.pdf", ""),
        ("PDF", "Nom du PDF"),
    ),
    Column(
        "annexes",
        "Pièces jointes",
        journal_cells.file_names,
        "Noms des pièces jointes dans le dossier donné par --attachments, séparés par |. "
        "La liste est complète : une pièce qui n'y est plus est retirée.",
        ("bon de commande.pdf|plan.png", ""),
        ("Pièce jointe", "PJ", "Annexes"),
    ),
)

INFORMATION_HEADERS = ("N° Chorus", "État", "Motif", "Réémission")
"""Columns that the export adds; like `Erreur`, they are not read."""

FROM_TEMPLATE = "Partez du modèle : wochorus journal template MODELE.xlsx"
JOURNAL = ColumnTable(COLUMNS, (*INFORMATION_HEADERS, ERROR_HEADER), remedy=FROM_TEMPLATE)
COLUMN_OF = JOURNAL.of
REQUIRED = JOURNAL.required
