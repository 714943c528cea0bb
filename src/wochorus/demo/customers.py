"""The sixty customers of the demonstration, public and private.

Private customers are invented. Four public ones are told badly in the journal on purpose: their
SIRET is missing, too short, mistyped, or of a structure that the annuaire does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.identifiers import SIREN_LENGTH, french_vat_number
from wochorus.demo.fictional import fictional_siret
from wochorus.demo.public_bodies import GONE_BODY, INACTIVE_BODY, SOUND_BODIES, WORKS_ONLY_BODY

if TYPE_CHECKING:
    from wochorus.demo.public_bodies import PublicBody

SECTORS = {"45": "Loiret", "37": "Touraine", "41": "Blésois", "75": "Qualification"}


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A customer as the company knows it. ``body`` is its entry in the annuaire, if any."""

    code: str
    name: str
    siret: str
    is_public: bool
    address: str
    postcode: str
    town: str
    sites: tuple[str, ...]
    group: str = ""
    body: PublicBody | None = None

    @property
    def vat_number(self) -> str:
        """That of a private customer; public bodies are billed without one."""
        return "" if self.is_public else french_vat_number(self.siret[:SIREN_LENGTH])

    @property
    def sector(self) -> str:
        """The sector of the company that serves it."""
        return SECTORS.get(self.postcode[:2], "Grand Centre")


def _of_body(rank: int, body: PublicBody) -> DemoCustomer:
    return DemoCustomer(
        code=f"P{rank:03d}",
        name=body.customer_name,
        siret=body.siret,
        is_public=True,
        address=body.seat,
        postcode=body.postcode,
        town=body.town,
        sites=body.sites,
        body=body,
    )


def _told_badly(code: str, name: str, siret: str, site: str) -> DemoCustomer:
    return DemoCustomer(code, name, siret, True, "1 place du Marché", "45999", "Valfleury", (site,))


NO_SIRET = _told_badly("P901", "Syndicat scolaire de la Rive Sud", "", "École de la Rive Sud")
SHORT_SIRET = DemoCustomer(
    "P902",
    "Mairie de Saint-Maur-des-Fossés",
    "2194006860001",
    True,
    "Hôtel de ville",
    "94100",
    "Saint-Maur-des-Fossés",
    ("Gymnase",),
)
UNKNOWN_STRUCTURE = _told_badly(
    "P903", "Régie des eaux du Val", fictional_siret(90901), "Usine des eaux"
)
_RIGHT_SIRET = fictional_siret(90902)
MISTYPED_SIRET = _told_badly(
    "P904",
    "Communauté de communes des Trois Rives",
    f"{_RIGHT_SIRET[:7]}{_RIGHT_SIRET[8]}{_RIGHT_SIRET[7]}{_RIGHT_SIRET[9:]}",
    "Piscine des Trois Rives",
)
"""Two of its digits are exchanged."""

SOUND_PUBLIC_CUSTOMERS = tuple(_of_body(rank, body) for rank, body in enumerate(SOUND_BODIES, 1))
INACTIVE, WORKS_ONLY, GONE = (
    _of_body(rank, body)
    for rank, body in enumerate((INACTIVE_BODY, WORKS_ONLY_BODY, GONE_BODY), 905)
)
TROUBLED_CUSTOMERS = (
    NO_SIRET,
    SHORT_SIRET,
    UNKNOWN_STRUCTURE,
    MISTYPED_SIRET,
    INACTIVE,
    WORKS_ONLY,
    GONE,
)

_ORLEANS, _TOURS, _BLOIS = ("45000", "Orléans"), ("37000", "Tours"), ("41000", "Blois")
_SARAN, _FLEURY = ("45770", "Saran"), ("45400", "Fleury-les-Aubrais")
_SYNDIC, _VAL_NORD = "Loire Syndic", "Val Nord"
# fmt: off
_PRIVATE = (
    ("Résidence Les Peupliers", "8 allée des Peupliers", _ORLEANS, "Hall et escaliers", _SYNDIC),
    ("Résidence du Parc", "21 rue de la Source", _ORLEANS, "Parties communes", _SYNDIC),
    ("Résidence Le Clos Royal", "3 rue du Clos Royal", _TOURS, "Hall et parking", _SYNDIC),
    ("Résidence Bords de Cher", "40 quai du Cher", _TOURS, "Escaliers A et B", _SYNDIC),
    ("Clinique vétérinaire du Faubourg", "17 faubourg Madeleine", _ORLEANS, "Cabinet", ""),
    ("Cabinet dentaire des Tilleuls", "5 mail des Tilleuls", _SARAN, "Salles de soins", ""),
    ("Laboratoire Biolinge", "12 rue Lavoisier", _SARAN, "Paillasses et bureaux", ""),
    ("Garage du Pont Neuf", "2 route de Vendôme", _BLOIS, "Atelier et accueil", ""),
    ("Imprimerie Ligérienne Réunie", "33 rue des Typographes", _TOURS, "Atelier", ""),
    ("Logistique Val Nord", "Zone du Chêne Rond", _SARAN, "Entrepôt 2", _VAL_NORD),
    ("Transports Val Nord", "Zone du Chêne Rond", _SARAN, "Quais et vestiaires", _VAL_NORD),
    ("Hôtel des Trois Clefs", "9 rue de la Gare", _BLOIS, "Chambres et salons", ""),
    ("Restaurant La Gabare", "1 quai de la Loire", _BLOIS, "Cuisine et salle", ""),
    ("Cave coopérative des Varennes", "Route de Chinon", _TOURS, "Chai et boutique", ""),
    ("Expertise comptable Aubin & Roy", "6 rue du Colombier", _ORLEANS, "Bureaux", ""),
    ("Assurances du Centre Mutuel", "28 avenue du Stade", _ORLEANS, "Siège", ""),
    ("Menuiserie Charpentier Frères", "4 rue des Compagnons", _BLOIS, "Atelier", ""),
    ("Salle de sport Élan", "15 rue du Stade", _FLEURY, "Plateau et douches", ""),
)
# fmt: on
PRIVATE_CUSTOMERS = tuple(
    DemoCustomer(
        code=f"E{rank:03d}",
        name=name,
        siret=fictional_siret(50_000 + 137 * rank),
        is_public=False,
        address=address,
        postcode=postcode,
        town=town,
        sites=(site,),
        group=group,
    )
    for rank, (name, address, (postcode, town), site, group) in enumerate(_PRIVATE, 1)
)
BUILDER = next(each for each in PRIVATE_CUSTOMERS if each.name.startswith("Menuiserie"))

CUSTOMERS = (*SOUND_PUBLIC_CUSTOMERS, *TROUBLED_CUSTOMERS, *PRIVATE_CUSTOMERS)
