"""Why a public body rejects or suspends an invoice, or why Chorus Pro does.

AIFE external specification of 30/04/2026 (tables 3 and 4) and annex 7 v1.9, sheet of reasons.
Whether the API gives the code or only a text inside the comment is not published: a code found in
a comment is explained, a plain text is shown as it is.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family

_NEW_NUMBER = "puis émettez une nouvelle facture sous un nouveau numéro."


def _reason(
    code: str,
    label: str,
    remedy: str,
    *,
    actor: Actor = Actor.SUPPLIER,
    is_inferred: bool = False,
) -> Entry:
    return Entry(Family.REASON, code, label, actor, remedy, is_inferred=is_inferred)


_BY_PUBLIC_BODIES = (
    _reason(
        "JUSTIF_ABS",
        "justificatif absent ou insuffisant (la facture est suspendue)",
        "Ajoutez la pièce demandée à la facture suspendue ; ne la redéposez pas.",
    ),
    _reason(
        "COORD_BANC_ERR",
        "coordonnées bancaires erronées",
        f"Vérifiez l'IBAN connu du destinataire et celui de la facture, {_NEW_NUMBER}",
    ),
    _reason(
        "CREANCIER_ERR",
        "créancier inconnu, ou différent de celui du marché ou de la commande",
        f"Vérifiez quelle société porte le marché ou la commande, {_NEW_NUMBER}",
    ),
    _reason(
        "DOUBLE_FACT",
        "facture déjà reçue (même vendeur, même numéro, même année)",
        "Vérifiez dans votre journal si elle est déjà déposée ; si elle l'est, ne refaites rien.",
    ),
    _reason(
        "ERREUR_DONNEE_EJ",
        "une donnée de l'engagement est erronée",
        f"Comparez la facture au bon de commande, {_NEW_NUMBER}",
        is_inferred=True,
    ),
    _reason(
        "EJ_ERR",
        "n° d'engagement incorrect, inexistant ou déjà facturé",
        f"Demandez le bon n° d'engagement au destinataire, {_NEW_NUMBER}",
    ),
    _reason(
        "ERR_VALIDEUR",
        "mauvais valideur (sous-traitance ou cotraitance)",
        "Désignez le bon valideur sur cette facture.",
    ),
    _reason(
        "AUT_MOTIF_ERR_VALIDEUR",
        "refus du valideur pour un autre motif qu'une erreur de valideur",
        f"Voyez le motif avec le titulaire ou le mandataire, {_NEW_NUMBER}",
    ),
    _reason(
        "FACT_NON_CONFORME",
        "facture non conforme à la commande",
        f"Comparez la facture à la commande, {_NEW_NUMBER}",
    ),
    _reason(
        "HONORER_LA_COMMANDE",
        "la commande n'est pas honorée",
        f"Voyez avec le destinataire ce qui reste à livrer, {_NEW_NUMBER}",
        is_inferred=True,
    ),
    _reason(
        "LIVR_INCOMP",
        "livraison incomplète ou non effectuée",
        f"Voyez avec le destinataire ce qui reste à livrer, {_NEW_NUMBER}",
    ),
    _reason(
        "MARCHE_TERM",
        "marché terminé",
        f"Demandez au destinataire sous quelle référence facturer, {_NEW_NUMBER}",
    ),
    _reason(
        "MONTANT_ERR",
        "montant de la facture erroné",
        f"Corrigez le montant, {_NEW_NUMBER}",
    ),
    _reason(
        "SE_ERR",
        "service destinataire incorrect",
        f"Demandez le bon code service au destinataire, {_NEW_NUMBER}",
    ),
    _reason(
        "ST_CT_NON_DECLAR",
        "sous-traitant ou cotraitant non déclaré",
        f"Faites déclarer le sous-traitant ou le cotraitant au marché, {_NEW_NUMBER}",
    ),
    _reason(
        "SUPPR_COMP_AVOIR",
        "facture supprimée : elle est compensée par un avoir",
        "Rapprochez la facture et l'avoir dans votre comptabilité.",
        actor=Actor.NOBODY,
    ),
    _reason(
        "TRANSF_PMNT_REGIE",
        "facture payée par une régie, hors de Chorus Pro",
        "Demandez au destinataire quand la régie paie ; ne redéposez pas la facture.",
        actor=Actor.RECIPIENT,
    ),
    _reason("TX_TVA_ERR", "taux de TVA erroné", f"Corrigez le taux, {_NEW_NUMBER}"),
    _reason(
        "CONTACT_ACHTR",
        "autre motif : prenez contact avec l'acheteur",
        "Appelez l'acheteur avant de refaire quoi que ce soit.",
    ),
    _reason("AUTRE", "autre motif", "Lisez le commentaire qui l'accompagne."),
    _reason(
        "RETRAIT_MAN_SERV",
        "facture retirée à la main par les services",
        "Demandez au destinataire pourquoi, et s'il attend une autre facture.",
        is_inferred=True,
    ),
    _reason(
        "SUPPR_MASSE",
        "facture retirée dans une suppression en masse",
        "Demandez au destinataire pourquoi, et s'il attend une autre facture.",
        is_inferred=True,
    ),
)

_OF_THE_REFORM = (
    _reason(
        "DEST_ERR",
        "erreur de destinataire",
        f"Vérifiez le SIRET et le service du destinataire, {_NEW_NUMBER}",
    ),
    _reason(
        "CMD_ERR",
        "n° de commande ou d'engagement incorrect",
        f"Demandez le bon numéro au destinataire, {_NEW_NUMBER}",
    ),
    _reason(
        "CONTRAT_TERM",
        "contrat terminé",
        f"Demandez au destinataire sous quelle référence facturer, {_NEW_NUMBER}",
    ),
    _reason(
        "MONTANTTOTAL_ERR",
        "montant total erroné",
        f"Corrigez le total, {_NEW_NUMBER}",
    ),
    _reason(
        "ADR_ERR",
        "adresse de facturation électronique absente ou erronée",
        f"Vérifiez l'adresse du destinataire dans l'annuaire, {_NEW_NUMBER}",
    ),
    _reason(
        "REJ_ADR",
        "rejet de Chorus Pro : adressage",
        "Vérifiez le SIRET, le service et l'adresse du destinataire, corrigez, puis redéposez.",
    ),
    _reason(
        "REJ_COH",
        "rejet de Chorus Pro : données incohérentes",
        "Relisez les montants et les références, corrigez, puis redéposez.",
    ),
    _reason(
        "REJ_UNI",
        "rejet de Chorus Pro : numéro déjà utilisé",
        "Vérifiez dans votre journal si la facture est déjà déposée ; sinon changez son numéro.",
    ),
    _reason(
        "REJ_CONT_B2G",
        "rejet de Chorus Pro : règle propre au secteur public",
        "Relisez les règles BR-FR-CPRO, corrigez, puis redéposez.",
    ),
)

REASONS = {reason.code: reason for reason in (*_BY_PUBLIC_BODIES, *_OF_THE_REFORM)}
"""Those that public bodies use, then those of the reform's circuit."""
