"""What a field of a JSON invoice takes, where its type and its label do not say it, in French.

They go into the JSON Schema and into the page of the documentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTRY = "Code ISO 3166-1 à deux lettres"
_COMPUTED = "Calculé quand il manque"
_PERCENT = "En pourcentage : 20, 5.5"
_CATEGORY = (
    "Code UNTDID 5305 : S taxée, Z taux zéro, E exonérée, AE autoliquidation, "
    "K intracommunautaire, G exportation, O hors champ"
)
_REGISTRATION = "SIREN ou SIRET, schéma 0002 ; chaque circuit en tire celui qu'il lui faut"
_ADDRESS = "Schéma 0225 ; dans le circuit de la réforme, faite"
_REASON = "Code UNTDID 5189 pour une remise, 7161 pour un frais"

NOTES: Mapping[str, str] = {
    "Invoice.number": "Chorus Pro en prend 20 caractères",
    "Invoice.type_code": "Code UNTDID 1001 : 380 facture, 381 avoir, 384 facture rectificative, "
    "386 facture d'acompte, 503 avoir sur acompte…",
    "Invoice.currency": "Code ISO 4217",
    "Invoice.tax_currency": "Code ISO 4217 d'une devise autre que celle de la facture",
    "Invoice.tax_point_date_code": "Code UNTDID 2475 : 5 date de facture, 29 livraison, "
    "72 paiement",
    "Invoice.contract_type": "MARCHE, CONTRAT, GC ou CT",
    "Invoice.notes": "Les mentions PMT, PMD et AAB qui manquent sont ajoutées, sauf sur un avoir "
    "du circuit historique",
    "Invoice.business_process": "A1, A2, A9, A12, ou B1, S1, M1… : traduit d'un circuit à "
    "l'autre, et mis par le circuit quand il manque",
    "Invoice.specification": "Écrit par le circuit : inutile de le donner",
    "Invoice.operation_category": "B biens, S services, M les deux ; S quand elle manque",
    "Invoice.totals": "Calculés quand ils manquent, ou quand seuls y sont prepaid, rounding et "
    "tax_in_tax_currency",
    "Invoice.tax_breakdown": _COMPUTED,
    "Note.subject_code": "Code UNTDID 4451 : PMT indemnité de recouvrement, PMD pénalités de "
    "retard, AAB escompte, REG mention réglementaire, AAI information générale…",
    "Seller.identifiers": "SIRET : schéma 0009",
    "Seller.legal_registration": _REGISTRATION,
    "Seller.electronic_address": f"{_ADDRESS} du SIREN quand elle manque",
    "Buyer.identifiers": "SIRET : schéma 0009 ; code service : schéma 0224",
    "Buyer.legal_registration": _REGISTRATION,
    "Buyer.electronic_address": f"{_ADDRESS} du SIREN, du SIRET et du code service quand elle "
    "manque",
    "SellerAgent.name": "Titulaire ou mandataire, pour un sous-traitant ou un cotraitant",
    "Address.country": _COUNTRY,
    "Identifier.value": "Identifiant",
    "Identifier.scheme": "Son schéma, code ISO/IEC 6523 : 0002 SIREN, 0009 SIRET, 0224 code "
    "service, 0225 adresse électronique, 0160 GTIN… ; pour un objet facturé, code UNTDID 1153",
    "Classification.value": "Code de classification",
    "Classification.scheme": "Liste dont vient le code, code UNTDID 7143 : STI pour CPV…",
    "Classification.version": "Version de cette liste",
    "AttachedFile.content": "Contenu du fichier, codé en base64",
    "AttachedFile.media_type": "Type du contenu : application/pdf, image/png, image/jpeg, "
    "text/csv…",
    "AttachedFile.file_name": "Nom du fichier, 50 caractères au plus avec son extension pour "
    "Chorus Pro",
    "PaymentInstructions.means_code": "Code UNTDID 4461 : 30 virement, 58 virement SEPA, "
    "49 prélèvement, 59 prélèvement SEPA, 48 carte bancaire, 20 chèque…",
    "DocumentAllowanceCharge.tax_category": _CATEGORY,
    "DocumentAllowanceCharge.tax_rate": _PERCENT,
    "DocumentAllowanceCharge.percentage": _PERCENT,
    "DocumentAllowanceCharge.reason_code": _REASON,
    "LineAllowanceCharge.percentage": _PERCENT,
    "LineAllowanceCharge.reason_code": _REASON,
    "TaxBreakdown.category": _CATEGORY,
    "TaxBreakdown.rate": f"{_PERCENT} ; absent pour la catégorie O seule",
    "TaxBreakdown.exemption_code": "Code de la liste VATEX : VATEX-FR-FRANCHISE, VATEX-EU-AE…",
    "SupportingDocument.description": "Nature du document : LISIBLE, RIB, BON_LIVRAISON, "
    "FEUILLE_DE_STYLE, DOCUMENT_ANNEXE…",
    "InvoiceLine.quantity": "Quatre décimales au plus",
    "InvoiceLine.unit": "Code UN/ECE, recommandations 20 et 21 : C62 unité, H87 pièce, HUR heure, "
    "DAY jour, MON mois, LS forfait, MTR mètre, MTK m², KGM kg…",
    "InvoiceLine.tax_category": _CATEGORY,
    "InvoiceLine.tax_rate": _PERCENT,
    "InvoiceLine.net_amount": _COMPUTED,
    "Price.net": "Six décimales au plus ; prix brut moins la remise, quand ils sont donnés",
    "Price.base_quantity": "Quantité pour laquelle vaut le prix : 1 quand elle manque",
    "Item.origin_country": _COUNTRY,
}
"""By group of the model and field."""
