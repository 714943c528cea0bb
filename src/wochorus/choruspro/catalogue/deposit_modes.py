"""How an invoice came to Chorus Pro (``modeDepot``). AIFE external specification, API annex."""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family


def _mode(code: str, label: str, *, is_inferred: bool = False) -> Entry:
    return Entry(
        Family.DEPOSIT_MODE,
        code,
        label,
        Actor.NOBODY,
        "Rien à faire : c'est une information.",
        is_inferred=is_inferred,
    )


DEPOSIT_MODES = {
    mode.code: mode
    for mode in (
        _mode("SAISIE_API", "données saisies par l'API, facture composée par Chorus Pro"),
        _mode("DEPOT_PDF_API", "PDF déposé par l'API, données saisies à côté"),
        _mode("DEPOT_PDF_SIGNE_API", "PDF signé déposé par l'API, données saisies à côté"),
        _mode("UPLOAD_API", "flux déposé par l'API : le mode de ce logiciel", is_inferred=True),
        _mode("SAISIE_PORTAIL", "données saisies sur le portail"),
        _mode("SAISIE_WEB", "données saisies sur le portail (ancien nom)", is_inferred=True),
        _mode("DEPOT_PDF_PORTAIL", "PDF déposé sur le portail"),
        _mode("DEPOT_PDF_SIGNE_PORTAIL", "PDF signé déposé sur le portail"),
        _mode("PORTAIL_PDF", "PDF déposé sur le portail (ancien nom)", is_inferred=True),
        _mode("UPLOAD_PORTAIL", "flux déposé sur le portail"),
        _mode("EDI", "flux reçu par EDI"),
        _mode("EDI_XML_STRUCT", "flux structuré reçu par EDI", is_inferred=True),
        _mode("EDI_MIXTE", "flux mixte (XML et PDF) reçu par EDI", is_inferred=True),
        _mode("EDI_PDF_ARCHIVE", "archive de PDF reçue par EDI", is_inferred=True),
        _mode("EDI_NUMERISATION", "facture numérisée reçue par EDI", is_inferred=True),
    )
}
