"""Finding all that proves the deposit of one invoice."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from wochorus.core.errors import InvalidInput, Permanent
from wochorus.deposits.adoption import has_no_file_here
from wochorus.deposits.evidence.life import evidence_of_life
from wochorus.deposits.evidence.sealing import seal
from wochorus.deposits.models import Event, FlowLine
from wochorus.deposits.naming import ARCHIVE, unique_names
from wochorus.deposits.requests.evidence import evidence_of_requests
from wochorus.deposits.states import LIVE_LINE_STATES, FlowState
from wochorus.deposits.submissions.freezing import checked_file, documents_of

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice
    from wochorus.deposits.models import Flow

_EXPLANATION = """\
Preuve du dépôt de la facture {number} sur Chorus Pro
=====================================================

depot/           le fichier envoyé à Chorus Pro, à l'octet près ; d'une facture soumise sans
                 flux XML, sa demande et les documents donnés avec elle
facture/         ce que ce fichier contient de cette facture, quand il en contient plusieurs
compte-rendu.json  ce que Chorus Pro a répondu du flux
historique.csv   tout ce qui est arrivé à cette facture et à son flux
vie-sur-chorus.csv, .json  ce que le destinataire en a fait sur Chorus Pro, s'il y a eu une lecture
demandes.json    ce qui a été demandé ensuite pour elle (compléter, recycler…), s'il y en a eu
demandes/        les pièces données avec ces demandes
manifeste.json   la facture, le flux, et l'empreinte SHA-256 de chaque fichier

Pour vérifier, sans base de données et sans réseau : wochorus evidence verify FICHIER
"""


def evidence_of(invoice: Invoice) -> bytes:
    """Gather the evidence of the latest deposit of ``invoice``.

    Raises `InvalidInput` when it never left from here, `Permanent` when the file sent is gone or
    altered.
    """
    line = _line_of(invoice)
    flow = line.flow
    files = {
        "lisezmoi.txt": _EXPLANATION.format(number=invoice.number).encode(),
        f"depot/{flow.file_name}": _file_sent(flow),
    }
    files |= {f"depot/documents/{path.name}": path.read_bytes() for path in documents_of(flow)}
    own = _own_file(flow, line, files[f"depot/{flow.file_name}"])
    if own is not None:
        files[f"facture/{own[0]}"] = own[1]
    files["compte-rendu.json"] = _as_json(flow.report)
    files["historique.csv"] = _history(invoice, flow)
    files |= evidence_of_life(invoice)
    files |= evidence_of_requests(invoice)
    return seal(_facts(invoice, line), files)


def _line_of(invoice: Invoice) -> FlowLine:
    _require_sent_from_here(invoice)
    # A flow given up before its request left has the time of the try, and proves nothing.
    sent = FlowLine.objects.filter(invoice=invoice, flow__sent_at__isnull=False).exclude(
        flow__state=FlowState.ABANDONED
    )
    line = sent.select_related("flow__company").order_by("-pk").first()
    if line is None:
        raise InvalidInput(
            f"La facture {invoice.number} n'est jamais partie",
            remedy="Déposez-la d'abord : wochorus deposit.",
        )
    return line


def _require_sent_from_here(invoice: Invoice) -> None:
    live = invoice.lines.filter(state__in=LIVE_LINE_STATES).first()
    if live is not None and has_no_file_here(live):
        raise InvalidInput(
            f"La facture {invoice.number} a été reprise de Chorus Pro : elle n'est pas partie "
            "d'ici, et son fichier n'y est pas",
            remedy="Le portail a ce fichier : cherchez-y la facture, et téléchargez-la.",
        )


def _file_sent(flow: Flow) -> bytes:
    try:
        return checked_file(flow).path.read_bytes()
    except Permanent as lost:
        raise Permanent(
            lost.what,
            where=lost.where,
            remedy="La preuve demande le fichier envoyé, à l'octet près : remettez-le d'une "
            "sauvegarde.",
        ) from lost


def _own_file(flow: Flow, line: FlowLine, content: bytes) -> tuple[str, bytes] | None:
    """Take out of an archive the file of the invoice alone."""
    if not flow.file_name.endswith(ARCHIVE):
        return None
    name_of = unique_names(flow.document_format.extension)
    numbers = flow.lines.order_by("position").values_list("position", "invoice__number")
    names = {position: name_of(number) for position, number in numbers}
    name = names[line.position]
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        member = archive.extractfile(name)
        return None if member is None else (name, member.read())


def _facts(invoice: Invoice, line: FlowLine) -> dict[str, Any]:
    flow = line.flow
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "supplier": {"name": flow.company.name, "siret": flow.company.siret},
        "invoice": {
            "number": invoice.number,
            "issue_date": invoice.issue_date.isoformat(),
            "recipient_siret": invoice.customer.siret,
            "recipient_name": invoice.customer.name,
            "total_with_tax": str(invoice.total_with_tax),
            "amount_due": str(invoice.amount_due),
            "chorus_id": invoice.chorus_id,
            "chorus_status": invoice.chorus_status,
            "state": str(line.get_state_display()),
        },
        "flow": {
            "environment": flow.environment,
            "name": flow.name,
            "flow_number": flow.flow_number,
            "syntax": flow.syntax,
            "sent_at": None if flow.sent_at is None else flow.sent_at.isoformat(),
            "file": flow.file_name,
            "sha256": flow.file_sha256,
            "state": str(flow.get_state_display()),
        },
    }


def _as_json(report: object) -> bytes:
    return (json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _history(invoice: Invoice, flow: Flow) -> bytes:
    events = Event.objects.filter(Q(flow=flow) | Q(invoice=invoice)).order_by("pk")
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Date", "Événement", "Ce qui s'est passé", "Par", "Détail"))
    for event in events:
        if event.invoice_id not in (None, invoice.pk):
            continue
        moment = event.at.isoformat(timespec="milliseconds")
        detail = json.dumps(event.payload, ensure_ascii=False, sort_keys=True)
        writer.writerow((moment, event.kind_label, event.message, event.actor, detail))
    return target.getvalue().encode("utf-8-sig")
