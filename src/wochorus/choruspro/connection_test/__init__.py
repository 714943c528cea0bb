"""The connection test: whether a company may deposit, and if not, which layer is at fault.

A call crosses layers in this order: the network, PISTE's credentials, the environment, the
subscription to each API, the technical account, its password, the right to act for the issuing
SIRET, the activity of its structure. Each is looked at, and what a broken one hides is said to be
not verified. Nothing is deposited.
"""

from wochorus.choruspro.connection_test.countdown import PASSWORD_WARNING_DAYS, told_expiry
from wochorus.choruspro.connection_test.diagnosing import Subject, diagnose
from wochorus.choruspro.connection_test.steps import Diagnosis, Layer, Step, Verdict

__all__ = [
    "PASSWORD_WARNING_DAYS",
    "Diagnosis",
    "Layer",
    "Step",
    "Subject",
    "Verdict",
    "diagnose",
    "told_expiry",
]
