"""The envelope: when the flow was made, under which number, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cpp_minimal.flow import CHORUS_APPLICATION
from wochorus.einvoice.cpp_minimal.writing.elements import tag

if TYPE_CHECKING:
    from wochorus.einvoice.cpp_minimal.flow import Envelope


def envelope_text(envelope: Envelope) -> str:
    """Write the envelope."""
    production = _parameter(1, "DtPrd", envelope.production_date.isoformat())
    flow = _parameter(2, "IdFlx", f"{envelope.flow_id:015d}")
    return (
        '<Enveloppe><EnveloppeUnitaire NumOrdre="1">'
        f"<Parametres>{production}{flow}</Parametres>"
        f"<Partenaires><Recepteur>{tag('Id', CHORUS_APPLICATION)}</Recepteur>"
        f"<Emetteur>{tag('Id', envelope.supplier.siret)}</Emetteur></Partenaires>"
        "</EnveloppeUnitaire></Enveloppe>"
    )


def _parameter(order: int, code: str, value: str) -> str:
    return (
        f'<ParametreIndiv NumOrdre="{order:04d}">{tag("Code", code)}'
        f"{tag('Valeurparametre', value)}</ParametreIndiv>"
    )
