"""Contracts and all that belongs to them."""

from wochorus.contracts.models.contracts import Contract, ContractChange, Suspension
from wochorus.contracts.models.files import ContractFile, Follows
from wochorus.contracts.models.lines import Chantier, ContractLine
from wochorus.contracts.models.references import CeilingBasis, ContractReferences, EngagementUse
from wochorus.contracts.models.revisions import (
    IndexSeries,
    IndexValue,
    PriceRevision,
    RevisionClause,
    RevisionTerm,
)

__all__ = [
    "CeilingBasis",
    "Chantier",
    "Contract",
    "ContractChange",
    "ContractFile",
    "ContractLine",
    "ContractReferences",
    "EngagementUse",
    "Follows",
    "IndexSeries",
    "IndexValue",
    "PriceRevision",
    "RevisionClause",
    "RevisionTerm",
    "Suspension",
]
