"""The words of CII that writing and reading share.

Source: EN 16931-3-3 (syntax binding to UN/CEFACT Cross Industry Invoice), and the profile
EXTENDED-CTC-FR for the French extensions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

_URN = "urn:un:unece:uncefact:data:standard:"
RSM = f"{_URN}CrossIndustryInvoice:100"
RAM = f"{_URN}ReusableAggregateBusinessInformationEntity:100"
UDT = f"{_URN}UnqualifiedDataType:100"
QDT = f"{_URN}QualifiedDataType:100"

Version = Literal["D16B", "D22B"]
"""D16B is what the historical circuit takes, D22B what the 2026 reform takes. Both have the same
namespaces.
"""

MOST_PRECEDING_INVOICES: Mapping[Version, int | None] = {"D16B": 1, "D22B": None}
"""Compared type by type over every element that the writer uses (schemas 100.D16B and 100.D22B of
UN/CEFACT), one thing alone differs: D16B has room for one earlier invoice (BG-3).
"""

TENDER = "50"
OBJECT = "130"
SUPPORTING = "916"
"""Types of AdditionalReferencedDocument (UNTDID 1001): BT-17, BT-18 and BT-128, BG-24."""

PROJECT_NAME = "Project reference"
"""CII wants a name beside the number of a project (BT-11), which EN 16931 does not have."""

HISTORICAL_SCHEMES: Mapping[str, str] = {"1": "0009", "2": "0223"}
"""Schemes of the samples of 2018 for Chorus Pro, in those of ISO/IEC 6523: SIRET, and VAT number of
the European Union outside France.
"""
