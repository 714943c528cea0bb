from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import BinaryField
from django.utils import timezone

from support.contracts import a_clause, a_contract
from support.deposits import reserved_flow
from support.records import (
    a_customer,
    a_detailed_invoice,
    a_pdf,
    a_service,
    a_structure,
    a_whole_company,
)
from wochorus.accounts.models import ChorusAccess, Company
from wochorus.billing.archive.services import attach_pdf
from wochorus.billing.attachments import add_attachment
from wochorus.billing.documents import attach_main, content_store, documents_of
from wochorus.billing.models import Invoice
from wochorus.billing.payments.models import Payment
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.customers.models import Contact
from wochorus.dataset.exporting import export_data
from wochorus.dataset.importing import import_data
from wochorus.dataset.tables import LEFT_OUT, OF_PEOPLE, SECRETS, columns_of, data_models

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wochorus.dataset.manifest import Manifest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = replace(settings.ENVIRONMENT, home=tmp_path / "home")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company with something in most tables, odd characters and exact numbers included."""
    company = a_whole_company()
    a_service(a_structure())
    customer = a_customer(company, name='L\'Île \\ "aux" Œufs\t\u2028 🧽')
    Contact.objects.create(customer=customer, name="Zoé")
    pdf = tmp_path / "FA-1.pdf"
    pdf.write_bytes(a_pdf())
    for number in ("FA-1", "FA-2"):
        invoice = a_detailed_invoice(company, number, customer=customer)
        attach_main(invoice, pdf)
        attach_pdf(invoice, pdf, actor="essai")
        add_attachment(invoice, pdf, name="bon.pdf", kind="BON_COMMANDE")
    Payment.objects.create(
        company=company,
        received_on=timezone.localdate(),
        amount=Decimal("9999999999999.99"),
        origin="typed",
        actor="essai",
    )
    a_clause(a_contract(company, customer=customer))
    reserved_flow(
        company, "lot", Invoice.objects.filter(number="FA-2").values_list("pk", flat=True)
    )
    ChorusAccess.objects.create(
        company=company,
        environment="simulator",
        client_id="i",
        client_secret=b"SECRET",
        technical_login="t",
        technical_password=b"SECRET",
    )
    return company


def exported(target: Path, **options: Any) -> Manifest:
    return export_data(settings.ENVIRONMENT.files, target, progress=lambda *_: None, **options)


def imported(source: Path, settle: Callable[[], object] = lambda: None) -> Manifest:
    return import_data(settings.ENVIRONMENT.files, source, settle=settle, progress=lambda *_: None)


def emptied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Go to another data folder, with an empty database."""
    call_command("flush", verbosity=0, interactive=False)
    here = replace(settings.ENVIRONMENT, home=tmp_path / "ailleurs")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("ending", ["", ".zip"])
def test_what_goes_out_and_back_goes_out_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    first, second = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    told = exported(first)
    emptied(monkeypatch, tmp_path)
    assert imported(first) == told
    exported(second)
    if ending:
        assert first.read_bytes() == second.read_bytes()
    else:
        assert contents(first) == contents(second)
    invoice = Invoice.objects.get(number="FA-1")
    assert invoice.searchable
    assert len(documents_of(invoice)) == 2
    page = content_store().path(documents_of(invoice)[0].document.sha256)
    assert page.read_bytes().startswith(b"%PDF")
    assert Payment.objects.get().amount == Decimal("9999999999999.99")


