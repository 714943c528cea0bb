"""Batches of one nature in a tar.gz or a zip: whole, in part, or not at all."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from simulator.bills import A_PLAIN_PDF, FORMS, Bill, Form, a_tar, a_zip
from simulator.speaking import AnInvoice, a_flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.running import Simulator
    from simulator.speaking import Supplier

PACKERS = {"lot.tar.gz": a_tar, "lot.zip": a_zip}
CII = FORMS["CII"]
SOUND = Bill().cii()


def report_on(
    supplier: Supplier, content: bytes, name: str = "lot.tar.gz", form: Form = CII
) -> Any:
    return supplier.report(supplier.deposit(content, name, form.syntax)["numeroFluxDepot"])


def a_batch(form: Form, *bills: Bill) -> dict[str, bytes]:
    return {f"lot/{n:03}.{form.extension}": form.write(bill) for n, bill in enumerate(bills)}


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_batch_is_one_flow(
    simulator: Simulator, supplier: Supplier, form: Form, name: str
) -> None:
    content = PACKERS[name](a_batch(form, Bill("A"), Bill("B"), Bill("C")))
    report = report_on(supplier, content, name, form)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    assert [row["number"] for row in simulator.admin.invoices()] == ["A", "B", "C"]
    (line,) = simulator.admin.ledger("*deposer/flux")
    assert (line["file_name"], line["size"]) == (name, len(content))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_good_invoices_of_a_batch_are_recorded_and_bad_ones_are_named(
    simulator: Simulator, supplier: Supplier, form: Form
) -> None:
    content = a_tar(a_batch(form, Bill("A"), Bill("B", cadre="S1"), Bill("C"), Bill("A")))
    report = report_on(supplier, content, form=form)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    assert [line["numeroDP"] for line in report["listeErreurDP"]] == ["B", "A"]
    assert [row["number"] for row in simulator.admin.invoices()] == ["A", "C"]
    again = a_tar(a_batch(form, Bill("B")))
    assert report_on(supplier, again, form=form)["etatCourantDepotFlux"] == "IN_INTEGRE"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_batch_of_bad_invoices_is_refused(supplier: Supplier, form: Form) -> None:
    content = a_tar(a_batch(form, Bill("A", cadre="S1"), Bill("B", cadre="B1")))
    report = report_on(supplier, content, form=form)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert [line["numeroDP"] for line in report["listeErreurDP"]] == ["A", "B"]
    assert report["listeErreurTechnique"] is None


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_one_file_against_its_grammar_refuses_the_whole_batch(
    simulator: Simulator, supplier: Supplier, form: Form
) -> None:
    files = a_batch(form, Bill("A"), Bill("B"))
    if form.extension == "pdf":
        files["lot/001.pdf"] = A_PLAIN_PDF
    else:
        place = b"<ram:TypeCode>" if b"<ram:" in files["lot/001.xml"] else b"<cbc:ID>"
        files["lot/001.xml"] = files["lot/001.xml"].replace(place, place[:5] + b"Truc/>" + place, 1)
    report = report_on(supplier, a_tar(files), form=form)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    (error,) = report["listeErreurTechnique"]
    assert error["libelleErreur"].startswith("IRRECEVABILITE - fichier « lot/001.")
    assert report["listeErreurDP"] is None
    assert simulator.admin.invoices() == []


def a_special_tar(member: tarfile.TarInfo) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(member)
    return packed.getvalue()


def a_link() -> bytes:
    member = tarfile.TarInfo("a.xml")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return a_special_tar(member)


def a_tar_of_folders(count: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for number in range(count):
            member = tarfile.TarInfo(f"d{number}")
            member.type = tarfile.DIRTYPE
            archive.addfile(member)
    return packed.getvalue()


def a_tar_with_a_damaged_header() -> bytes:
    plain = bytearray(gzip.decompress(a_tar({"a.xml": SOUND, "b.xml": Bill("B").cii()})))
    second = bytes(plain).index(b"b.xml")
    plain[second + 148 : second + 156] = b"99999999"
    return gzip.compress(bytes(plain))


def a_zip_with_the_same_name_twice() -> bytes:
    return a_zip({"a.xml": SOUND, "b.xml": Bill("B").cii()}).replace(b"b.xml", b"a.xml")


def a_zip_of_many(count: int) -> bytes:
    return a_zip({f"{number:05}.xml": b"" for number in range(count)})


ARCHIVES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "two natures": (
        lambda: a_tar({"a.xml": SOUND, "b.pdf": A_PLAIN_PDF}),
        "lot.tar.gz",
        "IRR_EXT_DOC",
    ),
    "an archive inside": (
        lambda: a_tar({"a.zip": a_zip({"a.xml": SOUND})}),
        "lot.tar.gz",
        "IRR_EXT_DOC",
    ),
    "nothing": (lambda: a_tar({}), "lot.tar.gz", "IRR_VIDE"),
    "nothing in the zip": (lambda: a_zip({}), "lot.zip", "IRR_VIDE"),
    "an empty file": (lambda: a_tar({"a.xml": b""}), "lot.tar.gz", "IRR_VIDE_F"),
    "a way out": (lambda: a_tar({"../../a.xml": SOUND}), "lot.tar.gz", "IRR_NOM_F"),
    "a way out of the zip": (lambda: a_zip({"a/../../b.xml": SOUND}), "lot.zip", "IRR_NOM_F"),
    "a way out by Windows": (lambda: a_zip({"..\\b.xml": SOUND}), "lot.zip", "IRR_NOM_F"),
    "a rooted name": (lambda: a_tar({"/etc/a.xml": SOUND}), "lot.tar.gz", "IRR_NOM_F"),
    "a drive": (lambda: a_zip({"C:/a.xml": SOUND}), "lot.zip", "IRR_NOM_F"),
    "a name of 201 characters": (
        lambda: a_tar({"a" * 197 + ".xml": SOUND}),
        "lot.tar.gz",
        "IRR_NOM_F",
    ),
    "a name that cannot be printed": (
        lambda: a_tar({"a\x07.xml": SOUND}),
        "lot.tar.gz",
        "IRR_NOM_F",
    ),
    "a link": (a_link, "lot.tar.gz", "IRR_NOM_F"),
    "the same name twice": (a_zip_with_the_same_name_twice, "lot.zip", "IRR_NOM_F"),
    "not an archive": (lambda: SOUND, "lot.zip", "IRR_EXTRAC"),
    "truncated": (lambda: a_tar({"a.xml": SOUND})[:-20], "lot.tar.gz", "IRR_EXTRAC"),
    "truncated zip": (lambda: a_zip({"a.xml": SOUND})[:-20], "lot.zip", "IRR_EXTRAC"),
    "a damaged header": (a_tar_with_a_damaged_header, "lot.tar.gz", "IRR_EXTRAC"),
    "another compression": (lambda: a_zip({"a.xml": SOUND}), "lot.tar.gz", "IRR_EXTRAC"),
    "a bomb": (lambda: a_tar({"a.xml": bytes(121_000_000)}), "lot.tar.gz", "IRR_TAILLE"),
    "a bomb in two parts": (
        lambda: a_zip({"a.xml": bytes(60_000_001), "b.xml": bytes(60_000_001)}),
        "lot.zip",
        "IRR_TAILLE",
    ),
    "a tar of folders": (lambda: a_tar_of_folders(501), "lot.tar.gz", "IRR_TAILLE"),
    "a zip of 20,000 files": (lambda: a_zip_of_many(20_000), "lot.zip", "IRR_EXTRAC"),
}


@pytest.mark.parametrize("case", ARCHIVES)
def test_a_wrong_archive_is_refused_whole(
    simulator: Simulator, supplier: Supplier, case: str
) -> None:
    make, name, code = ARCHIVES[case]
    report = report_on(supplier, make(), name)
    assert report["etatCourantDepotFlux"] == "IN_REJETE", report
    (error,) = report["listeErreurTechnique"]
    assert error["codeErreur"] == code, error
    assert simulator.admin.invoices() == []


def test_500_files_are_taken_and_not_one_more(simulator: Simulator, supplier: Supplier) -> None:
    bills = [Bill(f"F{number:03}") for number in range(501)]
    report = report_on(supplier, a_tar(a_batch(CII, *bills)))
    assert report["listeErreurTechnique"][0]["codeErreur"] == "IRR_TAILLE"
    report = report_on(supplier, a_tar(a_batch(CII, *bills[:500])))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert len(simulator.admin.invoices()) == 500


def test_a_file_of_another_syntax_is_not_read(supplier: Supplier) -> None:
    contents = {"CII": SOUND, "UBL": Bill().ubl(), "CPP": a_flow(AnInvoice())}
    for name, form in (("CII", FORMS["UBL"]), ("UBL", FORMS["CII"]), ("CPP", FORMS["CII"])):
        report = report_on(supplier, contents[name], "facture.xml", form)
        assert report["listeErreurTechnique"][0]["codeErreur"] == "ERR_XSD_001", name


def test_an_xml_of_countless_elements_is_not_read(supplier: Supplier) -> None:
    content = a_tar({"a.xml": b"<a>" + b"<b/>" * 2_000_001 + b"</a>"})
    report = report_on(supplier, content)
    assert report["listeErreurTechnique"][0]["codeErreur"] == "IRR_TAILLE_F"
