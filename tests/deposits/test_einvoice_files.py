"""Files of e-invoices made for a flow: judged to the byte, the same each time, few in memory."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import TYPE_CHECKING

import pikepdf
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from support.deposits import built_flows, bytes_of
from support.records import a_detailed_invoice, a_pdf, a_structure, a_whole_company
from wochorus.accounts.page_template import page_template
from wochorus.billing.documents import attach_annex, attach_main, content_store
from wochorus.billing.models import Invoice
from wochorus.deposits import making
from wochorus.deposits.archives import write_archive
from wochorus.deposits.candidates import check_invoices
from wochorus.deposits.einvoice_files import RefusedInvoiceError
from wochorus.deposits.naming import flow_file_name, unique_names
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.workshop import Workshop
from wochorus.einvoice import Format, check, checking, read

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import Flow

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    a_structure()
    return a_whole_company()


def a_flow(
    company: Company,
    document_format: Format,
    *invoices: Invoice,
    workshop: Workshop | None = None,
) -> Flow:
    flows, refused = built_flows(
        company, invoices, document_format, name="Octobre", workshop=workshop
    )
    if refused:
        raise RefusedInvoiceError(refused[0].message, remedy=refused[0].remedy)
    (flow,) = flows
    return flow


def opened(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        return {
            entry.name: member.read()
            for entry in files
            if (member := files.extractfile(entry)) is not None
        }


@pytest.mark.parametrize(
    ("document_format", "name", "ending"),
    [
        (Format.FACTURX, "factur-x_octobre", ".pdf"),
        (Format.CII, "octobre", ".xml"),
        (Format.UBL, "octobre", ".xml"),
    ],
)
def test_one_invoice_is_a_file_and_several_are_an_archive_of_files_named_by_number(
    company: Company, document_format: Format, name: str, ending: str
) -> None:
    alone = a_flow(company, document_format, a_detailed_invoice(company, "FA-1"))
    several = a_flow(
        company,
        document_format,
        *(a_detailed_invoice(company, number) for number in ("FA-2", "FA/3")),
    )
    single = bytes_of(alone)
    assert [path.name for path in flow_folder(alone).iterdir()] == [name + ending]
    archive = opened(bytes_of(several))
    assert [path.name for path in flow_folder(several).iterdir()] == [f"{name}.tar.gz"]
    assert list(archive) == [f"FA-2{ending}", f"FA-3{ending}"]
    numbers = [read(content).invoice for content in (single, *archive.values())]
    assert [each and each.number for each in numbers] == ["FA-1", "FA-2", "FA/3"]
    assert all(check(content).is_valid for content in (single, *archive.values()))


@pytest.mark.parametrize("document_format", [Format.FACTURX, Format.UBL])
def test_the_same_flow_built_twice_is_the_same_to_the_byte(
    company: Company, tmp_path: Path, document_format: Format
) -> None:
    own_page = a_detailed_invoice(company, "FA-1", tmp_path)
    other = a_detailed_invoice(company, "FA-2")
    once, twice = (bytes_of(a_flow(company, document_format, own_page, other)) for _ in range(2))
    assert once == twice
    with tarfile.open(fileobj=io.BytesIO(once)) as files:
        owners = {(entry.uid, entry.gid, entry.uname, entry.mode) for entry in files}
        dates = {entry.mtime for entry in files}
    assert owners == {(0, 0, "", 0o644)}
    assert len(dates) == 1
    assert once[4:8] == bytes(4), "gzip writes the time of the day here unless told not to"


def test_an_invoice_with_its_own_page_keeps_it_and_one_without_gets_ours(
    company: Company, tmp_path: Path
) -> None:
    own = a_detailed_invoice(company, "FA-1", tmp_path)
    flow = a_flow(company, Format.FACTURX, own, a_detailed_invoice(company, "FA-2"))
    files = opened(bytes_of(flow))
    with pikepdf.open(io.BytesIO(files["FA-1.pdf"])) as theirs:
        assert theirs.pages[0].Contents.read_bytes() == b""
    with pikepdf.open(io.BytesIO(files["FA-2.pdf"])) as ours:
        assert str(ours.Root.Lang).startswith("fr")
        assert len(ours.pages[0].Contents.read_bytes()) > 1000


def test_the_template_of_the_company_sets_its_pages(company: Company) -> None:
    invoice = a_detailed_invoice(company, "FA-1")
    assert page_template(company) is None
    folder = content_store().root / "templates" / company.code
    folder.mkdir(parents=True)
    try:
        (folder / "invoice.typ").write_text(
            '#set document(title: "FA-1")\n#set text(lang: "fr")\n= Maison Propre\n', "utf-8"
        )
        content = bytes_of(a_flow(company, Format.FACTURX, invoice))
    finally:
        (folder / "invoice.typ").unlink()
        folder.rmdir()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages[0].Contents.read_bytes()) < 500
    assert check(content).is_valid


def test_annexes_travel_inside_the_pdf(company: Company, tmp_path: Path) -> None:
    invoice = a_detailed_invoice(company, "FA-1")
    for name in ("plan.dwg.zip", "photo.png"):
        (tmp_path / name).write_bytes(b"content of " + name.encode())
        attach_annex(invoice, tmp_path / name)
    content = bytes_of(a_flow(company, Format.FACTURX, invoice))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = {
            name: pdf.attachments[name].get_file().read_bytes()
            for name in pdf.attachments
            if name != "factur-x.xml"
        }
    assert names == {
        "plan.dwg.zip": b"content of plan.dwg.zip",
        "photo.png": b"content of photo.png",
    }


def test_a_page_with_a_script_stays_here_with_its_reason_and_the_others_leave(
    company: Company, tmp_path: Path
) -> None:
    sound, scripted = a_detailed_invoice(company, "FA-1"), a_detailed_invoice(company, "FA-2")
    path = tmp_path / "page.pdf"
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert()")
        pdf.save(path)
    attach_main(scripted, path)
    (flow,), (refused,) = built_flows(company, [scripted, sound], Format.FACTURX)
    assert "FA-2 ne peut pas partir" in refused.message
    assert "JavaScript" in refused.message
    assert refused.remedy
    assert [line.invoice for line in flow.lines.all()] == [sound]
    assert check(bytes_of(flow)).is_valid


def test_what_the_check_judged_is_not_judged_again_unless_it_has_changed(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    honest = checking.check_written

    def noted(*arguments: object) -> object:
        judged.append(arguments[1].number)  # type: ignore[attr-defined]
        return honest(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "check_written", noted)
    first, second = (a_detailed_invoice(company, f"FA-{rank}") for rank in (91, 92))
    for _ in range(2):
        check_invoices(company, Invoice.objects.all(), timezone.localdate())
    assert judged == ["FA-91", "FA-92"]
    Invoice.objects.filter(pk=second.pk).update(subject="Autre chose")
    bytes_of(a_flow(company, Format.FACTURX, first, second))
    assert judged == ["FA-91", "FA-92", "FA-92"]


def test_processes_of_their_own_make_the_same_files(company: Company, tmp_path: Path) -> None:
    invoices = [a_detailed_invoice(company, f"FA-{rank}", tmp_path) for rank in range(3)]
    invoices += [a_detailed_invoice(company, "FA-X")]
    here = bytes_of(a_flow(company, Format.FACTURX, *invoices))
    with Workshop(few=0, processes=2) as workshop:
        told: list[tuple[int, int]] = []
        report = check_invoices(
            company,
            Invoice.objects.all(),
            timezone.localdate(),
            workshop=workshop,
            progress=lambda done, total: told.append((done, total)),
        )
        assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
        assert report.anomalies == []
        elsewhere = bytes_of(a_flow(company, Format.FACTURX, *invoices, workshop=workshop))
    assert elsewhere == here


def test_numbers_that_look_alike_as_file_names_do_not_replace_each_other() -> None:
    name_of = unique_names(".pdf")
    names = [name_of(number) for number in ("FA/1", "FA-1", "fa 1", "FA-1-2", "FA-2")]
    assert names == ["FA-1.pdf", "FA-1-2.pdf", "fa-1-3.pdf", "FA-1-2-2.pdf", "FA-2.pdf"]


@given(st.lists(st.text("FA/- 12", min_size=1, max_size=6), max_size=12))
def test_names_in_an_archive_are_all_different(numbers: list[str]) -> None:
    name_of = unique_names(".xml")
    names = [name_of(number).casefold() for number in numbers]
    assert len(set(names)) == len(names)


@given(st.lists(st.tuples(st.text("abc-_.1", min_size=1, max_size=40), st.binary()), max_size=5))
def test_an_archive_gives_back_its_files_and_depends_on_them_alone(
    files: list[tuple[str, bytes]],
) -> None:
    targets = io.BytesIO(), io.BytesIO()
    for target in targets:
        write_archive(target, files, 1_790_000_000)
    once, twice = (target.getvalue() for target in targets)
    assert once == twice
    with tarfile.open(fileobj=gzip.GzipFile(fileobj=io.BytesIO(once))) as archive:
        found = []
        for entry in archive:
            member = archive.extractfile(entry)
            assert member is not None
            found.append((entry.name, member.read()))
    assert found == files


def test_the_name_of_a_flow_becomes_that_of_its_file() -> None:
    assert flow_file_name("Écoles été", Format.CPP_MINIMAL) == "ecoles-ete.xml"
    assert flow_file_name("Été", Format.FACTURX, is_archive=True) == "factur-x_ete.tar.gz"
    assert flow_file_name("../Été", Format.CII) == "ete.xml"
    longest = flow_file_name("é" * 500, Format.FACTURX, is_archive=True)
    assert len(longest) == 200
    assert longest.endswith(".tar.gz")