def test_new_rows_take_numbers_of_their_own_after_an_import(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = company.pk
    exported(tmp_path / "a")
    emptied(monkeypatch, tmp_path)
    imported(tmp_path / "a")
    assert a_whole_company("autre", "55210055400013").pk == known + 1
    a_detailed_invoice(Company.objects.get(pk=known), "FA-3")


@pytest.mark.usefixtures("company")
def test_no_secret_goes_out(tmp_path: Path) -> None:
    exported(tmp_path / "a")
    everything = b"".join(contents(tmp_path / "a").values())
    assert b"SECRET" not in everything
    assert b"534543524554" not in everything.lower()
    assert b'"accounts.chorusaccess"' in everything


def test_every_table_is_exported_or_named_as_left_out() -> None:
    known = {
        model._meta.label_lower  # noqa: SLF001 - Django's documented API
        for config in apps.get_app_configs()
        if config.name.startswith("wochorus.") and config.label not in OF_PEOPLE
        for model in config.get_models(include_auto_created=True)
    }
    assert data_models().keys() | set(LEFT_OUT) == known
    for label, model in data_models().items():
        kinds = [type(field) for field in columns_of(model).values()]
        assert BinaryField not in kinds, f"{label} holds bytes: a secret?"
    assert set(SECRETS) < set(LEFT_OUT)


@pytest.mark.usefixtures("company")
def test_the_directory_may_stay_behind_and_one_that_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = exported(tmp_path / "a", with_directory=False)
    assert "directory.structure" in told.left_out
    emptied(monkeypatch, tmp_path)
    own = a_structure("99999999900019")
    imported(tmp_path / "a")
    own.refresh_from_db()


@pytest.mark.usefixtures("company")
def test_a_database_with_a_company_takes_nothing(tmp_path: Path) -> None:
    exported(tmp_path / "a")
    with pytest.raises(InvalidInput, match="base vide"):
        imported(tmp_path / "a")


@pytest.mark.usefixtures("company")
def test_what_fails_at_the_end_leaves_the_database_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(tmp_path / "a")
    emptied(monkeypatch, tmp_path)

    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(tmp_path / "a", fail)
    assert not Company.objects.exists()
    imported(tmp_path / "a")
    assert Company.objects.count() == 1


def _spoil_a_row(folder: Path) -> None:
    path = folder / "tables" / "billing.invoice.jsonl"
    path.write_bytes(path.read_bytes().replace(b"FA-1", b"FA-9"))


def _spoil_a_document(folder: Path) -> None:
    path = max((folder / "files").rglob("*"), key=lambda path: path.is_file())
    path.write_bytes(b"?" * path.stat().st_size)


def _lose_a_table(folder: Path) -> None:
    (folder / "tables" / "billing.invoice.jsonl").unlink()


def _point_outside(folder: Path) -> None:
    _change(folder, lambda told: told["files"].update({"files/../x": {"size": 0, "sha256": ""}}))


def _name_a_foreign_table(folder: Path) -> None:
    _change(folder, lambda told: told["tables"].update({"auth.user": told["tables"].popitem()[1]}))


def _name_a_foreign_column(folder: Path) -> None:
    _change(folder, lambda told: told["tables"]["billing.invoice"]["columns"].append("x) --"))


def _be_no_json(folder: Path) -> None:
    (folder / "manifest.json").write_text("[")


def _change(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told), "utf-8")


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    "spoil",
    [
        _spoil_a_row,
        _spoil_a_document,
        _lose_a_table,
        _point_outside,
        _name_a_foreign_table,
        _name_a_foreign_column,
        _be_no_json,
    ],
)
def test_a_damaged_export_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None]
) -> None:
    exported(tmp_path / "a")
    spoil(tmp_path / "a")
    emptied(monkeypatch, tmp_path)
    with pytest.raises(InvalidInput, match="pas un export intact"):
        imported(tmp_path / "a")
    assert not Company.objects.exists()


@pytest.mark.usefixtures("company")
def test_an_export_of_a_newer_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(tmp_path / "a")
    emptied(monkeypatch, tmp_path)
    _change(tmp_path / "a", lambda told: told["migrations"].append(["billing", "9999_later"]))
    with pytest.raises(Permanent, match="plus récent"):
        imported(tmp_path / "a")
    _change(tmp_path / "a", lambda told: told.update(format=2))
    with pytest.raises(Permanent, match="plus récent"):
        imported(tmp_path / "a")


@pytest.mark.usefixtures("company")
def test_an_export_of_an_older_version_gets_the_columns_that_came_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(tmp_path / "a")
    emptied(monkeypatch, tmp_path)
    _change(
        tmp_path / "a",
        lambda told: told["tables"]["billing.invoicedocument"]["columns"].remove("kind"),
    )
    imported(tmp_path / "a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT kind FROM billing_invoicedocument")
        assert cursor.fetchall() == [("",)]


@pytest.mark.usefixtures("company")
def test_a_zip_that_is_cut_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    exported(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    emptied(monkeypatch, tmp_path)
    with pytest.raises(InvalidInput, match="pas un export intact"):
        imported(path)


@pytest.mark.usefixtures("company")
def test_an_export_is_not_written_over_another_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(InvalidInput, match="n'existe pas"):
        exported(tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".partial")] == []
