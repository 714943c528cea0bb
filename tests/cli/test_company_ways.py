"""The way in of a company on the command line: its choice, its advice, its certificate."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from support.certificates import PASSWORD, Authority
from support.commands import Done, call_command
from support.records import a_company, an_invoice
from wochorus.accounts.models import Company, WayIn
from wochorus.accounts.ways import Sending, advice
from wochorus.cli.diagnosis import Level
from wochorus.cli.diagnosis.business import business_findings
from wochorus.customers.models import BuyerKind, Customer
from wochorus.deposits.submissions.volume import sending_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture(autouse=True)
def no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WOCHORUS_CERTIFICATE_PASSWORD", raising=False)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "cachet.p12"
    path.write_bytes(Authority.made().pkcs12(days=20))
    return path


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.parametrize(
    ("sending", "way_in", "said"),
    [
        (Sending(500, 0, 1), WayIn.XML, "environ 500 factures par mois"),
        (Sending(500, 0, 1, has_certificate=True), WayIn.XML, "CPP minimal"),
        (Sending(3, 1, 1), WayIn.XML, "Factur-X"),
        (Sending(3, 0, 1), WayIn.PDF, "comparé à votre journal"),
        (Sending(3, 0, 1, has_certificate=True), WayIn.SIGNED_PDF, "déposé tel quel"),
        (Sending(3, 0, 0), WayIn.XML, "convient à tous les cas"),
    ],
)
def test_the_advice_follows_volume_lines_and_pdfs(
    sending: Sending, way_in: WayIn, said: str
) -> None:
    advised = advice(sending)
    assert advised.way_in is way_in
    assert said in advised.why
    assert ("CPP minimal" in advised.why) is (sending.monthly > 20)


def test_what_is_sent_is_measured_on_public_invoices(tmp_path: Path) -> None:
    company = a_company()
    assert sending_of(company, an_invoice(company, "FA-0").issue_date) is not None
    today = an_invoice(company, "FA-1", tmp_path).issue_date
    private = Customer.objects.create(
        company=company, code="P", name="Dupont", kind=BuyerKind.PRIVATE
    )
    an_invoice(company, "FA-2", customer=private)
    found = sending_of(company, today)
    assert found is not None
    assert (found.monthly, found.with_lines, found.with_pdf) == (2, 0, 0.5)


def test_a_company_chooses_its_way_and_is_advised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company = a_company()
    an_invoice(company, "FA-1", tmp_path)
    done = call_command(capsys, "company", "set", "propre", "--way", "typed")
    assert done.returncode == 0, done.stderr
    assert "Conseil : dépôt de PDF. Peu de factures" in done.stdout
    assert Company.objects.get().way_in == WayIn.TYPED
    shown = call_command(capsys, "company", "show", "propre").stdout
    assert "saisie" in shown
    assert "Conseil" in shown
    told = json.loads(call_command(capsys, "company", "show", "propre", "--json").stdout)
    assert (told["way_in"], told["way_advice"]["way_in"]) == ("typed", "pdf")
    agreed = call_command(capsys, "company", "set", "propre", "--way", "pdf")
    assert "Conseil" not in agreed.stdout


def test_signing_without_a_certificate_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    a_company()
    done = call_command(capsys, "company", "set", "propre", "--way", "signed_pdf")
    assert "company certificate propre --file" in done.stdout


def stored(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: Path) -> Done:
    typed(monkeypatch, f"{PASSWORD}\n")
    return call_command(
        capsys, "company", "certificate", "propre", "--file", path, "--password-stdin"
    )


def test_a_certificate_is_stored_shown_and_taken_away(
    certificate: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_company()
    done = stored(capsys, monkeypatch, certificate)
    assert done.returncode == 0, done.stderr
    assert "Propre et Net, cachet" in done.stdout
    assert "Attention : ce certificat expire le" in done.stdout
    assert PASSWORD not in done.stdout + done.stderr
    told = json.loads(call_command(capsys, "company", "certificate", "propre", "--json").stdout)
    assert told["certificate"]["ends_soon"]
    assert "cachet" in call_command(capsys, "company", "show", "propre").stdout
    removed = call_command(capsys, "company", "certificate", "propre", "--remove")
    assert "retiré" in removed.stdout
    assert call_command(capsys, "company", "certificate", "propre", "--remove").returncode == 1
    assert "Aucun certificat" in call_command(capsys, "company", "certificate", "propre").stdout


def test_the_password_may_come_from_the_environment_and_never_from_nowhere(
    certificate: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_company()
    asked = ("company", "certificate", "propre", "--file", certificate)
    typed(monkeypatch, "")
    refused = call_command(capsys, *asked)
    assert (refused.returncode, "--password-stdin" in refused.stderr) == (1, True)
    monkeypatch.setenv("WOCHORUS_CERTIFICATE_PASSWORD", "faux")
    wrong = call_command(capsys, *asked)
    assert (wrong.returncode, "mot de passe est faux" in wrong.stderr) == (1, True)
    monkeypatch.setenv("WOCHORUS_CERTIFICATE_PASSWORD", PASSWORD)
    assert call_command(capsys, *asked).returncode == 0


def test_a_file_is_not_given_and_taken_away_at_once(
    certificate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_company()
    done = call_command(
        capsys, "company", "certificate", "propre", "--file", certificate, "--remove"
    )
    assert done.returncode == 2


def test_doctor_tells_until_when_a_company_signs(
    certificate: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_company(way_in=WayIn.SIGNED_PDF)

    def found() -> list[Level]:
        return [each.level for each in business_findings() if "certificat" in each.subject]

    assert found() == [Level.ERROR]
    stored(capsys, monkeypatch, certificate)
    assert found() == [Level.WARNING]
    Company.objects.update(way_in=WayIn.PDF)
    assert found() == []
