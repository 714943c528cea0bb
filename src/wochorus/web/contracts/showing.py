"""What the page of a contract shows beside what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from wochorus.contracts.billed import billed_until
from wochorus.contracts.due import bill_of, coming_bills, payment_term_of
from wochorus.contracts.history import told
from wochorus.contracts.models import RevisionClause
from wochorus.contracts.queries import lines_of, state_of
from wochorus.contracts.reference_terms import ceiling_of, opening_use, references_on
from wochorus.contracts.references import References
from wochorus.contracts.revised_prices import next_revision_on, plan_revision
from wochorus.contracts.revision import formula_text, legend_text
from wochorus.contracts.revision_clauses import applied_revisions, formula_of
from wochorus.contracts.warnings import contract_warnings
from wochorus.core.dates import parse_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_number
from wochorus.customers.models import Customer
from wochorus.web.contracts.choosing import period_typed, references_about
from wochorus.web.contracts.clause_form import ClauseEntry
from wochorus.web.contracts.forms import LINE_TITLES, SPENT, DayForm, FileForm, SiteForm, SpentForm
from wochorus.web.contracts.lines import blank_row
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from datetime import date

    from wochorus.contracts.models import Contract, ContractLine
    from wochorus.web.access import CompanyRequest
    from wochorus.web.contracts.forms import ContractForm

COMING = 3
MOST_TOLD = 100
_COMMANDS = ("(contract return)", "(contract revise)", "(contract change --subcontract)")


def editable_lines(contract: Contract) -> list[ContractLine]:
    """List the lines that may still owe something."""
    return [line for line in lines_of(contract) if _lives(line, contract)]


def past_lines(contract: Contract) -> list[ContractLine]:
    """List the lines of which all is billed."""
    return [line for line in lines_of(contract) if not _lives(line, contract)]


def _lives(line: ContractLine, contract: Contract) -> bool:
    return line.ends_on is None or line.ends_on >= contract.next_start


def about(request: CompanyRequest, contract: Contract | None, form: ContractForm) -> dict[str, Any]:
    """Give what the page is drawn with, for a new contract or for one that is kept."""
    shown: dict[str, Any] = {
        "form": form,
        "contract": contract,
        "blank": blank_row(),
        "titles": LINE_TITLES,
        "period": contract.next_period.billed if contract and contract.next_period else None,
    }
    if form.is_bound:
        shown["period"] = period_typed(request.POST)
    customer = contract.customer if contract else _typed_customer(request, form)
    typed = References(*(str(form[name].value() or "") for name in _REFERENCES))
    shown |= {"customer": customer, **references_about(customer, typed)}
    if contract is None:
        return shown
    asked_day = request.GET.get("revision-le", "").strip()
    return shown | _kept(contract) | _revision(contract, timezone.localdate(), asked_day)


_REFERENCES = ("marche", "engagement", "code_service")


def _typed_customer(request: CompanyRequest, form: ContractForm) -> Customer | None:
    code = str(form["customer"].value() or "").strip()
    return Customer.objects.filter(company=request.company, code=code).first()


def _kept(contract: Contract) -> dict[str, Any]:
    today = timezone.localdate()
    period = contract.next_period
    day = period.billed.start if period else today
    references = references_on(contract, today)
    return {
        "state": state_of(contract, today),
        "warnings": [_plain(text) for text in contract_warnings(contract, today)],
        "bill": bill_of(contract, period) if period else None,
        "coming": list(coming_bills(contract, COMING)),
        "term": payment_term_of(contract),
        "billed_until": billed_until(contract),
        "ends": contract.term.last_day,
        "notice": contract.term.notice_by(today),
        "past_lines": past_lines(contract),
        "ceiling": ceiling_of(contract, day),
        "known_references": contract.references.order_by("-starts_on"),
        "references": references,
        "spent_form": _spent_form(contract, references.engagement) if references else None,
        "sites": contract.chantiers.order_by("name"),
        "site_form": SiteForm(prefix="chantier", initial={"country": "FR"}),
        "files": contract.files.all(),
        "file_form": FileForm(prefix="piece"),
        "suspensions": contract.suspensions.order_by("starts_on"),
        "history": contract.history.order_by("-id")[:MOST_TOLD],
        "day_form": DayForm(prefix="vie"),
    }


def _spent_form(contract: Contract, engagement: str) -> SpentForm | None:
    """Give the form of what an order had consumed elsewhere, filled with what was told of it."""
    if not engagement:
        return None
    known = opening_use(contract, engagement)
    if known is None:
        return SpentForm(prefix=SPENT)
    amounts = {"ht": known.without_tax, "ttc": known.with_tax}
    initial = {name: format_number(value, 2) for name, value in amounts.items()}
    return SpentForm(prefix=SPENT, initial=initial | {"jour": told(known.day)})


def _plain(text: str) -> str:
    """Take out the command that a warning names: the page has a button for it."""
    for command in _COMMANDS:
        text = text.replace(f" {command}", "")
    return text.replace(", notez-le (contract change --subcontract)", ", notez-le")


def _revision(contract: Contract, today: date, asked_day: str) -> dict[str, Any]:
    """Give the revision that is next, reckoned for the day that is asked when one is."""
    clause = RevisionClause.objects.filter(contract=contract).first()
    entry = ClauseEntry(clause)
    if clause is None:
        return {"clause": None, "clause_entry": entry}
    following = next_revision_on(contract)
    formula = formula_of(clause)
    shown: dict[str, Any] = {
        "clause": clause,
        "clause_entry": entry,
        "clause_stands": bool(applied_revisions(contract)),
        "formula": formula_text(formula),
        "legend": legend_text(formula),
        "revisions": list(contract.revisions.order_by("-effective_on", "-id")),
        "revision_on": following,
        "revision_due": following is not None and following <= today,
    }
    try:
        day = parse_date(asked_day) if asked_day else following
    except ValueError:
        day, shown["no_plan"] = None, f"« {asked_day} » n'est pas une date comme 24/11/2026."
    if day is not None:
        shown |= {"revision_day": day, "asked_day": asked_day}
        try:
            shown["plan"] = plan_revision(contract, day)
        except InvalidInput as missing:
            error = on_screen(missing)
            shown["no_plan"] = f"{error.what}. {error.remedy}".strip()
    return shown
