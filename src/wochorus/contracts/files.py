"""The files of a contract: controlled when they come in, kept once, followed onto invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from wochorus.contracts.history import record
from wochorus.contracts.models import Contract, ContractFile, Follows
from wochorus.core.attachments import AttachmentKind
from wochorus.core.errors import InvalidInput
from wochorus.storage.attachments import take_attachment
from wochorus.storage.content_store import ContentStore

if TYPE_CHECKING:
    from pathlib import Path


def attach_file(
    contract: Contract,
    path: Path,
    *,
    actor: str,
    name: str = "",
    kind: str = AttachmentKind.ANNEX,
    follows: str = Follows.ALL,
) -> ContractFile:
    """Add the file at ``path`` to a contract under ``name``, or replace the one so named.

    Its bytes go to the store of the data folder, once for each content. Raises `InvalidInput` when
    Chorus Pro would refuse its name, type or weight, when it is an unreadable PDF, or when a virus
    is found; `Transient` when the virus scanner does not answer; `OSError` when it cannot be read.
    """
    name = name or path.name
    kept = take_attachment(
        ContentStore(settings.ENVIRONMENT.files),
        path,
        name,
        where=f"contrat {contract.number}",
        scanner=settings.ENVIRONMENT.scanner,
    )
    with transaction.atomic():
        file, is_new = ContractFile.objects.update_or_create(
            contract=contract,
            name=name,
            defaults={
                "kind": kind,
                "follows": follows,
                "sha256": kept.sha256,
                "size": kept.size,
                "media_type": kept.media_type,
            },
        )
        verb = "ajoutée" if is_new else "remplacée"
        record(contract, f"Pièce jointe {verb} : {name}", actor)
    return file


@transaction.atomic
def detach_file(contract: Contract, name: str, *, actor: str) -> None:
    """Take a file away from a contract; its content stays, invoices may hold it."""
    deleted, _ = ContractFile.objects.filter(contract=contract, name=name).delete()
    if not deleted:
        known = ", ".join(contract.files.values_list("name", flat=True))
        raise InvalidInput(
            f"Le contrat n'a pas de pièce jointe « {name} »",
            where=f"contrat {contract.number}",
            remedy=f"Pièces jointes : {known}." if known else "Il n'en a aucune.",
        )
    record(contract, f"Pièce jointe retirée : {name}", actor)


def files_for_invoice(contract: Contract, *, is_first: bool) -> list[ContractFile]:
    """List the files that go with an invoice of a contract; ``is_first``: its very first."""
    wanted = (Follows.ALL, Follows.FIRST) if is_first else (Follows.ALL,)
    return list(contract.files.filter(follows__in=wanted))
