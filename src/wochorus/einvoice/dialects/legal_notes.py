"""The mentions about late payment that every invoice bears, when its issuer gives no other.

Sources: Code de commerce L441-9 and D441-5 (40 €), Code de la commande publique R2192-31 (rate of
the European Central Bank and eight points). Subjects are codes of UNTDID 4451.
"""

LEGAL_NOTES = {
    "PMT": "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 euros.",
    "PMD": (
        "En cas de retard de paiement, des intérêts moratoires sont dus au taux de la Banque "
        "centrale européenne majoré de huit points."
    ),
    "AAB": "Aucun escompte pour paiement anticipé.",
}
