"""Why a whole flow is refused before its invoices are looked at.

``ERR_XSD_001`` is seen on Chorus Pro. The ``IRR_…`` codes are those of the public invoicing portal
(AIFE general specification v3.2, table 3); that the historical circuit uses them is not proven.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family

_REDEPOSIT = "puis redéposez le flux : rien n'a été enregistré."


def _error(code: str, label: str, remedy: str, actor: Actor = Actor.SUPPLIER) -> Entry:
    return Entry(Family.TECHNICAL_ERROR, code, label, actor, remedy)


TECHNICAL_ERRORS = {
    error.code: error
    for error in (
        _error(
            "ERR_XSD_001",
            "fichier XML non conforme à son schéma ; la suite du message donne la ligne",
            f"Contrôlez le fichier (« wochorus einvoice check »), corrigez, {_REDEPOSIT}",
        ),
        _error("IRR_TAILLE", "flux trop gros", f"Partagez le flux, {_REDEPOSIT}"),
        _error(
            "IRR_TAILLE_F",
            "un fichier du flux est trop gros",
            f"Allégez ce fichier, {_REDEPOSIT}",
        ),
        _error(
            "IRR_TAILLE_PJ",
            "une pièce jointe est trop grosse",
            f"Allégez la pièce (10 Mo au plus), {_REDEPOSIT}",
        ),
        _error(
            "IRR_UNCITE",
            "ce flux a déjà été envoyé et reçu",
            "Ne le renvoyez pas : cherchez-le sur le portail, puis suivez-le.",
        ),
        _error("IRR_VIDE", "flux vide", f"Fabriquez le flux de nouveau, {_REDEPOSIT}"),
        _error(
            "IRR_VIDE_F",
            "un fichier du flux est vide",
            f"Fabriquez ce fichier de nouveau, {_REDEPOSIT}",
        ),
        _error("IRR_VID_PJ", "une pièce jointe est vide", f"Remplacez la pièce, {_REDEPOSIT}"),
        _error("IRR_FORM", "nom du flux non conforme", f"Renommez le flux, {_REDEPOSIT}"),
        _error(
            "IRR_NOM_F",
            "nom d'un fichier non conforme",
            f"Renommez le fichier, sans caractère spécial, {_REDEPOSIT}",
        ),
        _error(
            "IRR_NOM_PJ",
            "nom d'une pièce jointe non conforme",
            f"Renommez la pièce (50 caractères au plus, avec son extension), {_REDEPOSIT}",
        ),
        _error(
            "IRR_TYPE",
            "type ou extension du flux non conforme",
            f"Déposez un fichier .xml, .pdf, .zip ou .tar.gz, {_REDEPOSIT}",
        ),
        _error(
            "IRR_TYPE_F",
            "type ou extension d'un fichier du flux non conforme",
            f"Ne mettez dans le flux que des factures d'un même format, {_REDEPOSIT}",
        ),
        _error(
            "IRR_EXT_DOC",
            "type ou extension d'une pièce jointe non conforme",
            f"Convertissez la pièce en PDF, {_REDEPOSIT}",
        ),
        _error(
            "IRR_ANTIVIRUS",
            "le contrôle antivirus refuse le flux",
            f"Passez vos fichiers à l'antivirus, remplacez celui qui est infecté, {_REDEPOSIT}",
        ),
        _error(
            "IRR_CODE_INTER",
            "code interface inconnu",
            f"Vérifiez le format choisi pour le flux, {_REDEPOSIT}",
        ),
        _error(
            "IRR_EXTRAC",
            "l'archive du flux ne s'ouvre pas",
            f"Fabriquez l'archive de nouveau, {_REDEPOSIT}",
        ),
        _error(
            "IRR_CODE_APP",
            "aucun raccordement n'existe pour ce code application",
            "Vérifiez le raccordement sur le portail Chorus Pro, « Raccordement EDI et API ».",
        ),
        _error(
            "IRR_SYNTAX",
            "un fichier du flux n'a pas la syntaxe attendue",
            f"Contrôlez le fichier (« wochorus einvoice check »), corrigez, {_REDEPOSIT}",
        ),
    )
}
