"""The e-invoice engine: one model, every format, checked by the official rules.

It stands alone: no database, no settings, no clock, no network. ::

    from wochorus import einvoice

    invoice = einvoice.from_json(text)
    built = einvoice.build(invoice, einvoice.Format.CII, einvoice.Circuit.CHORUS)
    if built.may_leave:
        send(built.content)
    for finding in built.report.findings:
        print(finding.message, finding.remedy)

    report = einvoice.check(content)
    reading = einvoice.read(content)

The model is in :mod:`wochorus.einvoice.model`. Libraries that are slow to load (lxml, pydantic,
Saxon, Typst) are loaded when first needed.
"""

from wochorus.einvoice.building import Built, Page, build
from wochorus.einvoice.checking import check, read
from wochorus.einvoice.dialects import DIALECTS, Circuit, Dialect, Expressed, express
from wochorus.einvoice.findings import Finding, Layer, Report, RuleSet, Severity
from wochorus.einvoice.formats import Format
from wochorus.einvoice.json_format import from_json, json_schema, read_json, to_json
from wochorus.einvoice.model import Invoice
from wochorus.einvoice.reading import Reading
from wochorus.einvoice.totals import complete, total_findings

__all__ = [
    "DIALECTS",
    "Built",
    "Circuit",
    "Dialect",
    "Expressed",
    "Finding",
    "Format",
    "Invoice",
    "Layer",
    "Page",
    "Reading",
    "Report",
    "RuleSet",
    "Severity",
    "build",
    "check",
    "complete",
    "express",
    "from_json",
    "json_schema",
    "read",
    "read_json",
    "to_json",
    "total_findings",
]
