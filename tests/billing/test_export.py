from __future__ import annotations

import string
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.journals import a_csv, a_row
from support.records import a_company, an_invoice
from wochorus.billing.export import EXPORT_HEADERS, export_journal, export_rows
from wochorus.billing.importer import import_journal
from wochorus.billing.journal import EVERYTHING, JournalFilter
from wochorus.billing.models import DepositState, Invoice, TaxBreakdown
from wochorus.core.errors import Permanent
from wochorus.storage.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db

_LETTERS = string.ascii_letters + string.digits + "éàœ='+-@;\"|,./ "
WORDS = st.text(_LETTERS, max_size=12).map(str.strip).filter(lambda text: "E+" not in text)
CODES = st.text(string.ascii_uppercase + string.digits + "-=+@'", min_size=1, max_size=12).filter(
    lambda code: "E+" not in code
)
AMOUNTS = st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2).map(str)


@st.composite
def journals(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw journals of up to four invoices, each of its own customer."""
    numbers = draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
    return [draw(_rows(number, index)) for index, number in enumerate(numbers)]


def _rows(number: str, index: int) -> st.SearchStrategy[dict[str, str]]:
    changes: dict[str, st.SearchStrategy[str]] = {
        "kind": st.sampled_from(["Facture", "Avoir", ""]),
        "date": st.dates(min_value=_FIRST, max_value=_LAST).map(str),
        "due": st.one_of(st.just(""), st.dates(min_value=_FIRST, max_value=_LAST).map(str)),
        "client": WORDS.map(lambda text: text or "X"),
        "buyer": st.sampled_from(["", "Public", "Privé"]),
        "engagement": CODES,
        "service": WORDS,
        "rate": st.sampled_from(["", "20", "5,5", "0"]),
        "ht": AMOUNTS,
        "tva": AMOUNTS,
        "ttc": AMOUNTS,
        "prepaid": st.one_of(st.just(""), AMOUNTS),
        "net": st.one_of(st.just(""), AMOUNTS),
        "payment": st.sampled_from(["", "Chèque", "49"]),
        "source": st.sampled_from(["", "TC"]),
        "subject": WORDS,
        "group": WORDS,
    }
    return st.fixed_dictionaries(changes).map(
        lambda drawn: a_row(number=number, code=f"C{index}", **drawn)
    )


_FIRST, _LAST = date(1990, 1, 1), date(2090, 12, 31)


def everything(company: Company) -> list[list[Any]]:
    return [[str(cell) for cell in row] for row in export_rows(company)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=journals())
def test_what_is_exported_comes_in_again_and_changes_nothing(
    tmp_path: Path, suffix: str, rows: list[dict[str, str]]
) -> None:
    with transaction.atomic():
        company = a_company("une")
        first = import_journal(company, a_csv(tmp_path / "j.csv", rows))
        assert first.complete, first.errors
        exported = tmp_path / f"export{suffix}"
        assert export_journal(company, EVERYTHING, exported).invoices == len(rows)
        again = import_journal(company, exported)
        assert (again.unchanged, again.errors) == (len(rows), [])
        assert again.ignored_columns == ()
        other = a_company("deux", "12345678200028")
        import_journal(other, exported)
        assert everything(other) == everything(company)
        transaction.set_rollback(True)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_export_tells_what_became_of_the_invoices(tmp_path: Path, suffix: str) -> None:
    company = a_company()
    an_invoice(
        company,
        "FA-1",
        tmp_path,
        deposit_state=DepositState.REFUSED,
        flow_number="CPP0011113000000003142185",
        refusal="Service\ninconnu",
    )
    path = tmp_path / f"x{suffix}"
    export_journal(company, EVERYTHING, path)
    row = next(read_table(path)).cells
    assert row["N° Chorus"] == "CPP0011113000000003142185"
    assert (row["État"], row["Motif"]) == ("Refusée", "Service inconnu")
    assert (row["Fichier PDF"], row["Mode de règlement"]) == ("FA-1.pdf", "Virement")
    assert list(row) == list(EXPORT_HEADERS)


def test_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    company = a_company()
    an_invoice(company, "=1+1", subject="@SUM(A1)", engagement="+33", chantier="-x")
    path = tmp_path / "x.csv"
    export_journal(company, EVERYTHING, path)
    cells = path.read_text(encoding="utf-8-sig").splitlines()[1].split(";")
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]
    assert "'=1+1" in cells


def test_the_filter_chooses_what_is_exported(tmp_path: Path) -> None:
    company = a_company()
    an_invoice(company, "FA-1")
    an_invoice(company, "FA-2")
    wanted = JournalFilter(numbers=("FA-2",))
    assert export_journal(company, wanted, tmp_path / "x.csv").invoices == 1


def test_an_invoice_of_more_rates_than_the_format_has_is_told(tmp_path: Path) -> None:
    company = a_company()
    invoice = an_invoice(company, "FA-1")
    for rate in range(1, 6):
        TaxBreakdown.objects.create(invoice=invoice, rate=rate, taxable_amount=1, tax_amount=0)
    with pytest.raises(Permanent, match="cette facture en a 6"):
        export_journal(company, EVERYTHING, tmp_path / "x.csv")
    assert list(tmp_path.glob("*.csv")) == []
    assert list(tmp_path.glob(".x*")) == []


def test_an_export_reads_the_journal_in_few_queries(
    tmp_path: Path, django_assert_num_queries: Any
) -> None:
    company = a_company()
    for number in range(30):
        an_invoice(company, f"FA-{number}")
    with django_assert_num_queries(4):
        export_journal(company, EVERYTHING, tmp_path / "x.csv")
    assert Invoice.objects.count() == 30
