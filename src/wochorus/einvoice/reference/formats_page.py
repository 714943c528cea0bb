"""The page ``docs/reference/formats.md``: formats, circuits, what each loses, and who judges.

Tables are read from the engine: the dialects, the tables of what is not carried, the choice of the
official rules and their files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.building import cii_version
from wochorus.einvoice.dialects import DIALECTS, Circuit, Registration
from wochorus.einvoice.formats import Format
from wochorus.einvoice.reference.tables import table
from wochorus.einvoice.terms import labels, terms_by_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wochorus.einvoice.dialects import Dialect
    from wochorus.einvoice.losses import NotCarried

_CIRCUITS = {Circuit.CHORUS: "Le circuit historique", Circuit.AFNOR: "Le circuit de la réforme"}
_REGISTRATIONS = {Registration.SIRET: "SIRET", Registration.SIREN: "SIREN"}


def formats_page() -> str:
    """Compose the page, in French."""
    circuits = "\n\n".join(_circuit(dialect) for dialect in DIALECTS.values())
    return "\n\n".join(
        (
            _INTRODUCTION.format(
                formats=_formats(),
                historical=cii_version(Circuit.CHORUS),
                reform=cii_version(Circuit.AFNOR),
            ),
            circuits,
            _losses(),
            _RULES.format(selections=_selections(), rule_sets=_rule_sets()),
        )
    )


def _formats() -> str:
    rows = (
        (
            document_format.label,
            f"`{document_format.value}`",
            f"`{document_format.extension}`",
            *_WORDS[document_format],
        )
        for document_format in Format
    )
    return table(("Format", "`--format`", "Fichier", "Écrit", "Lu", "Circuits"), rows)


def _circuit(dialect: Dialect) -> str:
    frames = table(("Cadre (BT-23)", "Sens"), ((f"`{k}`", v) for k, v in dialect.frames.items()))
    names = labels()
    lengths = table(
        ("Terme", "Libellé", "Caractères au plus"),
        ((term, names[term], str(most)) for term, most in _by_term(dialect.lengths)),
    )
    return (
        f"## {_CIRCUITS[dialect.circuit]}\n\n"
        f"`--dialect {dialect.circuit.value}` : {dialect.label}.\n\n{_facts(dialect)}\n\n"
        f"{frames}\n\n{lengths}"
    )


def _by_term(lengths: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(lengths.items(), key=lambda entry: int(entry[0].removeprefix("BT-")))


def _facts(dialect: Dialect) -> str:
    return "\n".join(f"- {fact}" for fact in _each_fact(dialect))


def _each_fact(dialect: Dialect) -> Iterator[str]:
    default = dialect.default_frame.format(category="S")
    yield f"Identifiant légal (BT-30, BT-47) : le {_REGISTRATIONS[dialect.registration]}."
    yield f"Cadre quand la facture n'en dit pas (prestation de services) : `{default}`."
    if dialect.needs_electronic_addresses:
        yield "Adresses électroniques (BT-34, BT-49) écrites, faites du SIREN et du SIRET sinon."
    notes = ", ".join(dialect.legal_notes)
    credit_notes = "" if dialect.credit_note_has_legal_notes else ", sauf sur un avoir"
    yield f"Mentions ajoutées quand elles manquent{credit_notes} : {notes} (BT-21)."
    if not dialect.credit_note_has_payment:
        yield "Un avoir n'a pas de mode de règlement (BG-16)."
    yield f"Profil (BT-24) : `{dialect.profile}`."
    if dialect.extended_profile is not None:
        yield f"Profil d'une facture avec extensions françaises : `{dialect.extended_profile}`."
    else:
        yield "Les extensions françaises n'y ont pas de place : elles sont laissées, et c'est dit."


def _losses() -> str:
    from wochorus.einvoice import cii, ubl
    from wochorus.einvoice.cpp_minimal.terms import CARRIED_TERMS

    names = labels()
    carried = ", ".join(
        f"{names[term]} ({term})" for term in sorted(CARRIED_TERMS, key=_number_of_term)
    )
    return _LOSSES.format(
        cii=_not_carried(cii.NOT_CARRIED), ubl=_not_carried(ubl.NOT_CARRIED), carried=carried
    )


def _number_of_term(term: str) -> tuple[str, int]:
    kind, _, number = term.partition("-")
    return ("" if kind == "BT" else kind, int(number))


def _not_carried(entries: tuple[NotCarried, ...]) -> str:
    uses = terms_by_path()
    rows = (
        (f"`{entry.path}`", entry.term, uses[entry.path].label, entry.reason) for entry in entries
    )
    return table(("Champ", "Terme", "Libellé", "Ce qui se passe"), rows)


def _selections() -> str:
    rows = ((name, *_judges(syntax, profile, circuit)) for name, syntax, profile, circuit in _CASES)
    return table(("Document", "Schéma", "Règles"), rows)


def _judges(root: str, profile: str, circuit: Circuit | None) -> tuple[str, str]:
    from wochorus.einvoice.validation.profiles import Claim, select

    chosen = select(Claim(root, profile, ""), circuit.value if circuit else None)
    return chosen.schema.name, ", ".join(rules.name for rules in chosen.rules) or "aucune"


def _rule_sets() -> str:
    from wochorus.einvoice.validation.artefacts import load_once
    from wochorus.einvoice.validation.official_files import RULES, SCHEMAS

    rule_sets = (load_once(artefact).rule_set for artefact in (*SCHEMAS, *RULES))
    rows = ((each.name, each.version, f"`{each.sha256}`") for each in rule_sets)
    return table(("Jeu de règles", "Version", "SHA-256"), rows)


_BOTH = "historique, réforme"
_WORDS: Mapping[Format, tuple[str, str, str]] = {
    Format.FACTURX: (
        "PDF/A-3a et PDF/UA-1, la facture CII dedans",
        "tous les profils, MINIMUM à EXTENDED ; les anciens noms (ZUGFeRD)",
        _BOTH,
    ),
    Format.CII: ("UN/CEFACT CrossIndustryInvoice", "D16B à D22B", _BOTH),
    Format.UBL: ("OASIS UBL 2.1, facture et avoir", "UBL 2.1", _BOTH),
    Format.CPP_MINIMAL: (
        "CPPFactureMixte V1.14, un flux d'une facture",
        "le même, flux de plusieurs factures compris",
        "historique",
    ),
}

_CII = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
_UBL = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
_EN, _CTC = "urn:cen.eu:en16931:2017", "#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
_CASES = (
    ("CII ou Factur-X EN 16931, circuit historique", _CII, _EN, Circuit.CHORUS),
    ("CII ou Factur-X EN 16931, circuit de la réforme", _CII, _EN, Circuit.AFNOR),
    ("CII ou Factur-X EXTENDED-CTC-FR", _CII, _EN + _CTC, Circuit.AFNOR),
    ("Factur-X MINIMUM", _CII, "urn:factur-x.eu:1p0:minimum", None),
    ("Factur-X BASIC WL", _CII, "urn:factur-x.eu:1p0:basicwl", None),
    ("Factur-X BASIC", _CII, f"{_EN}#compliant#urn:factur-x.eu:1p0:basic", None),
    ("Factur-X EXTENDED", _CII, f"{_EN}#conformant#urn:factur-x.eu:1p0:extended", None),
    ("CII d'un autre profil", _CII, "urn:example:other", None),
    ("CII sans profil, circuit historique", _CII, "", Circuit.CHORUS),
    ("UBL EN 16931, circuit historique", _UBL, _EN, Circuit.CHORUS),
    ("UBL EN 16931, circuit de la réforme", _UBL, _EN, Circuit.AFNOR),
    ("UBL EXTENDED-CTC-FR", _UBL, _EN + _CTC, Circuit.AFNOR),
)

_INTRODUCTION = """\
<!-- Page produite par `python -m wochorus.einvoice.reference formats` : ne pas la modifier. -->
# Les formats de facture électronique

