"""Towns, each in its department with a postcode of it: the chief towns, and many invented ones."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

CHIEF_TOWNS = {
    "01": "Bourg-en-Bresse", "02": "Laon", "03": "Moulins", "04": "Digne-les-Bains",
    "05": "Gap", "06": "Nice", "07": "Privas", "08": "Charleville-Mézières", "09": "Foix",
    "10": "Troyes", "11": "Carcassonne", "12": "Rodez", "13": "Marseille", "14": "Caen",
    "15": "Aurillac", "16": "Angoulême", "17": "La Rochelle", "18": "Bourges", "19": "Tulle",
    "20": "Ajaccio", "21": "Dijon", "22": "Saint-Brieuc", "23": "Guéret", "24": "Périgueux",
    "25": "Besançon", "26": "Valence", "27": "Évreux", "28": "Chartres", "29": "Quimper",
    "30": "Nîmes", "31": "Toulouse", "32": "Auch", "33": "Bordeaux", "34": "Montpellier",
    "35": "Rennes", "36": "Châteauroux", "37": "Tours", "38": "Grenoble", "39": "Lons-le-Saunier",
    "40": "Mont-de-Marsan", "41": "Blois", "42": "Saint-Étienne", "43": "Le Puy-en-Velay",
    "44": "Nantes", "45": "Orléans", "46": "Cahors", "47": "Agen", "48": "Mende", "49": "Angers",
    "50": "Saint-Lô", "51": "Châlons-en-Champagne", "52": "Chaumont", "53": "Laval",
    "54": "Nancy", "55": "Bar-le-Duc", "56": "Vannes", "57": "Metz", "58": "Nevers", "59": "Lille",
    "60": "Beauvais", "61": "Alençon", "62": "Arras", "63": "Clermont-Ferrand", "64": "Pau",
    "65": "Tarbes", "66": "Perpignan", "67": "Strasbourg", "68": "Colmar", "69": "Lyon",
    "70": "Vesoul", "71": "Mâcon", "72": "Le Mans", "73": "Chambéry", "74": "Annecy",
    "75": "Paris", "76": "Rouen", "77": "Melun", "78": "Versailles", "79": "Niort", "80": "Amiens",
    "81": "Albi", "82": "Montauban", "83": "Toulon", "84": "Avignon", "85": "La Roche-sur-Yon",
    "86": "Poitiers", "87": "Limoges", "88": "Épinal", "89": "Auxerre", "90": "Belfort",
    "91": "Évry-Courcouronnes", "92": "Nanterre", "93": "Bobigny", "94": "Créteil",
    "95": "Cergy", "97": "Saint-Denis",
}  # fmt: skip
"""The chief town of each department, by the two digits that SIRETs bear."""
_OVERSEAS = "974"
_SAINTS = (
    *("Martin", "Pierre", "Jean", "Georges", "Étienne", "Germain", "Hilaire", "Maurice"),
    *("Laurent", "Julien", "Aubin", "Sulpice", "Rémy", "Denis", "Michel", "Paul", "Léger"),
    *("Amand", "Cyr", "Ouen", "Vincent", "Marcel", "Loup", "Nazaire", "Quentin", "Romain"),
)
_SAINTES = ("Marie", "Colombe", "Foy", "Anne", "Croix", "Geneviève", "Radegonde", "Eulalie")
_BESIDE = (
    *("", "", "sur-Seine", "sur-Loire", "sur-Saône", "sur-Garonne", "sur-Oise", "sur-Orne"),
    *("en-Bois", "des-Prés", "du-Mont", "la-Forêt", "le-Vieux", "aux-Bois", "les-Eaux"),
    *("de-la-Plaine", "du-Val", "en-Vallée", "sous-Bois", "des-Champs", "la-Rivière"),
)
_BEGINNINGS = (
    *("Aub", "Bell", "Bon", "Cham", "Chan", "Cour", "Dom", "Étr", "Flav", "Font", "Gran", "Haut"),
    *("Jur", "Lav", "Lour", "Mar", "Mont", "Neuv", "Orl", "Pont", "Quinc", "Roch", "Sav", "Ver"),
)
_ENDINGS = (
    *("igny", "ecourt", "eville", "ières", "enac", "eval", "ebourg", "eray", "emont", "euil"),
    *("olles", "ency", "elieu", "ey", "isson", "echamp", "efontaine", "argues"),
)
_INVENTED, _OF_SAINTS, _OF_SAINTES = 60, 0.4, 0.2


@dataclass(frozen=True, slots=True)
class Town:
    """A town, in capitals as the directory writes it, with its postcode."""

    name: str
    postcode: str

    def of(self, words: str) -> str:
        """Put a town after words that end with "de", as French has it."""
        for article, contracted in (("LE ", "DU "), ("LES ", "DES ")):
            if self.name.startswith(article):
                return f"{words[:-2]}{contracted}{self.name.removeprefix(article)}"
        if self.name[0] in "AEÉIOUY":
            return f"{words[:-1]}'{self.name}"
        return f"{words} {self.name}"


def towns_of(department: str, seed: int) -> list[Town]:
    """Give the towns of a department (two digits), the same for the same seed."""
    chance = Random(f"{seed}:{department}")  # noqa: S311  a game
    start = _OVERSEAS if department == "97" else department
    names = dict.fromkeys([CHIEF_TOWNS[department]])
    while len(names) < _INVENTED:
        names[_invented(chance)] = None
    width = 5 - len(start)
    codes = [0, *(chance.randrange(1, 10 ** (width - 1)) * 10 for _ in range(_INVENTED))]
    return [
        Town(name.upper(), f"{start}{code:0{width}}")
        for name, code in zip(names, codes, strict=False)
    ]


def _invented(chance: Random) -> str:
    if chance.random() < _OF_SAINTS:
        feminine = chance.random() < _OF_SAINTES
        name = chance.choice(_SAINTES if feminine else _SAINTS)
        head = f"{'Sainte' if feminine else 'Saint'}-{name}"
    else:
        head = chance.choice(_BEGINNINGS) + chance.choice(_ENDINGS)
    beside = chance.choice(_BESIDE)
    return f"{head}-{beside}" if beside else head
