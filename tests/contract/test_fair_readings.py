"""Every reading in fair weather: it says what the portal holds, told by another witness."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from contract.operations import OPERATIONS
from contract.place import (
    COMPANY,
    ISSUED,
    SERVICE_REQUIRED,
    STATE_ORDER,
    SUPPLIER,
    UNDEMANDING,
)
from contract.readings import LISTS
from simulator.speaking import A_PDF
from wochorus.choruspro import (
    InvoiceFileFormat,
    InvoiceSearch,
    ReferenceEntry,
    StructureSearch,
)

if TYPE_CHECKING:
    from contract.place import Place


def asked(place: Place, name: str) -> Any:
    """Make the call of a line of the table."""
    operation = OPERATIONS[name]
    return operation.call(place.patient, place, operation.prepare(place))


def held(place: Place, **fields: object) -> list[dict[str, Any]]:
    """The invoices that the portal itself shows, with these fields."""
    return [
        row
        for row in place.simulator.admin.invoices()
        if all(row[name] == value for name, value in fields.items())
    ]


def test_the_portal_is_up(place: Place) -> None:
    health = asked(place, "health")
    assert health.is_up
    assert "disponible" in health.message


def test_a_search_shows_the_invoices_of_the_flow(place: Place) -> None:
    rows = asked(place, "search_invoices")
    assert [row.invoice_number for row in rows] == ["A", "B"]
    for row, known in zip(rows, held(place, flow_number=place.numbers.flow), strict=True):
        assert (row.chorus_id, row.status) == (known["id"], known["status"])
        assert (row.supplier_siret, row.supplier_name) == (SUPPLIER, COMPANY)
        assert (row.recipient_siret, row.flow_number) == (known["recipient"], place.numbers.flow)
        assert str(row.amount_without_tax) == "1000.0"
        assert row.amount_with_tax == Decimal(known["gross"])
        assert row.amount_due == Decimal(known["payable"])
        assert (row.currency, row.kind, row.issue_date) == ("EUR", "FACTURE", ISSUED)
        assert row.status_at is not None
        assert row.status_at.isoformat(timespec="milliseconds") == known["status_at"]


def test_a_search_restricts_by_each_of_its_criteria(place: Place) -> None:
    [row] = asked(place, "search_invoices")[:1]
    today = row.deposit_date
    day, moment = timedelta(days=1), timedelta(hours=1)
    fitting = {
        "invoice_number": "A",
        "deposited_from": today,
        "deposited_to": today,
        "issued_from": ISSUED,
        "issued_to": ISSUED,
        "changed_from": row.status_at - moment,
        "changed_to": row.status_at + moment,
        "statuses": ("REJETEE", "MISE_A_DISPOSITION"),
        "supplier_id": place.numbers.own,
    }
    missing: dict[str, Any] = {
        "invoice_number": "Z",
        "engagement": "Z",
        "marche": "Z",
        "deposited_from": today + day,
        "deposited_to": today - day,
        "issued_from": ISSUED + day,
        "issued_to": ISSUED - day,
        "changed_from": row.status_at + moment,
        "changed_to": row.status_at - moment,
        "statuses": ("REJETEE",),
        "supplier_id": place.numbers.hall,
    }
    flow = {"flow_number": place.numbers.flow}
    for name, value in fitting.items():
        found = place.patient.search_invoices(InvoiceSearch.model_validate({**flow, name: value}))
        assert row in found, name
    for name, value in missing.items():
        asked_for = InvoiceSearch.model_validate({**flow, name: value})
        assert place.patient.search_invoices(asked_for) == [], name
    assert set(missing) | set(flow) == set(InvoiceSearch.model_fields)


def test_the_sheet_of_an_invoice_tells_all_of_it(place: Place) -> None:
    sheet = asked(place, "invoice_sheet")
    [known] = held(place, id=place.numbers.seen)
    assert (sheet.chorus_id, sheet.invoice_number) == (known["id"], known["number"])
    assert (sheet.status, sheet.deposit_mode) == (known["status"], "SAISIE_API")
    assert sheet.cadre.code == "A1_FACTURE_FOURNISSEUR"
    assert (sheet.recipient.siret, sheet.recipient.state) == (UNDEMANDING, "ACTIF")
    assert (sheet.supplier.identifier, sheet.supplier.chorus_id) == (SUPPLIER, place.numbers.own)
    assert (sheet.references.issue_date, sheet.references.engagement) == (ISSUED, "BC-7")
    assert (sheet.references.kind, sheet.references.payment_means) == ("FACTURE", "VIREMENT")
    totals = (sheet.totals.without_tax, sheet.totals.vat, sheet.totals.with_tax, sheet.totals.due)
    assert totals == (300, 35, 335, 335)
    assert [(line.number, line.name, line.quantity) for line in sheet.lines] == [
        (1, "Lot 1", 2),
        (2, "Lot 2", 2),
        (3, "Lot 3", 2),
    ]
    assert [line.amount_without_tax for line in sheet.lines] == [100, 100, 100]
    assert sorted((rate.typed_rate, rate.amount) for rate in sheet.vat) == [
        (5, 5),
        (10, 10),
        (20, 20),
    ]
    assert [file.name for file in sheet.attachments] == ["Annexe 1", "Annexe 2"]
    ids = {row["id"] for row in place.simulator.admin.ask("GET", "attachments")["attachments"]}
    assert {file.file_id for file in sheet.attachments} <= ids


def test_the_history_of_an_invoice_begins_with_its_deposit(place: Place) -> None:
    history = asked(place, "invoice_history")
    [known] = held(place, id=place.numbers.seen)
    told = [change.status for change in history.statuses]
    assert told == ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]
    assert (history.chorus_id, history.status) == (known["id"], known["status"])
    assert history.invoice_number == known["number"]
    assert all(change.at and change.at.utcoffset() for change in history.statuses)


def test_a_downloaded_invoice_is_the_file_that_was_deposited(place: Place) -> None:
    file = asked(place, "download_invoices")
    assert file.path.read_bytes() == A_PDF
    assert (file.size, file.media_type) == (len(A_PDF), "application/pdf")
    history = place.patient.invoice_history(place.numbers.fetched)
    assert history.last_action.code == "TELECHARGEMENT_FACTURE"
    assert [action.code for action in history.actions] == ["TELECHARGEMENT_FACTURE"]


def test_invoices_are_downloaded_together_and_as_pivot(place: Place) -> None:
    both = [place.numbers.fetched, place.numbers.seen]
    archive = place.patient.download_invoices(both, place.folder / "lot.zip")
    assert archive.media_type == "application/zip"
    with zipfile.ZipFile(archive.path) as files:
        folders = {name.partition("/")[0] for name in files.namelist()}
    assert len(folders) == 2
    pivot = place.patient.download_invoices(both, place.folder / "lot.xml", InvoiceFileFormat.PIVOT)
    assert pivot.media_type == "application/xml"
    root = etree.fromstring(pivot.path.read_bytes())
    assert root.tag == "CPPFacturePivot"
    ids = [element.text for element in root.iter("IdCPRO")]
    assert ids == [str(chorus_id) for chorus_id in both]


def test_the_report_of_a_flow_names_what_was_refused(place: Place) -> None:
    report = asked(place, "flow_report")
    [flow] = [row for row in place.simulator.admin.flows() if row["number"] == place.numbers.flow]
    assert report.flow_state == flow["state"] == "IN_INTEGRE_PARTIEL"
    assert report.meaning.kind.is_final
    assert report.interface_code == "FSO1113A"
    assert report.file_name == f"FSO1113A_CPP001_{place.numbers.flow}"
    [error] = report.invoice_errors
    assert (error.invoice_number, error.supplier) == ("C", SUPPLIER)
    assert error.recipient == UNDEMANDING
    assert report.errors_by_invoice == {"C": error.reasons}
    assert report.technical_errors == []


def test_the_report_for_people_is_a_pdf(place: Place) -> None:
    report = asked(place, "flow_report_file")
    assert (report.pdf or b"").startswith(b"%PDF-")
    assert (report.flow_number, report.flow_state) == (place.numbers.flow, "IN_INTEGRE_PARTIEL")
    assert report.interface_code == "FSO1113A"
    assert report.partner_code == "CPP001"


def test_the_account_acts_for_its_structure(place: Place) -> None:
    [structure] = asked(place, "active_supplier_structures")
    assert (structure.identifier, structure.name) == (SUPPLIER, COMPANY)
    [tie] = asked(place, "account_attachments")
    assert (tie.identifier, tie.attachment_status) == (SUPPLIER, "VALIDEE")
    assert tie.chorus_id == structure.chorus_id == place.numbers.own
    assert tie.services == []


def test_an_order_of_the_state_is_found_by_its_number(place: Place) -> None:
    [order] = asked(place, "search_engagements")
    assert (order.number, order.state) == (STATE_ORDER, "COMMANDE")
    assert place.patient.search_engagements(place.numbers.own, "1300099999") == []
    assert place.patient.search_engagements(place.numbers.own, STATE_ORDER, state="CLOS") == []


def test_a_structure_is_found_with_what_it_requires(place: Place) -> None:
    [row] = asked(place, "search_structures")
    assert (row.identifier, row.chorus_id) == (SUPPLIER, place.numbers.own)
    [closed] = place.patient.search_structures(StructureSearch(status="INACTIF"))
    assert (closed.identifier, closed.status) == ("12345678200069", "INACTIVE")
    details = place.patient.structure_details(place.numbers.hall)
    assert details.identity.identifier == SERVICE_REQUIRED
    assert details.identity.kind == "PUBLIQUE"
    assert details.settings.requires_service is True
    assert details.settings.requires_engagement is False
    assert details.settings.reports_payment is True


def test_the_sheet_of_ones_own_structure_tells_when_the_password_ends(place: Place) -> None:
    identity = asked(place, "structure_details").identity
    now = date.fromisoformat(place.simulator.admin.clock()["now"][:10])
    assert identity.name == COMPANY
    assert identity.password_expires_on == now + timedelta(days=424)


def test_the_services_of_a_structure_are_read(place: Place) -> None:
    [service] = asked(place, "search_services")
    assert (service.code, service.is_active) == ("SERVICE_DEST_SERV_OBL", True)
    details = asked(place, "service_details")
    assert details.identity.code == service.code
    assert details.settings.requires_engagement is False


def test_the_directory_holds_every_public_structure(place: Place) -> None:
    file = asked(place, "download_directory")
    assert file.media_type == "application/zip"
    with zipfile.ZipFile(file.path) as archive:
        [name] = archive.namelist()
        root = etree.fromstring(archive.read(name))
    told = {element.text for element in root.iter("Identifiant")}
    public = place.witness.rows("SELECT identifier FROM structures WHERE is_public")
    assert told == {identifier for (identifier,) in public}


def test_every_reference_list_gives_codes(place: Place) -> None:
    lists: dict[str, list[ReferenceEntry]] = {
        each.variant: asked(place, each.name) for each in LISTS
    }
    accounts = lists.pop("bank_accounts")
    assert [(each.chorus_id, each.label) for each in accounts] == [
        (place.numbers.bank_account, "Courant")
    ]
    for name, entries in lists.items():
        codes = [entry.code for entry in entries]
        assert codes, name
        assert all(codes), name
        assert len(set(codes)) == len(codes), name
    labelled = ("currencies", "countries", "vat_rates", "exemption_reasons", "attachment_kinds")
    assert all(entry.label for name in labelled for entry in lists[name])
    rates = {entry.code: entry.value for entry in lists["vat_rates"]}
    assert rates["TVA20"] == 20
    assert rates["TVA5"] == Decimal("5.5")
    assert [entry.code for entry in lists["syntaxes"]] == ["IN_DP_E2_CII_FACTURX"]
    assert "A1_FACTURE_FOURNISSEUR" in {entry.code for entry in lists["cadres"]}
    assert "A20_DECOMPTE_GENERAL_MOA" not in {entry.code for entry in lists["cadres"]}