{formats}

La CII du circuit historique est celle de la version {historical}, celle de la réforme de la
version {reform}. Un Factur-X est du profil EN 16931, ou EXTENDED quand la facture porte des
extensions françaises. La facture se donne en [JSON](facture-json.md) dans tous les cas ; le même
contenu se dit dans l'un ou l'autre circuit : cadres et identifiants sont traduits."""

_LOSSES = """\
## Ce qu'un format ne porte pas

Tout le reste revient d'un fichier comme il y est entré. Quand une facture est concernée, le rapport
le dit (règle `WO-PERTE`), sauf pour la catégorie d'opération, que la page imprime.

### CII et Factur-X

{cii}

### UBL

{ubl}

### CPP minimal

Ce format ne porte que peu de la facture ; le PDF qui l'accompagne dit le reste. Il garde :
{carried}."""

_RULES = """\
## Les règles qui contrôlent

Un document passe par les limites de taille, la lecture du XML, son schéma, les règles officielles,
puis [les règles de Chorus Pro](regles-chorus.md). Le circuit est celui que l'on nomme, sinon celui
que dit le cadre de facturation : sans cadre français, les règles européennes s'appliquent seules.
Un fichier CPP minimal n'a ni schéma ni règles publics : seules les nôtres le contrôlent.

{selections}

Chaque rapport nomme les règles qui ont tourné, avec leur version et l'empreinte SHA-256 de leur
fichier. Un fichier de règles dont l'empreinte n'est pas celle-ci n'est pas utilisé, et le rapport
le dit.

{rule_sets}
"""
