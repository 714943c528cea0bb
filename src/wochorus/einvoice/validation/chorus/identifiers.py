"""Who sells and who buys: SIRET, SIREN, VAT number, and the identifiers of foreign sellers.

The historical circuit knows the parties by their SIRET, as legal identifier; the reform by their
SIREN as legal identifier and their SIRET as identifier of its own. The Luhn key of a SIRET never
keeps an invoice back: live establishments have a wrong one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.core.countries import FRANCE
from wochorus.core.identifiers import (
    SIREN_LENGTH,
    SIRET_LENGTH,
    SiretDefect,
    compact_identifier,
    format_siret,
    siren_of_vat_number,
    siret_defect,
    vat_number_defect,
)
from wochorus.einvoice.dialects import siren_of, siret_of
from wochorus.einvoice.dialects.dialect import SIREN_SCHEME, SIRET_SCHEME
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, REFORM, Breach, rule
from wochorus.einvoice.validation.chorus.wording import characters, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import Buyer, Identifier, Seller
    from wochorus.einvoice.validation.chorus.case import Case

    Party = Seller | Buyer

OLD_SCHEMES = frozenset({"1", SIRET_SCHEME})
"""What the samples of AIFE write (1), and what a reader of files makes of it."""

FOREIGN_TYPES = frozenset({"2", "3", "4", "5", "6"})
"""Types of a supplier without SIRET in the historical circuit: EU, outside the EU, RIDET, Tahiti,
other."""

_SHAPES = {
    "0223": (re.compile(r".{1,18}"), "un n° de TVA de 18 caractères au plus"),
    "0226": (
        re.compile(r"\d{10}.{0,70}", re.ASCII),
        "dix chiffres, puis 70 caractères au plus (particulier)",
    ),
    "0227": (
        re.compile(r".{1,18}"),
        "le code du pays et le début du nom, 18 caractères au plus (hors Union européenne)",
    ),
    "0228": (re.compile(r".{9,10}"), "9 ou 10 caractères (RIDET)"),
    "0229": (re.compile(r".{9}"), "9 caractères (TAHITI)"),
}
_SELLER_SCHEMES = (SIRET_SCHEME, *_SHAPES)
_LIVE = "fichiers déposés en production ; exemples FSO1116A de l'AIFE"


@rule(
    "CP-ID-01",
    "BT-30",
    "L'identifiant légal du vendeur est son SIRET (14 chiffres)",
    source=f"Chorus Pro, circuit historique ; {_LIVE}",
    circuits=HISTORICAL,
)
def seller_siret(case: Case) -> Iterator[Breach]:
    seller = case.invoice.seller
    legal = seller.legal_registration
    if legal is not None and legal.scheme in FOREIGN_TYPES and not _is_french(seller):
        return
    if legal is None or not _is_siret(legal.value):
        yield Breach(
            f"L'identifiant légal du vendeur (BT-30) {_found(legal)} : SIRET attendu, 14 chiffres.",
            "Donnez le SIRET de l'établissement qui facture, tel qu'il est inscrit sur Chorus Pro.",
            "seller.legal_registration",
        )


@rule(
    "CP-ID-02",
    "BT-47",
    "L'identifiant légal de l'acheteur est son SIRET (14 chiffres)",
    source=f"Chorus Pro, circuit historique ; {_LIVE}",
    circuits=HISTORICAL,
)
def buyer_siret(case: Case) -> Iterator[Breach]:
    legal = case.invoice.buyer.legal_registration
    if legal is None or not _is_siret(legal.value):
        yield Breach(
            f"L'identifiant légal de l'acheteur (BT-47) {_found(legal)} : SIRET attendu, "
            "14 chiffres.",
            "Donnez le SIRET du destinataire : l'annuaire de Chorus Pro le trouve par son nom.",
            "buyer.legal_registration",
        )


@rule(
    "CP-ID-03",
    "BT-30",
    "Le SIRET porte le schéma 0002",
    source=f"Chorus Pro, circuit historique ; {_LIVE}",
    circuits=HISTORICAL,
)
def scheme_is_known(case: Case) -> Iterator[Breach]:
    for party, term, path in _parties(case):
        legal = party.legal_registration
        if legal is None or not _is_siret(legal.value):
            continue
        if legal.scheme != SIREN_SCHEME and legal.scheme not in OLD_SCHEMES:
            found = f"porte le schéma {quoted(legal.scheme)}" if legal.scheme else "est sans schéma"
            yield Breach(
                f"Le SIRET {_shown(legal.value)} {_of(path)} {found}, Chorus Pro attend 0002.",
                f"Donnez le schéma 0002 à l'identifiant légal {_of(path)} ({term}).",
                f"{path}.legal_registration.scheme",
                term,
            )


@rule(
    "CP-ID-04",
    "BT-30",
    "Le schéma du SIRET dans les anciens fichiers (1 ou 0009) est lu, 0002 est à écrire",
    source=f"EN 16931, liste ISO 6523 (BR-CL-11) ; {_LIVE}",
    circuits=HISTORICAL,
    severity=Severity.WARNING,
)
def scheme_is_of_today(case: Case) -> Iterator[Breach]:
    for party, term, path in _parties(case):
        legal = party.legal_registration
        if legal is not None and legal.scheme in OLD_SCHEMES and _is_siret(legal.value):
            yield Breach(
                f"Le SIRET {_shown(legal.value)} {_of(path)} porte le schéma "
                f"{quoted(legal.scheme)} (1 dans les anciens fichiers) : Chorus Pro le lit, mais "
                "0002 est attendu.",
                f"Donnez le schéma 0002 à l'identifiant légal {_of(path)} ({term}).",
                f"{path}.legal_registration.scheme",
                term,
            )


@rule(
    "CP-ID-05",
    "BT-29",
    "Une partie n'a qu'un SIRET",
    source="Chorus Pro, circuit historique ; même règle que BR-FR-09",
    circuits=HISTORICAL,
)
def one_siret(case: Case) -> Iterator[Breach]:
    for party, term, path in _parties(case):
        legal, own = party.legal_registration, _by_scheme(party, SIRET_SCHEME)
        if legal is None or own is None or not _is_siret(legal.value):
            continue
        if compact_identifier(legal.value) != compact_identifier(own.value):
            yield Breach(
                f"Deux SIRET différents désignent la même partie ({_who(path)}) : "
                f"{_shown(legal.value)} ({term}) et {_shown(own.value)}.",
                f"Gardez celui de l'établissement concerné, comme identifiant légal ({term}).",
                f"{path}.identifiers",
                "BT-29" if path == "seller" else "BT-46",
            )


@rule(
    "CP-ID-06",
    "BT-31",
    "Le n° de TVA contient le SIREN de la même partie",
    source="CGI, art. 286 ter ; le n° d'un groupe TVA contient celui du groupe",
    severity=Severity.WARNING,
)
def vat_number_is_of_the_party(case: Case) -> Iterator[Breach]:
    for party, _, path in _parties(case):
        inside = siren_of_vat_number(compact_identifier(party.vat_identifier or ""))
        siren = siren_of(party)
        if inside and siren and inside != siren:
            term = _vat_term(path)
            yield Breach(
                f"Le n° de TVA {quoted(party.vat_identifier or '')} {_of(path)} est celui du SIREN "
                f"{inside}, son SIREN est {siren}.",
                f"Vérifiez le n° de TVA ({term}) ; rien à faire pour un membre d'un groupe TVA.",
                f"{path}.vat_identifier",
                term,
            )


@rule(
    "CP-ID-07",
    "BT-31",
    "Le n° de TVA est bien formé",
    source="CGI, art. 286 ter et annexe II, art. 242 nonies A",
    severity=Severity.WARNING,
)
def vat_number_is_well_formed(case: Case) -> Iterator[Breach]:
    for party, _, path in _parties(case):
        defect = _vat_defect(party.vat_identifier) if party.vat_identifier else ""
        if defect:
            term = _vat_term(path)
            yield Breach(
                f"Le n° de TVA {quoted(party.vat_identifier or '')} {_of(path)} est douteux "
                f"({defect}).",
                f"Corrigez le n° de TVA ({term}).",
                f"{path}.vat_identifier",
                term,
            )


@rule(
    "CP-ID-08",
    "BT-30",
    "La clé du SIRET est juste",
    source="Insee (clé de Luhn, règle propre à La Poste) ; quelques SIRET réels ont une clé fausse",
    severity=Severity.WARNING,
)
def siret_key(case: Case) -> Iterator[Breach]:
    for party, term, path in _parties(case):
        siret = siret_of(party) or ""
        if siret_defect(siret) is SiretDefect.WRONG_KEY:
            yield Breach(
                f"La clé de contrôle du SIRET {_shown(siret)} {_of(path)} est fausse.",
                "Vérifiez qu'aucun chiffre n'est mal recopié ; un SIRET de l'annuaire est bon.",
                f"{path}.legal_registration",
                term,
            )


@rule(
    "BR-FR-CPRO-03",
    "BT-29",
    "Le vendeur a un identifiant que Chorus Pro connaît : SIRET, ou celui d'un étranger",
    source="BR-FR-CPRO-03",
    circuits=REFORM,
)
def seller_has_an_identifier(case: Case) -> Iterator[Breach]:
    seller = case.invoice.seller
    schemes = [identifier.scheme for identifier in seller.identifiers]
    if _is_siren(seller.legal_registration) or set(schemes) & set(_SELLER_SCHEMES):
        return
    found = listed((scheme or "sans schéma" for scheme in schemes), "et") if schemes else "aucun"
    yield Breach(
        f"Le vendeur n'a pas d'identifiant que Chorus Pro connaît (trouvé : {found}) ; schémas "
        f"admis : {listed(_SELLER_SCHEMES)}.",
        "Donnez le SIRET du vendeur (BT-29, schéma 0009), ou l'identifiant d'un vendeur étranger.",
        "seller.identifiers",
    )


@rule(
    "BR-FR-CPRO-04-08",
    "BT-29",
    "L'identifiant d'un vendeur étranger ou particulier a la forme de son schéma",
    source="BR-FR-CPRO-04 à 08 ; DGFiP, annexe 7, règle G2.19",
    circuits=REFORM,
)
def foreign_identifier_shape(case: Case) -> Iterator[Breach]:
    for position, identifier in enumerate(case.invoice.seller.identifiers):
        shape, expected = _SHAPES.get(identifier.scheme or "", (None, ""))
        if shape is not None and not shape.fullmatch(identifier.value):
            yield Breach(
                f"L'identifiant {quoted(identifier.value)} du vendeur (schéma {identifier.scheme}) "
                f"a {characters(identifier.value)} ; attendu : {expected}.",
                "Corrigez l'identifiant du vendeur (BT-29).",
                f"seller.identifiers[{position}]",
            )


@rule(
    "BR-FR-CPRO-09",
    "BT-29",
    "Un vendeur qui a un SIREN donne aussi son SIRET",
    source="BR-FR-CPRO-09",
    circuits=REFORM,
)
def seller_siret_beside_siren(case: Case) -> Iterator[Breach]:
    seller = case.invoice.seller
    if _is_siren(seller.legal_registration) and _by_scheme(seller, SIRET_SCHEME) is None:
        yield Breach(
            f"Le vendeur a le SIREN {_value(seller.legal_registration)}, mais pas de SIRET "
            "(BT-29, schéma 0009).",
            "Donnez le SIRET de l'établissement qui facture (BT-29, schéma 0009).",
            "seller.identifiers",
        )


@rule(
    "BR-FR-CPRO-10",
    "BT-46",
    "L'acheteur public est désigné par son SIRET",
    source="BR-FR-CPRO-10",
    circuits=REFORM,
)
def buyer_has_its_siret(case: Case) -> Iterator[Breach]:
    buyer = case.invoice.buyer
    if _by_scheme(buyer, SIRET_SCHEME) is None:
        yield Breach(
            f"L'acheteur {quoted(buyer.name)} n'a pas de SIRET (BT-46, schéma 0009), "
            f"obligatoire pour un acheteur public ; SIREN : {siren_of(buyer) or 'aucun'}.",
            "Donnez le SIRET du destinataire (BT-46, schéma 0009) : l'annuaire de Chorus Pro le "
            "trouve par son nom.",
            "buyer.identifiers",
        )


@rule(
    "BR-FR-CPRO-17",
    "BT-60",
    "Un bénéficiaire du paiement qui a un SIREN donne aussi son SIRET",
    source="BR-FR-CPRO-17",
    circuits=REFORM,
)
def payee_siret_beside_siren(case: Case) -> Iterator[Breach]:
    payee = case.invoice.payee
    if payee is None or not _is_siren(payee.legal_registration):
        return
    if payee.identifier is None or payee.identifier.scheme != SIRET_SCHEME:
        yield Breach(
            f"Le bénéficiaire du paiement {quoted(payee.name)} a le SIREN "
            f"{_value(payee.legal_registration)}, mais pas de SIRET (BT-60, schéma 0009).",
            "Donnez le SIRET du bénéficiaire, l'affactureur par exemple (BT-60, schéma 0009).",
            "payee.identifier",
        )


def _parties(case: Case) -> tuple[tuple[Party, str, str], ...]:
    return (case.invoice.seller, "BT-30", "seller"), (case.invoice.buyer, "BT-47", "buyer")


def _is_french(party: Party) -> bool:
    return party.address.country in {None, FRANCE}


def _is_siret(value: str) -> bool:
    return len(value) == SIRET_LENGTH and value.isascii() and value.isdigit()


def _is_siren(identifier: Identifier | None) -> bool:
    return (
        identifier is not None
        and identifier.scheme == SIREN_SCHEME
        and len(compact_identifier(identifier.value)) == SIREN_LENGTH
    )


def _by_scheme(party: Party, scheme: str) -> Identifier | None:
    return next((entry for entry in party.identifiers if entry.scheme == scheme), None)


def _found(legal: Identifier | None) -> str:
    if legal is None:
        return "manque"
    if _is_siren(legal):
        return f"est le SIREN {compact_identifier(legal.value)}"
    return f"est {quoted(legal.value)} ({characters(legal.value)})"


def _value(identifier: Identifier | None) -> str:
    return quoted(identifier.value) if identifier is not None else "aucun"


def _shown(siret: str) -> str:
    return format_siret(siret) if _is_siret(siret) else quoted(siret)


def _who(path: str) -> str:
    return "le vendeur" if path == "seller" else "l'acheteur"


def _of(path: str) -> str:
    return "du vendeur" if path == "seller" else "de l'acheteur"


def _vat_defect(number: str) -> str:
    if any(character.isspace() for character in number):
        return "il s'écrit sans espace"
    return vat_number_defect(number)


def _vat_term(path: str) -> str:
    return "BT-31" if path == "seller" else "BT-48"


RULES = (
    seller_siret,
    buyer_siret,
    scheme_is_known,
    scheme_is_of_today,
    one_siret,
    vat_number_is_of_the_party,
    vat_number_is_well_formed,
    siret_key,
    seller_has_an_identifier,
    foreign_identifier_shape,
    seller_siret_beside_siren,
    buyer_has_its_siret,
    payee_siret_beside_siren,
)
