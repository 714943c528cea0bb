"""The limits that are settings, the test virus, the syntaxes that are no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chorus_simulator.syntaxes import REFUSED
from simulator.acting import added
from simulator.bills import A_PLAIN_PDF, FORMS, Bill, a_tar, a_zip, coded
from simulator.speaking import SYNTAX, AnInvoice, Attachment, a_flow

if TYPE_CHECKING:
    from simulator.running import Simulator
    from simulator.speaking import Supplier

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TWO = {"a.xml": Bill("A").cii(), "b.xml": Bill("B").cii()}
CII = FORMS["CII"].syntax


def an_annex(content: bytes) -> Attachment:
    return Attachment("bon.txt", content, "02", mime="text/plain")


def technical(supplier: Supplier, content: bytes, name: str, syntax: str) -> Any:
    report = supplier.report(supplier.deposit(content, name, syntax)["numeroFluxDepot"])
    return (report["listeErreurTechnique"] or [None])[0]


LIMITED = {
    "a file": ("file_size_limit", 1000, a_tar(TWO), "lot.tar.gz", CII, "IRR_TAILLE_F"),
    "a single file": ("file_size_limit", 1000, Bill().cii(), "a.xml", CII, "IRR_TAILLE_F"),
    "a tar": ("unpacked_size_limit", 5000, a_tar(TWO), "lot.tar.gz", CII, "IRR_TAILLE"),
    "a zip": ("unpacked_size_limit", 5000, a_zip(TWO), "lot.zip", CII, "IRR_TAILLE"),
    "the files of a batch": ("files_limit", 1, a_zip(TWO), "lot.zip", CII, "IRR_TAILLE"),
    "an attachment of a CPP file": (
        *("attachment_size_limit", 999),
        a_flow(AnInvoice(attachments=(Attachment(), an_annex(b"a" * 1000)))),
        *("a.xml", SYNTAX, "IRR_TAILLE_PJ"),
    ),
    "an attachment of a CII file": (
        *("attachment_size_limit", len(A_PLAIN_PDF) - 1),
        Bill(documents=(("a.pdf", coded(A_PLAIN_PDF)),)).cii(),
        *("a.xml", CII, "IRR_TAILLE_PJ"),
    ),
    "an invoice with its attachments": (
        *("invoice_size_limit", 1500),
        a_flow(AnInvoice(attachments=(Attachment(), an_annex(b"a" * 1000), an_annex(b"b" * 600)))),
        *("a.xml", SYNTAX, "IRR_TAILLE"),
    ),
}


@pytest.mark.parametrize(
    ("setting", "limit", "content", "name", "syntax", "code"), LIMITED.values(), ids=LIMITED
)
def test_every_limit_is_a_setting(
    simulator: Simulator,
    supplier: Supplier,
    setting: str,
    limit: int,
    content: bytes,
    name: str,
    syntax: str,
    code: str,
) -> None:
    usual = simulator.admin.settings()[setting]
    simulator.admin.settings(**{setting: limit})
    error = technical(supplier, content, name, syntax)
    assert error["codeErreur"] == code, error
    simulator.admin.settings(**{setting: usual})
    assert technical(supplier, content, name, syntax) is None


def test_a_limit_out_of_reason_is_refused(simulator: Simulator) -> None:
    for name in ("file_size_limit", "files_limit", "attachment_size_limit"):
        for value in (0, -1, 10**12):
            words = simulator.admin.refusal("PATCH", "settings", json={name: value})
            assert name in words


def test_an_added_file_obeys_the_limit_of_attachments(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(attachment_size_limit=10)
    added(supplier, b"a" * 10)
    body = {
        "pieceJointeFichier": coded(b"a" * 11),
        "pieceJointeNom": "a.txt",
        "pieceJointeTypeMime": "text/plain",
        "pieceJointeExtension": "TXT",
    }
    answer = supplier.post("transverses/v1/ajouter/fichier", body).json()
    assert answer["codeRetour"] == 20003


@pytest.mark.parametrize(
    ("content", "name", "syntax"),
    [
        (EICAR, "a.xml", SYNTAX),
        (a_zip({"a.xml": EICAR}), "lot.zip", CII),
        (a_flow(AnInvoice(attachments=(Attachment(), an_annex(EICAR)))), "a.xml", SYNTAX),
        (Bill(documents=(("a.txt", coded(EICAR)),)).cii(), "a.xml", CII),
    ],
    ids=["flow", "batch", "CPP attachment", "CII attachment"],
)
def test_the_test_virus_refuses_the_flow(
    supplier: Supplier, content: bytes, name: str, syntax: str
) -> None:
    assert technical(supplier, content, name, syntax)["codeErreur"] == "IRR_ANTIVIRUS"


@pytest.mark.parametrize("syntax", REFUSED)
def test_a_syntax_that_is_no_more_is_refused_at_once_and_the_refusal_says_why(
    simulator: Simulator, supplier: Supplier, syntax: str
) -> None:
    answer = supplier.deposit(a_flow(AnInvoice()), syntax=syntax)
    assert answer["codeRetour"] == 20006
    assert f"La syntaxe {syntax} est refusée : " in answer["libelle"]
    assert simulator.admin.flows() == []


def test_the_first_technical_fault_is_the_one_that_is_told(supplier: Supplier) -> None:
    """The portal verifies names, then sizes, then what the file says."""
    wrong = a_zip({"../a.xml": b"", "b.pdf": b""})
    assert technical(supplier, wrong, "lot.zip", CII)["codeErreur"] == "IRR_NOM_F"
    wrong = a_zip({"a.pdf": b""})
    assert technical(supplier, wrong, "lot.zip", CII)["codeErreur"] == "IRR_EXT_DOC"
    wrong = a_zip({"a.xml": b"", "b.xml": b"<a"})
    assert technical(supplier, wrong, "lot.zip", CII)["codeErreur"] == "IRR_VIDE_F"
    wrong = a_zip({"a.xml": b"<a", "b.xml": b""})
    assert technical(supplier, wrong, "lot.zip", CII)["codeErreur"] == "IRR_VIDE_F"


def test_an_archive_in_an_archive_is_not_opened(supplier: Supplier) -> None:
    inner = a_zip(TWO)
    for content, name in (
        (a_zip({"a.zip": inner}), "lot.zip"),
        (a_tar({"a.zip": inner}), "a.tar.gz"),
    ):
        assert technical(supplier, content, name, CII)["codeErreur"] == "IRR_EXT_DOC"
    for disguised in (inner, a_tar(TWO)):
        error = technical(supplier, a_zip({"a.xml": disguised}), "lot.zip", CII)
        assert error["codeErreur"] in ("IRR_SYNTAX", "ERR_XSD_001"), error
