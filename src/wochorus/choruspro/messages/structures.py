"""Structures, public or private, as Chorus Pro keeps them, and what a search of them asks.

Source: AIFE, public description of the structures API 1.0.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict

from wochorus.choruspro.messages.base import (
    Flag,
    Identifier,
    LooseDate,
    Message,
    Row,
    Text,
    chorus,
    one,
    several,
)

if TYPE_CHECKING:
    from collections.abc import Hashable


class StructureSearch(BaseModel):
    """What structures to look for. Fields left out do not restrict.

    ``identifier_type`` is one of ``SIRET``, ``UE_HORS_FRANCE``, ``HORS_UE``, ``RIDET``,
    ``TAHITI``, ``AUTRE``, ``PARTICULIER``. ``kind`` is ``PUBLIQUE`` or ``PRIVEE``. ``status`` is
    ``ACTIF`` or ``INACTIF``, although answers say ``ACTIVE`` or ``INACTIVE``.
    ``restricts_private`` asks Chorus Pro to restrict the private structures that it shows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    identifier: str = ""
    identifier_type: str = ""
    name: str = ""
    label: str = ""
    last_name: str = ""
    first_name: str = ""
    postcode: str = ""
    town: str = ""
    country_code: str = ""
    kind: str = ""
    status: str = ""
    is_works_authority: bool | None = None
    is_works_only: bool | None = None
    restricts_private: bool | None = None

    def as_request(self) -> dict[str, Any]:
        """Write the criteria in Chorus Pro's words, only those that are set."""
        structure = {
            "identifiantStructure": self.identifier,
            "typeIdentifiantStructure": self.identifier_type,
            "raisonSocialeStructure": self.name,
            "libelleStructure": self.label,
            "nomStructure": self.last_name,
            "prenomStructure": self.first_name,
            "adresseCodePostal": self.postcode,
            "adresseVille": self.town,
            "adresseCodePays": self.country_code,
            "typeStructure": self.kind,
            "statutStructure": self.status,
            "estMOA": self.is_works_authority,
            "estMOAUniquement": self.is_works_only,
        }
        request: dict[str, Any] = {"structure": _set(structure)}
        return request | _set({"restreindreStructuresPrivees": self.restricts_private})


def _set(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", None)}


class StructureRow(Row):
    """One structure that a search finds."""

    chorus_id: Identifier = chorus("idStructureCPP")
    """Chorus Pro's own number, which the other operations ask for."""
    identifier: Text = chorus("identifiantStructure")
    identifier_type: Text = chorus("typeIdentifiantStructure")
    name: Text = chorus("designationStructure")
    status: Text = chorus("statut")
    """``ACTIVE`` or ``INACTIVE``: told here only, never by the details."""

    @property
    def key(self) -> Hashable:
        """Chorus Pro's own number, or all of the line."""
        return super().key if self.chorus_id is None else self.chorus_id


class PostalAddress(Message):
    """Where to write to a structure or a service."""

    address: Text = chorus("adresse")
    address_extra_1: Text = chorus("complementAdresse1")
    address_extra_2: Text = chorus("complementAdresse2")
    postcode: Text = chorus("codePostal")
    town: Text = chorus("ville")
    country: Text = chorus("pays")
    phone: Text = chorus("telephone")
    phone_prefix: Text = chorus("indicatifTelephone")
    fax: Text = chorus("fax")
    fax_prefix: Text = chorus("indicatifFax")


class StructureDuplicate(Message):
    """Another record of the same structure."""

    chorus_id: Identifier = chorus("structureDupliquee")


class StructureIdentity(Message):
    """Who a structure is."""

    chorus_id: Identifier = chorus("idStructureCPP")
    identifier: Text = chorus("identifiantStructure")
    identifier_type: Text = chorus("typeIdentifiantStructure")
    name: Text = chorus("raisonSocialeStructure")
    label: Text = chorus("libelleStructure")
    last_name: Text = chorus("nomStructure")
    first_name: Text = chorus("prenomStructure")
    vat_number: Text = chorus("numeroTVA")
    register_number: Text = chorus("numeroRcsStructure")
    email: Text = chorus("emailStructure")
    kind: Text = chorus("structurePriveePublique")
    is_delegated_validator: Flag = chorus("estValideurDeleguee")
    original_id: Identifier = chorus("idStructureOrigine")
    duplicates: Annotated[list[StructureDuplicate], several] = chorus("listeStructureDupliquees")
    password_expires_on: LooseDate = chorus("dateExpirationMotPasseCompteTech")
    """The last day of the technical account's password; it lives 424 days."""


class StructureSettings(Message):
    """What a structure asks of those who invoice it, and how it works with Chorus Pro."""

    requires_engagement: Flag = chorus("numeroEJDoitEtreRenseigne")
    requires_service: Flag = chorus("codeServiceDoitEtreRenseigne")
    requires_service_or_engagement: Flag = chorus("gestionNumeroEJOuCodeService")
    hides_payment: Flag = chorus("statutMiseEnPaiementNestPasRemonte")
    is_works_authority: Flag = chorus("getaMoa")
    is_works_only: Flag = chorus("estMoaUniquement")
    is_delegated_validator: Flag = chorus("estValideurDelegue")
    sends_edi: Flag = chorus("connexionEDI")
    receives_edi: Flag = chorus("recevoirDonneesViaEDI")
    is_hidden_by_insee: Flag = chorus("nonDiffusibleInsee")

    @property
    def reports_payment(self) -> bool | None:
        """Whether this structure tells Chorus Pro when it pays; the portal says the contrary."""
        return None if self.hides_payment is None else not self.hides_payment


class StructureDetails(Message):
    """All that Chorus Pro says of one structure (``consulter``), except whether it is active."""

    identity: Annotated[StructureIdentity, one] = chorus("informationGenerales")
    address: Annotated[PostalAddress, one] = chorus("adressePostaleDuSiege")
    settings: Annotated[StructureSettings, one] = chorus("parametres")
