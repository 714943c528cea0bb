"""Set an invoice as a PDF/A-3a and PDF/UA-1 page, with its XML inside: a Factur-X.

Nothing here looks at the clock or at the disk, a company's template aside: the same arguments
give the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typst

from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes
from wochorus.einvoice.facturx.vocabulary import XML_NAME
from wochorus.einvoice.rendering import template_folder, typesetting, xmp_patch
from wochorus.einvoice.rendering.print_text import printable
from wochorus.einvoice.rendering.template_values import template_values
from wochorus.einvoice.rendering.typst_errors import told_in_french

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from wochorus.einvoice.facturx.vocabulary import Profile
    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.rendering.template_folder import Template

_LOGO_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "logo.png"),
    (b"\xff\xd8\xff", "logo.jpg"),
    (b"<svg", "logo.svg"),
    (b"<?xml", "logo.svg"),
    (b"\xef\xbb\xbf<", "logo.svg"),
    (b"<!--", "logo.svg"),
)
_LARGEST_LOGO, _LOGO_HEAD = 2_000_000, 1024
_ATTACH = (
    f'#pdf.attach("{XML_NAME}", relationship: "alternative", mime-type: "text/xml", '
    'description: "Facture électronique Factur-X")\n'
)


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
    used = _template(template)
    logo_name = "" if logo is None else _logo_name(logo)
    values = printable(template_values(invoice, logo=logo_name))
    files = _files(used, values, xml)
    if logo is not None:
        files[logo_name] = logo
    try:
        pdf = typesetting.typeset(files, created)
    except typst.TypstError as error:
        raise told_in_french(error, values) from error
    return pdf if xml is None else xmp_patch.claim_invoice(pdf, profile)


def _template(given: Template | Path | None) -> Template:
    if given is None:
        return template_folder.standard_template()
    if isinstance(given, template_folder.Template):
        return given
    return template_folder.read_template(given)


def _files(template: Template, values: dict[str, Any], xml: bytes | None) -> dict[str, bytes]:
    files = dict(template.files)
    main = f'#include "{template.main}"\n'
    if xml is not None:
        files[XML_NAME] = xml
        main = _ATTACH + main
    files[typesetting.MAIN_FILE] = main.encode()
    files["values.json"] = json.dumps(values, ensure_ascii=False).encode()
    return files


def _logo_name(logo: bytes) -> str:
    if len(logo) > _LARGEST_LOGO:
        raise InvalidInput(
            f"Le logo pèse plus de {format_megabytes(_LARGEST_LOGO)}",
            remedy="Donnez une image plus petite : elle occupe 8 cm sur 2 au plus.",
        )
    start = logo[:_LOGO_HEAD].lstrip(b" \t\r\n")
    for beginning, name in _LOGO_KINDS:
        if start.startswith(beginning):
            return name
    raise InvalidInput(
        "Le logo n'est pas une image PNG, JPEG ou SVG",
        remedy="Enregistrez-le dans l'un de ces formats.",
    )
