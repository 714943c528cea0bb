"""What kind of document it is (BT-3), and what it cites: earlier invoices, the contract.

Chorus Pro tells a public body of invoices and credit notes, nothing finer: a corrected invoice
reaches it as an ordinary one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, REFORM, Breach, rule
from wochorus.einvoice.validation.chorus.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case

SELF_BILLED = frozenset({"261", "389", "471", "473", "500", "501", "502"})
CORRECTIVE = frozenset({"384", "471", "472", "473"})
FRENCH_TYPES = frozenset(
    {"261", "262", "380", "381", "384", "386", "389", "393", "396"}
    | {"471", "472", "473", "500", "501", "502", "503"}
)
"""Types (UNTDID 1001) that France knows: the list of BR-FR-04."""

CONTRACT_TYPES = ("MARCHE", "CONTRAT", "GC", "CT")
MOST_LINES = 999_999
_SHOWN = 4


@rule(
    "CP-TYPE-01",
    "BT-3",
    "Le type de document est une facture ou un avoir",
    source="Liste de BR-FR-04 (DGFiP, annexe 7, règle G1.01)",
    circuits=HISTORICAL,
)
def type_is_known(case: Case) -> Iterator[Breach]:
    code = case.invoice.type_code
    if code not in FRENCH_TYPES:
        yield Breach(
            f"Le type de document {quoted(code)} n'est ni une facture ni un avoir pour Chorus Pro.",
            "Donnez le type 380 à une facture, 381 à un avoir, 386 à une facture d'acompte (BT-3).",
            "type_code",
        )


@rule(
    "CP-TYPE-02",
    "BT-3",
    "L'autofacturation n'est pas admise",
    source="Chorus Pro, spécifications externes v1.1, chap. 6 (cas 8 et 19b)",
)
def seller_wrote_it(case: Case) -> Iterator[Breach]:
    code = case.invoice.type_code
    if code in SELF_BILLED:
        expected = "381" if case.invoice.is_credit_note else "380"
        yield Breach(
            f"Le type de document {quoted(code)} est une autofacture, établie par l'acheteur : "
            f"Chorus Pro la refuse, {expected} attendu.",
            f"Établissez vous-même le document, avec le type {expected} (BT-3).",
            "type_code",
        )


@rule(
    "CP-TYPE-03",
    "BT-3",
    "Une facture se corrige par un avoir et une nouvelle facture",
    source="Chorus Pro, spécifications externes v1.1, §4.1 et chap. 6",
    severity=Severity.WARNING,
)
def correction_is_seen(case: Case) -> Iterator[Breach]:
    if case.invoice.type_code in CORRECTIVE:
        yield Breach(
            f"Le type {case.invoice.type_code} est une facture rectificative : l'acheteur public "
            "la reçoit comme une facture ordinaire, qui s'ajoute à la première.",
            "Émettez plutôt un avoir (381) qui cite la première facture, puis une nouvelle facture "
            "(380).",
            "type_code",
        )


@rule(
    "CP-REF-01",
    "BT-25",
    "Un avoir, ou une facture rectificative, cite sa facture d'origine",
    source="CGI, art. 289, I-5 ; Chorus Pro, circuit historique",
    circuits=HISTORICAL,
)
def origin_is_named(case: Case) -> Iterator[Breach]:
    invoice = case.invoice
    corrects = invoice.is_credit_note or invoice.type_code in CORRECTIVE
    if corrects and not invoice.preceding_invoices:
        what = "L'avoir" if invoice.is_credit_note else "La facture rectificative"
        yield Breach(
            f"{what} {quoted(invoice.number)} ne cite aucune facture d'origine (BT-25).",
            "Donnez le n° et la date de la facture d'origine (BG-3).",
            "preceding_invoices",
        )


def _several_origins(case: Case) -> Iterator[Breach]:
    cited = case.invoice.preceding_invoices
    if len(cited) > 1:
        numbers = listed((quoted(earlier.number) for earlier in cited[:_SHOWN]), "et")
        yield Breach(
            f"{len(cited)} factures antérieures sont citées ({numbers}"
            f"{'…' if len(cited) > _SHOWN else ''}), Chorus Pro en accepte une.",
            "Établissez un avoir par facture.",
            "preceding_invoices",
        )


_ONE_ORIGIN = "Une seule facture antérieure est citée : un avoir par facture"

one_origin_for_the_portal = rule(
    "CP-REF-02",
    "BG-3",
    _ONE_ORIGIN,
    source="CII D16B : une place pour une facture antérieure ; Chorus Pro, numeroFactureOrigine",
    circuits=HISTORICAL,
    severity=Severity.WARNING,
)(_several_origins)

one_origin_for_the_reform = rule(
    "BR-FR-CPRO-20", "BG-3", _ONE_ORIGIN, source="BR-FR-CPRO-20", circuits=REFORM
)(_several_origins)


@rule(
    "BR-FR-CPRO-01",
    "EXT-FR-FE-01",
    "La nature du contrat est MARCHE, CONTRAT, GC ou CT",
    source="BR-FR-CPRO-01",
    circuits=REFORM,
)
def contract_type_is_known(case: Case) -> Iterator[Breach]:
    kind = case.invoice.contract_type
    if kind is not None and kind not in CONTRACT_TYPES:
        yield Breach(
            f"La nature du contrat {quoted(kind)} n'existe pas : {listed(CONTRACT_TYPES)} attendu.",
            "Donnez MARCHE pour un marché public, CONTRAT pour un autre contrat, ou rien.",
            "contract_type",
        )


@rule(
    "BR-FR-CPRO-19",
    "BG-25",
    "La facture a 999 999 lignes au plus",
    source="BR-FR-CPRO-19",
    circuits=REFORM,
)
def lines_can_be_counted(case: Case) -> Iterator[Breach]:
    count = len(case.invoice.lines)
    if count > MOST_LINES:
        yield Breach(
            f"La facture a {_thousands(count)} lignes, Chorus Pro en accepte "
            f"{_thousands(MOST_LINES)}.",
            "Répartissez les lignes sur plusieurs factures.",
            "lines",
        )


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


RULES = (
    type_is_known,
    seller_wrote_it,
    correction_is_seen,
    origin_is_named,
    one_origin_for_the_portal,
    one_origin_for_the_reform,
    contract_type_is_known,
    lines_can_be_counted,
)
