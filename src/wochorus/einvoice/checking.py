"""Every layer of the validation on one document, and its reading: the engine's two questions.

``check`` asks whether a file is right: limits, container, XML, schema, official rules, rules of
Chorus Pro. ``read`` asks what it says. Both take any format and never raise for what the file
holds: whatever is wrong comes back as findings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.einvoice.dialects import DIALECTS, Circuit, category_of_frame, siret_of
from wochorus.einvoice.findings import Finding, Layer, Report, RuleSet, Severity
from wochorus.einvoice.formats import Format, Kind, kind_of
from wochorus.einvoice.json_format import read_json
from wochorus.einvoice.reading import Reading

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.validation.official import FormCheck

JSON_FORMAT = "JSON"


@dataclass(slots=True)
class _Account:
    """What is gathered on the way through the layers."""

    document_format: str = ""
    profile: str = ""
    findings: list[Finding] = field(default_factory=list)
    rule_sets: list[RuleSet] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)

    def take_form(self, form: FormCheck) -> None:
        """Add what the layers of form and of official rules found."""
        self.profile = form.profile
        self.findings += form.findings
        self.rule_sets += form.rule_sets
        self.not_run += form.not_run

    def take_chorus(self, invoice: Invoice, circuit: Circuit) -> None:
        """Hold the invoice against our own rules of its circuit."""
        from wochorus.einvoice.validation.chorus import check_chorus, rule_set

        self.findings += check_chorus(invoice, DIALECTS[circuit])
        self.rule_sets.append(rule_set())

    def report(self) -> Report:
        """Close the account."""
        return Report(
            document_format=self.document_format,
            profile=self.profile,
            rule_sets=tuple(dict.fromkeys(self.rule_sets)),
            findings=tuple(self.findings),
            not_run=tuple(self.not_run),
        )


def check(content: bytes, *, circuit: Circuit | None = None) -> Report:
    """Pass a file of any format through every layer.

    ``circuit`` says whose rules apply; when it is absent the billing frame (BT-23) tells, and
    a document that names no French frame is held against the European rules alone. JSON without
    a frame is checked as a file of the historical circuit.
    """
    match kind_of(content):
        case Kind.PDF:
            return _check_pdf(content, circuit)
        case Kind.JSON:
            return _check_json(content, circuit)
        case Kind.CPP_MINIMAL:
            return _check_cpp_minimal(content)
        case _:
            account = _Account()
            _check_xml(content, circuit, account)
            return account.report()


def read(content: bytes) -> Reading:
    """Read an invoice out of a file of any format; a flow of several gives its first, and says so.

    Reading is not checking: official rules are not run.
    """
    match kind_of(content):
        case Kind.PDF:
            return _read_pdf(content)
        case Kind.JSON:
            return read_json(content)
        case Kind.CPP_MINIMAL:
            return _read_cpp_minimal(content)
        case _:
            return _read_xml(content)


def check_written(
    content: bytes,
    invoice: Invoice,
    document_format: Format,
    circuit: Circuit,
    *,
    before: tuple[Finding, ...] = (),
) -> Report:
    """Judge XML that was just written from ``invoice``, which need not be read again.

    ``before`` are findings made on the way, told first.
    """
    account = _Account(document_format=document_format.label, findings=list(before))
    if document_format is not Format.CPP_MINIMAL:
        from wochorus.einvoice.validation.official import check_form

        account.take_form(check_form(content, circuit=circuit.value))
    account.take_chorus(invoice, circuit)
    return account.report()


def _check_pdf(content: bytes, circuit: Circuit | None) -> Report:
    from wochorus.einvoice.facturx.extracting import extract

    extracted = extract(content)
    account = _Account(findings=list(extracted.findings))
    if extracted.xml is not None:
        _check_xml(extracted.xml, circuit, account)
    account.document_format = Format.FACTURX.label
    return account.report()


def _check_xml(content: bytes, circuit: Circuit | None, account: _Account) -> None:
    from wochorus.einvoice.validation.official import check_form

    form = check_form(content, circuit=circuit.value if circuit else None)
    account.document_format = form.document_format
    account.take_form(form)
    if form.root is None or not form.document_format:
        return
    reading = _read_tree(form.root, form.document_format)
    account.findings += reading.findings
    if reading.invoice is None or form.circuit is None:
        return
    if circuit is None and _is_between_companies(reading.invoice, Circuit(form.circuit)):
        account.findings.append(_between_companies())
        return
    account.take_chorus(reading.invoice, Circuit(form.circuit))


def _is_between_companies(invoice: Invoice, circuit: Circuit) -> bool:
    """Guess that an invoice of the reform is for a private buyer: it names no establishment."""
    return circuit is Circuit.AFNOR and siret_of(invoice.buyer) is None


def _between_companies() -> Finding:
    return Finding(
        layer=Layer.CHORUS,
        rule="WO-ACHETEUR-PRIVE",
        severity=Severity.INFORMATION,
        message="L'acheteur n'a pas de SIRET : la facture est contrôlée comme une facture entre "
        "entreprises, sans les règles des acheteurs publics.",
        remedy="Pour un acheteur public, donnez son SIRET ; ou demandez ces règles : "
        "--dialect afnor.",
        term="BT-46",
    )


def _check_json(content: bytes, circuit: Circuit | None) -> Report:
    """Check a JSON invoice as the CII that it would become."""
    from wochorus.einvoice.building import build
    from wochorus.einvoice.totals import total_findings

    reading = read_json(content)
    if reading.invoice is None:
        return _Account(document_format=JSON_FORMAT, findings=list(reading.findings)).report()
    told = total_findings(reading.invoice)
    try:
        report = build(reading.invoice, Format.CII, circuit or _circuit_of(reading.invoice)).report
    except InvalidInput as error:
        return _Account(document_format=JSON_FORMAT, findings=[_not_written(error)]).report()
    known = {finding.rule for finding in report.findings}
    more = tuple(finding for finding in told if finding.rule not in known)
    return Report(
        document_format=JSON_FORMAT,
        profile=report.profile,
        rule_sets=report.rule_sets,
        findings=(*more, *report.findings),
        not_run=report.not_run,
    )


def _circuit_of(invoice: Invoice) -> Circuit:
    is_of_the_reform = category_of_frame(invoice.business_process) is not None
    return Circuit.AFNOR if is_of_the_reform else Circuit.CHORUS


def _not_written(error: InvalidInput) -> Finding:
    return Finding(
        layer=Layer.READING,
        rule="WO-JSON",
        severity=Severity.ERROR,
        message=f"{error.what}{f' ({error.where})' if error.where else ''}.",
        remedy=error.remedy,
    )


def _check_cpp_minimal(content: bytes) -> Report:
    from wochorus.einvoice.checking_minimal import check_flow
    from wochorus.einvoice.validation.chorus import rule_set

    account = _Account(document_format=Format.CPP_MINIMAL.label)
    account.findings += check_flow(content)
    account.rule_sets.append(rule_set())
    return account.report()


def _read_cpp_minimal(content: bytes) -> Reading:
    from wochorus.einvoice.checking_minimal import read_first

    return read_first(content)


def _read_pdf(content: bytes) -> Reading:
    from wochorus.einvoice.facturx.extracting import extract

    extracted = extract(content)
    if extracted.xml is None:
        return Reading(None, extracted.findings)
    reading = _read_xml(extracted.xml)
    return Reading(reading.invoice, (*extracted.findings, *reading.findings))


def _read_xml(content: bytes) -> Reading:
    from wochorus.einvoice.validation.parsing import parse_xml
    from wochorus.einvoice.validation.profiles import claim_of

    parsed = parse_xml(content)
    if isinstance(parsed, Finding):
        return Reading(None, (parsed,))
    return _read_tree(parsed.root, claim_of(parsed.root).syntax)


def _read_tree(root: _Element, syntax: str) -> Reading:
    from wochorus.einvoice import cii, ubl

    if syntax == "CII":
        return cii.read(root)
    if syntax == "UBL":
        return ubl.read(root)
    return Reading(
        None,
        (
            Finding(
                layer=Layer.READING,
                rule="WO-FORMAT",
                severity=Severity.ERROR,
                message="Ce fichier n'est ni une facture CII, ni une facture UBL.",
                remedy="Donnez un fichier Factur-X (PDF), CII, UBL, CPP minimal ou JSON.",
            ),
        ),
    )
