"""The switches of the simulator, where the public facts leave a choice.

Each one is here because the references are silent or contradict each other, or because a test
needs another pace. They are kept in the state file and changed by ``PATCH /simulator/settings``
or by the options of the command.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from chorus_simulator.formats.limits import (
    ATTACHMENT_SIZE,
    CEILING,
    FILES,
    INVOICE_SIZE,
    UNPACKED_SIZE,
    Limits,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be changed while the simulator runs. Delays in seconds, sizes in bytes."""

    integration_delay: float = 2.0
    """From deposit to the final state of the flow; the states between share it in three."""
    routing_delay: float = 2.0
    """From DEPOSEE to MISE_A_DISPOSITION; EN_COURS_ACHEMINEMENT comes half-way."""
    size_limit: int = 30_000_000
    """Largest deposited file, once decoded from base64 (30 MB per flow by API)."""
    file_size_limit: int = UNPACKED_SIZE
    """Largest file of a flow, once unpacked; the 10 MB of 2020 are not confirmed since."""
    unpacked_size_limit: int = UNPACKED_SIZE
    """Size of an archive, once unpacked; the simulator's own bound."""
    files_limit: int = FILES
    """Files in an archive (500 invoices are advised for a flow)."""
    attachment_size_limit: int = ATTACHMENT_SIZE
    """Largest attachment, once unpacked."""
    invoice_size_limit: int = INVOICE_SIZE
    """Size of an invoice with its attachments."""
    format_rules: bool = True
    """Whether CII, UBL and Factur-X must pass the official rules of EN 16931.

    No public fact tells how far the portal applies them. They are on so that what passes here
    passes a portal that does; what it was seen to accept is let through (see `rules.dialect`).
    """
    page_size: int = 10
    """Rows given when the caller asks for no page size: the portal's well-known trap."""
    page_size_maximum: int = 10_000
    """Rows given at most in one page (sources say 200 or at least 10 000)."""
    token_failure_rate: float = 0.0
    """Share of token requests refused for no reason (about 0.1 was seen on the sandbox)."""
    business_refusal_status: Literal[200, 400] = 200
    """HTTP code of a business refusal; both were seen on the real portal."""
    dp_errors_shape: Literal["list", "object"] = "list"
    """Whether ``listeErreurDP`` is a list, or one object as in an official sample."""
    report_not_found_first: bool = False
    """Whether the first question about each flow is answered "flow not found"."""
    totals_tolerance: str = "0.01"
    """Gap allowed in the totals, in units of the currency; the real one is not published."""
    credit_note_payment_refused: bool = False
    """Whether a credit note that carries a payment mode is refused (one source says so)."""
    recycling_withdrawn: bool = True
    """Whether A_RECYCLER and ``recycler`` are gone (AIFE specification of 30/04/2026 §2.4.2).

    The specification gives no date and comes with the reform of September 2026, so they are.
    """
    lives: Literal["routed", "drawn"] = "routed"
    """Whether an invoice rests once its recipient has it, or lives as drawn from ``lives_seed``."""
    lives_seed: int = 1
    """The same seed and the same deposits give the same lives."""
    state_orders_checked: bool = True
    """Whether a State recipient's engagement must be one of its orders, once some are loaded."""

    @property
    def limits(self) -> Limits:
        """The limits of the parts of a flow."""
        return Limits(
            file=self.file_size_limit,
            attachment=self.attachment_size_limit,
            invoice=self.invoice_size_limit,
            files=self.files_limit,
            unpacked=self.unpacked_size_limit,
        )


_ADAPTER = TypeAdapter(Settings)


class SettingsRefusedError(Exception):
    """A setting is unknown or has an impossible value; the message is French."""


def changed(settings: Settings, values: dict[str, Any]) -> Settings:
    """Apply ``values`` to the settings, or raise SettingsRefusedError naming what is wrong."""
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsRefusedError(
            f"Réglage inconnu : {', '.join(unknown)}. Connus : {', '.join(sorted(known))}."
        )
    try:
        found = _ADAPTER.validate_python(asdict(settings) | values)
        return _sensible(found)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsRefusedError(
            f"Valeur refusée pour « {name} » : {first['input']!r}."
        ) from error


def _sensible(settings: Settings) -> Settings:
    """Refuse negative delays, rates outside 0 to 1, and a tolerance that is no number."""
    problems = {
        "integration_delay": settings.integration_delay < 0,
        "routing_delay": settings.routing_delay < 0,
        "size_limit": not 0 < settings.size_limit <= MAX_SIZE_LIMIT,
        **{name: not 0 < getattr(settings, name) <= ceiling for name, ceiling in _CEILINGS.items()},
        "page_size": settings.page_size < 1,
        "page_size_maximum": settings.page_size_maximum < 1,
        "token_failure_rate": not 0 <= settings.token_failure_rate <= 1,
        "totals_tolerance": not _is_amount(settings.totals_tolerance),
    }
    wrong = [name for name, found in problems.items() if found]
    if wrong:
        raise SettingsRefusedError(f"Valeur hors limites pour : {', '.join(wrong)}.")
    return settings


_CEILINGS = {
    "file_size_limit": CEILING.file,
    "unpacked_size_limit": CEILING.unpacked,
    "files_limit": CEILING.files,
    "attachment_size_limit": CEILING.attachment,
    "invoice_size_limit": CEILING.invoice,
}
MAX_SIZE_LIMIT = 200_000_000
"""Above this a deposit would not be read in memory any more."""


def _is_amount(text: str) -> bool:
    whole, _, decimals = text.partition(".")
    return whole.isdecimal() and (decimals.isdecimal() or not decimals)
