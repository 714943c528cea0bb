"""The lines and the sites of a contract: added, followed by another, ended.

A line never changes its price: it ends on an eve, and another follows it. So what was billed keeps
its reason, and a period cut by a change owes both parts by their days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from wochorus.accounts.columns import check_columns
from wochorus.contracts.billed import locked, refuse_billed
from wochorus.contracts.history import record, told
from wochorus.contracts.models import Chantier, Contract, ContractLine
from wochorus.contracts.spans import ONE_DAY
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import SiretDefect, siret_defect
from wochorus.core.tax_categories import TaxCategory, category_defect, usual_category

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

REVERSE_CHARGE_MENTION = "Autoliquidation (CGI, article 283, 2 nonies)"
"""What an invoice of a subcontractor prints: the word itself is asked for by CGI ann. II, 242
nonies A; the article is that of subcontracted building works, their cleaning included."""
REVERSE_CHARGE_CODE = "VATEX-EU-AE"
_REASONED = frozenset({TaxCategory.EXEMPT, TaxCategory.OUT_OF_SCOPE})
_PAST = "le passé se facture en travaux complémentaires ou se corrige par un avoir."
LINE_NAMES = (
    *("name", "description", "quantity", "unit", "basis", "price", "tax_category", "tax_rate"),
    *("exemption", "starts_on", "ends_on", "is_revised", "chantier"),
)


@transaction.atomic
def add_line(contract: Contract, *, actor: str, **fields: Any) -> ContractLine:  # noqa: ANN401 - fields of any type
    """Add a line, in force from ``starts_on`` (the first day that is not billed when absent).

    ``fields`` are those of `LINE_NAMES`; ``chantier`` is a name, made when it is new, and
    ``exemption`` a pair: VATEX code, sentence. Raises `InvalidInput` when a value is refused or
    when days of the line are billed already.
    """
    contract = locked(contract.pk)
    line = ContractLine(contract=contract, position=_next_position(contract))
    values = {name: value for name, value in fields.items() if value is not None}
    values.setdefault("starts_on", contract.next_start)
    _write(line, values)
    refuse_billed(contract, line.starts_on, past=_PAST)
    line.base_price, line.base_on = line.price, line.starts_on
    _check(line)
    line.save()
    described = {name: values for name, values in _described(line).items() if values[1]}
    record(contract, f"Ligne ajoutée : {line.name}", actor, described, line.starts_on)
    return line


@transaction.atomic
def change_line(line: ContractLine, start: date, *, actor: str, **fields: Any) -> ContractLine:  # noqa: ANN401 - same
    """Have ``line`` followed, from ``start``, by one that differs from it by ``fields``.

    On its own first day, as long as nothing of it is billed, the line itself is corrected. Raises
    `InvalidInput` as `add_line`, and when the line is not in force on ``start``.
    """
    contract = locked(line.contract_id)
    line = _locked_line(line)
    _refuse_not_in_force(line, start)
    refuse_billed(contract, start, past=_PAST)
    values = {name: value for name, value in fields.items() if value is not None}
    before = _described(line)
    if start > line.starts_on:
        line = followed_by(line, start)
    _write(line, values)
    if "price" in values:
        line.base_price, line.base_on = line.price, start
    _check(line)
    line.save()
    after = _described(line)
    changes = {
        name: (before[name][1], after[name][1]) for name in after if before[name] != after[name]
    }
    record(contract, f"Ligne modifiée : {line.name}", actor, changes, start)
    return line


def followed_by(line: ContractLine, start: date) -> ContractLine:
    """End ``line`` on the eve of ``start`` and give its twin from there, not saved yet."""
    twin = ContractLine.objects.get(pk=line.pk)
    twin.pk, twin._state.adding = None, True  # noqa: SLF001 - how Django copies a row
    twin.starts_on, twin.previous = start, line
    twin.revision = twin.price_before = None
    line.ends_on = start - ONE_DAY
    line.save(update_fields=["ends_on"])
    return twin


@transaction.atomic
def end_line(line: ContractLine, day: date, *, actor: str) -> ContractLine:
    """Make ``day`` the last of a line. Raises `InvalidInput` when later days are billed."""
    contract = locked(line.contract_id)
    line = _locked_line(line)
    _refuse_not_in_force(line, day)
    refuse_billed(contract, day + ONE_DAY, past=_PAST)
    before, line.ends_on = line.ends_on, day
    line.save(update_fields=["ends_on"])
    changes = {"au": (told(before), told(day))}
    record(contract, f"Ligne terminée : {line.name}", actor, changes, day)
    return line


@transaction.atomic
def remove_line(line: ContractLine, *, actor: str) -> None:
    """Erase a line of which nothing is billed, and open again the one that it followed."""
    contract = locked(line.contract_id)
    line = _locked_line(line)
    refuse_billed(contract, line.starts_on, past=_PAST)
    if ContractLine.objects.filter(previous=line).exists() or line.revision_id:
        raise InvalidInput(
            "Une autre ligne suit celle-ci, ou une révision l'a faite",
            where=f"contrat {contract.number}, {line.name}",
            remedy="Retirez d'abord celle qui la suit, ou annulez la révision.",
        )
    if line.previous is not None:
        line.previous.ends_on = line.ends_on
        line.previous.save(update_fields=["ends_on"])
    record(contract, f"Ligne retirée : {line.name}", actor, _described(line))
    line.delete()


@transaction.atomic
def order_lines(contract: Contract, positions: Sequence[int], *, actor: str) -> None:
    """Put the lines in another order: ``positions`` are theirs, in the order that is wanted.

    A line and those that it followed have the same position, and move together; those that are not
    named stay. What is billed is not touched: invoices have lines of their own.
    """
    contract = locked(contract.pk)
    wanted = list(dict.fromkeys(positions))
    moves = {old: new for old, new in zip(wanted, sorted(wanted), strict=True) if old != new}
    if not moves:
        return
    lines = list(ContractLine.objects.filter(contract=contract, position__in=moves))
    for line in lines:
        line.position = moves[line.position]
    ContractLine.objects.bulk_update(lines, ["position"])
    record(contract, "Ordre des lignes", actor)


@transaction.atomic
def add_site(contract: Contract, name: str, *, actor: str, **fields: Any) -> Chantier:  # noqa: ANN401 - same
    """Add a site to a contract, or complete the one of that name. Raises `InvalidInput`."""
    site = contract.chantiers.filter(name=name).first() or Chantier(contract=contract, name=name)
    for field, value in fields.items():
        if value is not None:
            setattr(site, field, value)
    if site.siret and siret_defect(site.siret) is SiretDefect.NOT_FOURTEEN_DIGITS:
        raise InvalidInput(
            f"Le SIRET « {site.siret} » du chantier n'a pas 14 chiffres",
            where=f"contrat {contract.number}, chantier {name}",
            remedy="Corrigez-le, ou laissez-le vide si le chantier n'en a pas.",
        )
    check_columns(site)
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError:
        # Another command has just made it.
        return Chantier.objects.get(contract=contract, name=name)
    record(contract, f"Chantier : {name}", actor)
    return site


def _next_position(contract: Contract) -> int:
    return (contract.lines.aggregate(last=Max("position"))["last"] or 0) + 1


def _write(line: ContractLine, values: dict[str, Any]) -> None:
    rate_told = "tax_rate" in values or "tax_category" in values
    for name, value in values.items():
        if name not in LINE_NAMES:
            raise TypeError(name)
        if name == "chantier":
            line.chantier, _ = Chantier.objects.get_or_create(contract=line.contract, name=value)
        elif name == "exemption":
            line.exemption_code, line.exemption_reason = value
        else:
            setattr(line, name, value)
    if rate_told:
        _settle_tax(line, values)


def _settle_tax(line: ContractLine, values: dict[str, Any]) -> None:
    """Take the category that the rate tells; the reverse charge only by an explicit choice."""
    if "tax_category" not in values:
        line.tax_category = usual_category(line.tax_rate)
    if line.tax_category == TaxCategory.REVERSE_CHARGE and "exemption" not in values:
        line.exemption_code, line.exemption_reason = REVERSE_CHARGE_CODE, REVERSE_CHARGE_MENTION
    if line.tax_category == TaxCategory.STANDARD:
        line.exemption_code = line.exemption_reason = ""


def _check(line: ContractLine) -> None:
    where = f"contrat {line.contract.number}, {line.name}"
    defect = category_defect(line.tax_category, line.tax_rate)
    if not line.tax_category:
        defect = category_defect(TaxCategory.STANDARD, line.tax_rate)
    if defect:
        raise InvalidInput(
            f"TVA : {defect}", where=where, remedy="Donnez la catégorie : --category."
        )
    if line.tax_category in _REASONED and not (line.exemption_reason or line.exemption_code):
        raise InvalidInput(
            "Sans TVA, la facture doit citer le texte qui en dispense",
            where=where,
            remedy="Donnez-le : --mention « Exonération, article … du CGI ».",
        )
    if line.ends_on is not None and line.ends_on < line.starts_on:
        raise InvalidInput(
            "La ligne finit avant de commencer", where=where, remedy="Corrigez l'une des dates."
        )
    if line.starts_on < line.contract.starts_on:
        raise InvalidInput(
            f"La ligne commence avant l'effet du contrat ({format_date(line.contract.starts_on)})",
            where=where,
            remedy="Donnez un jour du contrat.",
        )
    if line.price < 0:
        raise InvalidInput(
            "Un prix n'est pas négatif",
            where=where,
            remedy="Une remise se saisit par une quantité négative.",
        )
    check_columns(line)


def _locked_line(line: ContractLine) -> ContractLine:
    """Lock a line and give it as it is now. Raises `InvalidInput` when it is gone."""
    held = ContractLine.objects.select_for_update().filter(pk=line.pk).first()
    if held is None:
        raise InvalidInput(
            f"La ligne {line.name} vient d'être retirée",
            where=f"contrat {line.contract.number}",
            remedy="Voyez les lignes et leurs dates : contract show.",
        )
    return held


def _refuse_not_in_force(line: ContractLine, day: date) -> None:
    if day < line.starts_on or (line.ends_on is not None and day > line.ends_on):
        raise InvalidInput(
            f"La ligne n'est pas en vigueur le {format_date(day)}",
            where=f"contrat {line.contract.number}, {line.name}",
            remedy="Voyez les lignes et leurs dates : contract show.",
        )


def _described(line: ContractLine) -> dict[str, tuple[str, str]]:
    """Tell a line in the history, as it is."""
    values = {
        "désignation": line.name,
        "quantité": line.quantity,
        "unité": line.unit,
        "par": line.get_basis_display(),
        "prix unitaire HT": line.price,
        "TVA": f"{line.tax_category} {told(line.tax_rate)} %",
        "chantier": line.chantier.name if line.chantier else "",
        "du": line.starts_on,
        "au": line.ends_on,
        "révisable": line.is_revised,
    }
    return {name: ("", told(value)) for name, value in values.items()}
