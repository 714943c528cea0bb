"""Late public payers: which invoices, how much, and the letter."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from django.utils import timezone
from pypdf import PdfReader

from support.commands import call_command
from support.records import a_customer, a_whole_company, an_invoice
from wochorus.billing.delays.known_rates import record_rate
from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.billing.payments.recording import Received, record_payment
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import BuyerKind
from wochorus.deposits.lateness.claims import late_invoices, lateness_of
from wochorus.deposits.lateness.letter import letter
from wochorus.deposits.models import InvoiceLife, LifeEntry, LifeEntryKind

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db
TODAY = date(2025, 4, 30)
STATUSES = (("DEPOSEE", 2), ("MISE_A_DISPOSITION", 2), ("SERVICE_FAIT", 6))


@pytest.fixture
def company() -> Company:
    return a_whole_company()


def moment(month: int, day: int) -> datetime:
    return datetime(2025, month, day, 10, tzinfo=UTC)


def lived(
    company: Company,
    number: str = "F1",
    statuses: tuple[tuple[str, int], ...] = STATUSES,
    **fields: Any,
) -> InvoiceLife:
    """Record an invoice of January 2025, received in February, with what followed."""
    invoice = an_invoice(
        company,
        number,
        **{
            "issue_date": date(2025, 1, 31),
            "deposit_state": DepositState.INTEGRATED,
            "deposited_at": moment(2, 2),
            "chorus_id": 1000 + Invoice.objects.count(),
            **fields,
        },
    )
    life = InvoiceLife.objects.create(
        invoice=invoice,
        environment=company.environment,
        chorus_id=invoice.chorus_id or 0,
        status=statuses[-1][0],
        status_at=moment(2, statuses[-1][1]),
        seen_at=moment(2, 2),
    )
    LifeEntry.objects.bulk_create(
        LifeEntry(life=life, kind=LifeEntryKind.STATUS, key=str(at), at=moment(2, day), code=code)
        for at, (code, day) in enumerate(statuses)
    )
    return life


def numbers(company: Company, **asked: Any) -> list[str]:
    return [each.invoice.number for each in late_invoices(company, TODAY, **asked)]


def test_a_town_that_has_not_paid_in_thirty_days_is_late(company: Company) -> None:
    lived(company)
    (found,) = late_invoices(company, TODAY)
    # Received on 2 February: thirty days end on 4 March; 57 days to 30 April.
    assert found.clock.due == date(2025, 3, 4)
    assert found.days_late == 57
    assert found.claim is not None
    assert found.claim.rate == Decimal("11.15")
    assert found.claim.interest == Decimal("2.09")
    assert found.claim.total == Decimal("42.09")


def test_the_delay_starts_when_the_work_is_done_if_that_is_later(company: Company) -> None:
    life = lived(company, period_end=date(2025, 3, 31))
    assert lateness_of(life, TODAY).clock.due == TODAY
    assert not numbers(company)


def test_a_hospital_has_fifty_days(company: Company) -> None:
    hospital = a_customer(company, "12345678200028", legal_category="7364")
    life = lived(company, customer=hospital)
    assert lateness_of(life, TODAY).clock.due == date(2025, 3, 24)


def test_the_time_of_a_suspension_is_given_back(company: Company) -> None:
    suspended = (*STATUSES[:2], ("SUSPENDUE", 5), ("COMPLETEE", 20))
    life = lived(company, statuses=suspended)
    assert lateness_of(life, TODAY).clock.due == date(2025, 3, 22)
    waiting = lived(company, "F2", statuses=(*STATUSES[:2], ("SUSPENDUE", 5)))
    found = lateness_of(waiting, TODAY)
    assert found.clock.due is None
    assert "suspendue" in found.trouble
    assert numbers(company) == ["F1"]


def test_what_is_no_debt_of_a_public_payer_is_left_out(company: Company) -> None:
    private = a_customer(company, "12345678200028", kind=BuyerKind.PRIVATE)
    lived(company, "PRIVEE", customer=private)
    lived(company, "AVOIR", kind=InvoiceKind.CREDIT_NOTE)
    lived(company, "PAYEE-AVANT", amount_due=Decimal(0))
    lived(company, "REJETEE", statuses=(*STATUSES, ("REJETEE", 9)))
    lived(company, "RECENTE", deposited_at=moment(4, 20))
    assert not numbers(company, with_paid=True)


def test_interest_is_owed_to_the_day_of_the_transfer_even_once_paid(company: Company) -> None:
    paid = (*STATUSES, ("MISE_EN_PAIEMENT", 27))
    early = lived(company, statuses=paid)
    LifeEntry.objects.filter(life=early, code="MISE_EN_PAIEMENT").update(at=moment(3, 14))
    assert not numbers(company)
    (found,) = late_invoices(company, TODAY, with_paid=True)
    assert (found.days_late, found.paid_on, found.unpaid) == (
        10,
        date(2025, 3, 14),
        Decimal(0),
    )


def test_the_ledger_tells_the_payment_of_a_payer_that_never_does(company: Company) -> None:
    life = lived(company)
    for on, amount in ((date(2025, 3, 14), "60.00"), (date(2025, 3, 24), "60.00")):
        shares = {life.invoice_id: Decimal(amount)}
        record_payment(company, Received(on, Decimal(amount)), shares, actor="marie")
    life.invoice.refresh_from_db()
    found = lateness_of(life, TODAY)
    assert (found.paid_on, found.days_late) == (date(2025, 3, 24), 20)
    assert found.claim is not None
    assert [one.principal for one in found.claim.slices] == [Decimal(120), Decimal(60)]
    assert not numbers(company)


def test_a_rate_that_nobody_gave_is_asked_for(company: Company) -> None:
    late = date(2031, 5, 31)
    life = lived(company, deposited_at=datetime(2031, 2, 2, tzinfo=UTC), statuses=(("DEPOSEE", 2),))
    LifeEntry.objects.update(at=datetime(2031, 2, 2, tzinfo=UTC))
    found = lateness_of(life, late)
    assert found.claim is None
    assert "01/01/2031" in found.trouble
    with pytest.raises(InvalidInput, match=r"ne se calculent pas.*late rate add 01/01/2031 TAUX"):
        letter(found, late, timezone.now())
    record_rate(date(2031, 1, 1), Decimal("1.00"), actor="marie")
    assert lateness_of(life, late).claim is not None


def test_no_letter_asks_for_what_is_not_late(company: Company) -> None:
    early = date(2025, 3, 1)
    with pytest.raises(InvalidInput, match="aucun intérêt"):
        letter(lateness_of(lived(company), early), early, timezone.now())


@pytest.mark.parametrize(
    ("day", "percent", "said"),
    [
        (date(2031, 1, 2), "1", "ne commence pas"),
        (date(2031, 1, 1), "90", "vraisemblable"),
        (date(2031, 1, 1), "2.1255", r"3 décimales au plus \(2,1255 % donné\)"),
    ],
)
def test_an_unlikely_rate_is_refused(day: date, percent: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        record_rate(day, Decimal(percent), actor="marie")


def test_the_letter_says_all_that_the_payer_must_know(company: Company) -> None:
    company.iban = "FR7630006000011234567890189"
    company.save()
    life = lived(company, engagement="ENG-4711", marche="M-2024")
    written = letter(lateness_of(life, TODAY), TODAY, moment(4, 30))
    with pikepdf.open(io.BytesIO(written)) as pdf:
        assert len(pdf.pages) == 1
    page = " ".join(PdfReader(io.BytesIO(written)).pages[0].extract_text().split())
    for told in ("F1", "ENG-4711", "M-2024", "04/03/2025", "11,15", "42,09", "R2192-31", "FR76"):
        assert told in page
    assert written == letter(lateness_of(life, TODAY), TODAY, moment(4, 30))


def test_the_command_tells_that_nothing_is_late(
    company: Company,  # noqa: ARG001 - the command finds it
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = call_command(capsys, "late", "list")
    assert "Aucune facture publique" in done.stdout


@pytest.mark.django_db(transaction=True)
def test_a_rate_is_shown_with_the_decimals_that_are_kept(
    company: Company,  # noqa: ARG001 - the command finds it
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = call_command(capsys, "late", "rate", "add", "01/01/2031", "2,125")
    assert "2,125 %" in done.stdout
    listed = call_command(capsys, "late", "rate", "list").stdout
    assert "01/01/2031  2,125 %  (saisi ici)" in listed
    assert "01/07/2025  2,15 %" in listed


@pytest.mark.django_db(transaction=True)
def test_the_letter_is_written_by_its_command_at_any_moment(
    company: Company, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lived(company)
    target = tmp_path / "lettre.pdf"
    done = call_command(capsys, "late", "letter", "F1", "--output", target)
    assert done.returncode == 0, done.stderr
    assert "F1" in PdfReader(target).pages[0].extract_text()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("state", "to_do"),
    [(DepositState.TO_DEPOSIT, "déposez-la"), (DepositState.INTEGRATED, "wochorus follow")],
)
def test_a_delay_that_is_not_known_says_what_to_do_for_it(
    company: Company,
    capsys: pytest.CaptureFixture[str],
    state: DepositState,
    to_do: str,
) -> None:
    an_invoice(company, "FA-1", deposit_state=state)
    done = call_command(capsys, "late", "show", "FA-1")
    assert (done.returncode, to_do in done.stderr) == (1, True)
