"""`invoice reissue --service`: a wrong service is refused before Chorus Pro is asked anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.records import SERVICE_CODE, SERVICE_REQUIRED, a_customer, an_invoice
from wochorus.billing.models import Invoice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal


def test_a_mistyped_service_is_refused_with_the_right_one(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    town = a_customer(portal.company, SERVICE_REQUIRED)
    an_invoice(portal.company, "FA-1", tmp_path, customer=town, code_service=SERVICE_CODE)
    portal.deposit()
    portal.follow(rounds=2)
    (held,) = portal.admin.invoices()
    portal.admin.set_status(held["id"], "REJETEE", "Mauvais service")
    asked = len(portal.admin.ledger())

    refused = call("invoice", "reissue", "FA-1", "--service", "SERVICE_DEST_OBL")
    assert refused.returncode != 0
    assert "Le service « SERVICE_DEST_OBL » ne peut pas recevoir de facture" in refused.stderr
    assert f"Au plus proche : {SERVICE_CODE}" in refused.stderr
    assert len(portal.admin.ledger()) == asked
    assert Invoice.objects.count() == 1

    done = call("invoice", "reissue", "FA-1", "--service", SERVICE_CODE)
    assert done.returncode == 0, done.stderr
    assert Invoice.objects.count() == 3
