"""The annuaire of the demonstration: forty public bodies and their services.

The names, SIRETs, postcodes and towns of the municipalities, departments and region are public
facts (the SIREN of a municipality holds its Insee code). **Everything else is invented**: their
services, what each one requires, and the fact that they have anything to do with the company of
the demonstration. The five recipients named DESTINATAIRE… and the State's are those of Chorus
Pro's qualification environment. The last ones exist nowhere; each has its own trouble.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from wochorus.demo.fictional import fictional_siret


class Requires(Enum):
    """What a structure asks of an invoice."""

    NOTHING = "nothing"
    SERVICE = "service"
    ENGAGEMENT = "engagement"
    BOTH = "both"
    ONE_OF_TWO = "one of two"


@dataclass(frozen=True, slots=True)
class BodyService:
    """A service of a body, chosen by its code."""

    code: str
    name: str
    is_active: bool = True
    requires_engagement: bool = False


class Trouble(Enum):
    """Why a body cannot receive our invoices."""

    NONE = ""
    INACTIVE = "inactive"
    WORKS_ONLY = "receives works invoices only"
    GONE = "in last month's annuaire, no longer in today's"


@dataclass(frozen=True, slots=True)
class PublicBody:
    """A public body of the annuaire. `customer_name` is how the company calls it."""

    siret: str
    name: str
    postcode: str
    town: str
    requires: Requires = Requires.NOTHING
    services: tuple[BodyService, ...] = ()
    customer_name: str = ""
    seat: str = "Hôtel de ville"
    sites: tuple[str, ...] = ()
    trouble: Trouble = Trouble.NONE

    @property
    def usable_services(self) -> tuple[BodyService, ...]:
        """The services that a sound invoice names without an engagement of its own."""
        return tuple(
            service
            for service in self.services
            if service.is_active
            and not service.requires_engagement
            and service not in (PUBLIC_INVOICES, CLOSED_SERVICE, SHUT_ON_THE_PORTAL)
        )


FINANCES = BodyService("FINANCES", "Direction des finances")
ACCOUNTS = BodyService("COMPTA-FOURNISSEURS", "Comptabilité fournisseurs")
BUILDINGS = BodyService("BATIMENTS", "Patrimoine bâti")
SCHOOLS = BodyService("EDUCATION", "Affaires scolaires")
SPORTS = BodyService("SPORTS", "Direction des sports")
CULTURE = BodyService("CULTURE", "Médiathèques et musées")
OLD_STORES = BodyService("MAGASIN", "Ancien magasin municipal", is_active=False)
TECHNICAL = BodyService("DST", "Services techniques", requires_engagement=True)
PUBLIC_INVOICES = BodyService("FACTURES_PUBLIQUES", "Factures entre organismes publics")
CLOSED_SERVICE = BodyService("REGIE-SALLES", "Régie des salles, supprimée ce mois-ci")

SHUT_ON_THE_PORTAL = BodyService("JEUNESSE", "Service jeunesse")
"""Active in the annuaire, but closed since on the portal: its invoices are refused there."""

_SMALL = (FINANCES,)
_SCHOOLS = (FINANCES, SCHOOLS)
_TOWN = (FINANCES, BUILDINGS, SCHOOLS, SPORTS)
_CITY = (FINANCES, ACCOUNTS, BUILDINGS, SCHOOLS, SPORTS, CULTURE, TECHNICAL, PUBLIC_INVOICES)

_NONE, _SERVICE, _ENGAGEMENT = Requires.NOTHING, Requires.SERVICE, Requires.ENGAGEMENT
_BOTH, _ONE = Requires.BOTH, Requires.ONE_OF_TWO

# fmt: off
_MUNICIPALITIES = (
    ("21450234600015", "45000", "Orléans", _SERVICE, _CITY),
    ("21450232000010", "45160", "Olivet", _ONE, _TOWN),
    ("21450147000014", "45400", "Fleury-les-Aubrais", _SERVICE, (*_TOWN, OLD_STORES)),
    ("21450285800019", "45140", "Saint-Jean-de-la-Ruelle", _NONE, _SCHOOLS),
    ("21450284100015", "45800", "Saint-Jean-de-Braye", _ENGAGEMENT, _TOWN),
    ("21450252800018", "45300", "Pithiviers", _NONE, ()),
    ("21450203100013", "45130", "Meung-sur-Loire", _NONE, _SMALL),
    ("21450028200014", "45190", "Beaugency", _ONE, _SCHOOLS),
    ("21450082900012", "45110", "Châteauneuf-sur-Loire", _NONE, ()),
    ("21450315300014", "45600", "Sully-sur-Loire", _ENGAGEMENT, _SMALL),
    ("21410018200010", "41000", "Blois", _SERVICE, (*_TOWN, SHUT_ON_THE_PORTAL)),
    ("21410269100018", "41100", "Vendôme", _BOTH, _TOWN),
    ("21410194100018", "41200", "Romorantin-Lanthenay", _NONE, _SCHOOLS),
    ("21370261600011", "37000", "Tours", _BOTH, _CITY),
    ("21370122000013", "37300", "Joué-lès-Tours", _SERVICE, (*_TOWN, CLOSED_SERVICE)),
    ("21370233500018", "37700", "Saint-Pierre-des-Corps", _ONE, _SCHOOLS),
    ("21370214500011", "37540", "Saint-Cyr-sur-Loire", _NONE, _TOWN),
    ("21370208700015", "37550", "Saint-Avertin", _NONE, ()),
    ("21370003200013", "37400", "Amboise", _ENGAGEMENT, _SCHOOLS),
    ("21370072700018", "37500", "Chinon", _NONE, _SMALL),
    ("21370132900012", "37600", "Loches", _ONE, _SMALL),
    ("21370050300013", "37170", "Chambray-lès-Tours", _SERVICE, _TOWN),
    ("21370156800015", "37270", "Montlouis-sur-Loire", _NONE, (*_SCHOOLS, TECHNICAL)),
    ("21370195600012", "37520", "La Riche", _NONE, ()),
    ("21280085800012", "28000", "Chartres", _SERVICE, _CITY),
    ("21280134400012", "28100", "Dreux", _ENGAGEMENT, _TOWN),
    ("21180279800010", "18100", "Vierzon", _NONE, _TOWN),
    ("21360044800012", "36000", "Châteauroux", _ONE, _CITY),
)
# fmt: on
_TOWN_SITES = (
    "Groupe scolaire du Centre",
    "Gymnase municipal",
    "Médiathèque",
    "Hôtel de ville",
    "Crèche municipale",
    "Salle des fêtes",
    "Centre technique",
)
_ELISION = ("A", "E", "I", "O", "U", "Y", "É")


def _of(town: str) -> str:
    if town.startswith("Le "):
        return f"du {town[3:]}"
    return f"d'{town}" if town.startswith(_ELISION) else f"de {town}"


def _municipality(
    siret: str, postcode: str, town: str, requires: Requires, services: tuple[BodyService, ...]
) -> PublicBody:
    return PublicBody(
        siret,
        f"COMMUNE {_of(town)}".upper().replace("'", " "),
        postcode,
        town,
        requires,
        services,
        customer_name=f"Mairie {_of(town)}",
        sites=_TOWN_SITES,
    )


_REGION_AND_DEPARTMENTS = (
    PublicBody(
        "22450001700013",
        "DEPARTEMENT DU LOIRET",
        "45000",
        "Orléans",
        _SERVICE,
        (ACCOUNTS, BUILDINGS),
        "Département du Loiret",
        "Hôtel du Département",
        ("Collèges de l'Orléanais", "Maison du Département", "Archives départementales"),
    ),
    PublicBody(
        "22370001400010",
        "DEPARTEMENT D INDRE ET LOIRE",
        "37000",
        "Tours",
        _BOTH,
        (ACCOUNTS, BUILDINGS),
        "Département d'Indre-et-Loire",
        "Hôtel du Département",
        ("Collèges de Touraine", "Maison des solidarités"),
    ),
    PublicBody(
        "22410001600019",
        "DEPARTEMENT DE LOIR ET CHER",
        "41000",
        "Blois",
        _ONE,
        (ACCOUNTS,),
        "Département de Loir-et-Cher",
        "Hôtel du Département",
        ("Collèges du Blésois", "Centre routier"),
    ),
    PublicBody(
        "23450002300028",
        "REGION CENTRE VAL DE LOIRE",
        "45000",
        "Orléans",
        _ENGAGEMENT,
        (FINANCES, BUILDINGS),
        "Région Centre-Val de Loire",
        "Hôtel de Région",
        ("Lycées du Loiret", "Siège de la Région"),
    ),
)

_TEST_SITE = ("Site de qualification",)
_QUALIFICATION = (
    PublicBody(
        "12345678200051",
        "DESTINATAIRE SANS OBLIGATION",
        "75000",
        "Paris",
        _NONE,
        (),
        "Qualification, sans obligation",
        "Portail Chorus Pro",
        _TEST_SITE,
    ),
    PublicBody(
        "12345678200028",
        "DESTINATAIRE SERVICE OBLIGATOIRE",
        "75000",
        "Paris",
        _SERVICE,
        (BodyService("SERVICE_DEST_SERV_OBL", "Service du destinataire"),),
        "Qualification, service obligatoire",
        "Portail Chorus Pro",
        _TEST_SITE,
    ),
    PublicBody(
        "12345678200036",
        "DESTINATAIRE ENGAGEMENT OBLIGATOIRE",
        "75000",
        "Paris",
        _ENGAGEMENT,
        (),
        "Qualification, engagement obligatoire",
        "Portail Chorus Pro",
        _TEST_SITE,
    ),
    PublicBody(
        "12345678200044",
        "DESTINATAIRE ENGAGEMENT OU SERVICE",
        "75000",
        "Paris",
        _ONE,
        (BodyService("SERVICE_DEST_EJ_OU_SERV_OBL", "Service du destinataire"),),
        "Qualification, l'un des deux",
        "Portail Chorus Pro",
        _TEST_SITE,
    ),
    PublicBody(
        "11000201100044",
        "SERVICES DE L ETAT POUR LA FACTURATION ELECTRONIQUE",
        "75000",
        "Paris",
        _SERVICE,
        (BodyService("SFACETAT", "Service facturier de l'État"),),
        "Qualification, services de l'État",
        "Portail Chorus Pro",
        _TEST_SITE,
    ),
)

INACTIVE_BODY = PublicBody(
    fictional_siret(90101),
    "SYNDICAT DES ECOLES DU VAL",
    "45999",
    "Valfleury",
    customer_name="Syndicat des écoles du Val",
    seat="Maison des syndicats",
    sites=("École du Val",),
    trouble=Trouble.INACTIVE,
)
WORKS_ONLY_BODY = PublicBody(
    fictional_siret(90102),
    "REGIE D AMENAGEMENT DES QUAIS",
    "45999",
    "Valfleury",
    customer_name="Régie d'aménagement des quais",
    seat="Quai des Mariniers",
    sites=("Bureaux de chantier",),
    trouble=Trouble.WORKS_ONLY,
)
GONE_BODY = PublicBody(
    fictional_siret(90103),
    "SYNDICAT DU BOIS DES DAMES",
    "45999",
    "Valfleury",
    customer_name="Syndicat du Bois des Dames",
    seat="Maison des syndicats",
    sites=("Maison forestière",),
    trouble=Trouble.GONE,
)

SOUND_BODIES = (
    *(_municipality(*row) for row in _MUNICIPALITIES),
    *_REGION_AND_DEPARTMENTS,
    *_QUALIFICATION,
)
BODIES = (*SOUND_BODIES, INACTIVE_BODY, WORKS_ONLY_BODY, GONE_BODY)
