"""Set an invoice as a PDF/A-3a and PDF/UA-1 page, with its XML inside: a Factur-X.

Nothing here looks at the clock or at the disk, a company's template aside: the same arguments
give the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typst

from wochorus.core.errors import InvalidInput
from wochorus.einvoice.facturx.vocabulary import XML_NAME
from wochorus.einvoice.rendering import template_folder, typesetting, xmp_patch
from wochorus.einvoice.rendering.logo import logo_name
from wochorus.einvoice.rendering.print_text import printable
from wochorus.einvoice.rendering.template_values import template_values
from wochorus.einvoice.rendering.typesetting import TEXT_ENDINGS
from wochorus.einvoice.rendering.typst_errors import told_in_french

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from wochorus.einvoice.facturx.vocabulary import Profile
    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.rendering.template_folder import Template


def render(
    invoice: Invoice,
    *,
    xml: bytes | None,
    profile: Profile,
    created: datetime,
    template: Template | Path | None = None,
    logo: bytes | None = None,
) -> bytes:
    """Set ``invoice`` and attach ``xml`` as ``factur-x.xml``; without XML it is a plain PDF/A-3.

    ``invoice`` has all its amounts (:func:`wochorus.einvoice.totals.complete`). ``created``
    carries its zone. ``logo`` is a PNG, JPEG or SVG image of at most 2 MB. ``template`` is a
    company's own template (see :mod:`~wochorus.einvoice.rendering.template_values`). Raises
    ``InvalidInput`` on a template that fails, with Typst's message and its line, on an unknown
    image, and on a text that no font can print.
    """
    _check_zone(created)
    images = {} if logo is None else {logo_name(logo): logo}
    values = printable(template_values(invoice, logo="".join(images)))
    given = images if xml is None else {**images, XML_NAME: xml}
    _check_texts(given)
    page = _template(template)
    main = ("" if xml is None else _attaching(profile)) + f'#include "{page.main}"\n'
    own = {typesetting.MAIN_FILE: main.encode(), "values.json": _json(values)}
    try:
        pdf = typesetting.typeset({**page.files, **given, **own}, created)
    except typst.TypstError as error:
        raise told_in_french(error, values) from error
    return pdf if xml is None else xmp_patch.claim_invoice(pdf, profile)


def _check_zone(created: datetime) -> None:
    if created.tzinfo is None:
        raise InvalidInput(
            "La date du PDF n'a pas de fuseau horaire", remedy="Donnez une date avec fuseau."
        )


def _check_texts(given: dict[str, bytes]) -> None:
    for name, content in given.items():
        if name.endswith(TEXT_ENDINGS):
            template_folder.check_utf_8(name, content)


def _attaching(profile: Profile) -> str:
    return (
        f'#pdf.attach("{XML_NAME}", relationship: "{profile.relationship.lower()}", '
        'mime-type: "text/xml", description: "Facture électronique Factur-X")\n'
    )


def _template(given: Template | Path | None) -> Template:
    if given is None:
        return template_folder.standard_template()
    if isinstance(given, template_folder.Template):
        return given
    return template_folder.read_template(given)


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()
