"""How long each kind of public payer has to pay: 30, 50 or 60 days.

CCP R2192-10 (30 days: the State, local authorities and their public bodies), R2192-11 (50 days:
public health establishments; 60 days: public undertakings that are no local public body).
"""

from __future__ import annotations

from enum import Enum


class PayerKind(Enum):
    """Who pays. The value is its French name."""

    STATE_OR_LOCAL = "État, collectivité locale ou leur établissement"
    HOSPITAL = "établissement public de santé"
    PUBLIC_UNDERTAKING = "entreprise publique"

    @property
    def days(self) -> int:
        """The legal limit, in calendar days."""
        return _DAYS[self]


_DAYS = {
    PayerKind.STATE_OR_LOCAL: 30,
    PayerKind.HOSPITAL: 50,
    PayerKind.PUBLIC_UNDERTAKING: 60,
}
_HOSPITALS = ("7364", "7365")
"""Insee's legal categories: hospital, syndicate of hospitals."""
_NATIONAL_UNDERTAKINGS = ("4110", "4120", "4130")
"""National industrial and commercial bodies. The local ones (4140, 4150) pay in 30 days."""


def suggested_payer(legal_category: str) -> PayerKind:
    """Suggest who pays from Insee's legal category (four digits); the user has the last word."""
    if legal_category in _HOSPITALS:
        return PayerKind.HOSPITAL
    if legal_category in _NATIONAL_UNDERTAKINGS:
        return PayerKind.PUBLIC_UNDERTAKING
    return PayerKind.STATE_OR_LOCAL
