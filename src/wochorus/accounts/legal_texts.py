"""The sentences that the law asks for on every invoice, for a company that has chosen no other.

Code de commerce, art. L441-9, L441-10 and D441-5; code de la commande publique, art. R2192-31 and
D2192-35. E-invoices carry them as notes of subject PMD, PMT and AAB (BR-FR-05).
"""

from __future__ import annotations

LATE_PENALTIES = (
    "Tout retard de paiement entraîne, sans rappel, des pénalités au taux de refinancement de la "
    "Banque centrale européenne majoré de dix points (code de commerce, article L441-10), ou de "
    "huit points pour un acheteur public (code de la commande publique, article R2192-31)."
)
"""PMD: the rates that apply by right when a contract says nothing."""

RECOVERY_FEE = (
    "Tout retard de paiement donne droit à une indemnité forfaitaire de 40 € pour frais de "
    "recouvrement (code de commerce, article D441-5 ; code de la commande publique, article "
    "D2192-35)."
)
"""PMT."""

EARLY_PAYMENT = "Pas d'escompte pour paiement anticipé."
"""AAB."""

TAX_ON_DEBITS = "Option pour le paiement de la taxe d'après les débits."
"""The mention of a supplier of services who has chosen it (CGI annexe II, art. 242 nonies A)."""
