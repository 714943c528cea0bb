"""Chorus Pro's own numbers and codes, asked once for an order: supplier, account, VAT rates.

Where its documents are silent: the bank account is named when the supplier has only one, or when
one bears the company's IBAN in its name; the reason of an exemption is the entry of its list that
cites the same article of the CGI, else our own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from wochorus.choruspro import BusinessRefusal, ReferenceList, UnexpectedAnswer
from wochorus.core.errors import Permanent
from wochorus.core.identifiers import compact_identifier, format_siret
from wochorus.deposits.submissions.writing import plain

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, ReferenceEntry
    from wochorus.deposits.submissions.request import FrozenRequest

_ARTICLE = re.compile(r"\b(\d{3}(?:[ -]?[A-Z]\b|-\d)?)", re.IGNORECASE)
_ARTICLE_DIGITS = 3
_IBAN_END = 5


@dataclass
class PortalCodes:
    """What one technical account is told, kept as long as an order runs."""

    client: ChorusClient
    company: Company
    _suppliers: dict[str, int] = field(default_factory=dict)

    def supplier(self, siret: str) -> int:
        """Find the number of the supplier. Raises `Permanent` when the account may not act."""
        if siret not in self._suppliers:
            self._suppliers = {
                compact_identifier(each.identifier): each.chorus_id
                for each in self.client.active_supplier_structures()
                if each.chorus_id is not None
            }
        try:
            return self._suppliers[siret]
        except KeyError:
            raise Permanent(
                "Le compte technique ne peut pas déposer pour le SIRET "
                f"{format_siret(siret) or 'manquant'}",
                where=f"société {self.company.code}",
                remedy="Sur le portail, rattachez ce compte à la structure ; « wochorus chorus "
                f"test {self.company.code} » dit pour qui il peut agir.",
            ) from None

    @cached_property
    def rates(self) -> dict[Decimal, str]:
        """The code of each rate in percent; one that two codes bear has none."""
        found: dict[Decimal, list[str]] = {}
        for entry in self._listed(ReferenceList.VAT_RATES):
            if entry.code and entry.value is not None:
                found.setdefault(plain(entry.value), []).append(entry.code)
        return {rate: codes[0] for rate, codes in found.items() if len(set(codes)) == 1}

    def bank_account(self, request: FrozenRequest) -> int | None:
        """Choose the account to credit; a credit note and a request without transfer name none."""
        if request.payment_means != "VIREMENT":
            return None
        known = self._accounts
        iban = compact_identifier(self.company.iban)
        own = [pk for pk, name in known.items() if iban and iban[-_IBAN_END:] in _bare(name)]
        chosen = own if len(own) == 1 else list(known)
        return chosen[0] if len(chosen) == 1 else None

    @cached_property
    def _accounts(self) -> dict[int, str]:
        number = self.supplier(self.company.siret)
        entries = self._listed(ReferenceList.BANK_ACCOUNTS, number)
        return {each.chorus_id: each.label for each in entries if each.chorus_id is not None}

    def exemption(self, said: str) -> str:
        """Find the code of a reason; our own words when the list has none."""
        if not said:
            return ""
        for key in (_articles, _whole_articles):
            found = {e.code for e in self._reasons if e.code == said or key(said) & key(e.label)}
            if len(found) == 1:
                return found.pop()
        return said

    @cached_property
    def _reasons(self) -> list[ReferenceEntry]:
        return [entry for entry in self._listed(ReferenceList.EXEMPTION_REASONS) if entry.code]

    def _listed(self, which: ReferenceList, criterion: str | int = "") -> list[ReferenceEntry]:
        """Read a list that a request does without: refused or unreadable, it is empty."""
        try:
            return self.client.reference_list(which, criterion)
        except (BusinessRefusal, UnexpectedAnswer):
            return []


def _articles(text: str) -> set[str]:
    """Find the articles cited: ``261``, ``2614``, ``293B``."""
    return {re.sub(r"[ -]", "", found).upper() for found in _ARTICLE.findall(text)}


def _whole_articles(text: str) -> set[str]:
    return {found[:_ARTICLE_DIGITS] for found in _articles(text)}


def _bare(name: str) -> str:
    return compact_identifier(name)
