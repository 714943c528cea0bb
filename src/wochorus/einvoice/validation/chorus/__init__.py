"""Our own rules of Chorus Pro on an invoice: the layer that no public rule file has.

They hold the whole historical circuit, which has no official rules, and the B2G rules of the
reform (BR-FR-CPRO). What an official file already decides is left to it.
"""

from wochorus.einvoice.validation.chorus.case import Requirements
from wochorus.einvoice.validation.chorus.checking import CHAPTERS, RULES, check_chorus, rules_of
from wochorus.einvoice.validation.chorus.identity import rule_set
from wochorus.einvoice.validation.chorus.rule import Rule
from wochorus.einvoice.validation.chorus.table import rules_table

__all__ = [
    "CHAPTERS",
    "RULES",
    "Requirements",
    "Rule",
    "check_chorus",
    "rule_set",
    "rules_of",
    "rules_table",
]
