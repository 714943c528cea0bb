"""What a service answers beside its result: ``codeRetour`` and the code that opens ``libelle``.

A number means something only for its service: 20001 is a file too large here, an unknown flow
there. The full tables are not public; what stands here comes from the AIFE external
specification, API annex V4.10 and V5.00, and from refusals that integrations report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family

ANY_SERVICE = ""
NOTHING_FOUND = "TRA_MSG_00.015"
"""The refusal by which an empty search may answer; public integrations see it as an empty list."""
_LABEL_CODE = re.compile(r"\b([A-Z]{3}_MSG_\d{2})[._](\d{3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCode(Entry):
    """An answer: its service (`ANY_SERVICE`: all of them), its number if one is known.

    ``code`` is the code of the label, such as ``GDP_MSG_11.008``, or the number where no label is
    known.
    """

    service: str
    number: int | None


_READ_LABEL = "Lisez le libellé, corrigez ce qu'il indique, puis recommencez."


def _answer(
    service: str,
    number: int | None,
    code: str,
    label: str,
    remedy: str = _READ_LABEL,
    actor: Actor = Actor.SUPPLIER,
    *,
    is_inferred: bool = False,
) -> ReturnCode:
    return ReturnCode(
        Family.RETURN_CODE,
        code or str(number),
        label,
        actor,
        remedy,
        is_inferred=is_inferred,
        service=service,
        number=number,
    )


def _done(code: str) -> ReturnCode:
    return _answer(
        ANY_SERVICE,
        0,
        code,
        "la demande est acceptée",
        "Rien à faire. Pour un dépôt, le verdict vient ensuite, avec le compte rendu du flux.",
        Actor.NOBODY,
    )


def _undefined(service: str, numbers: tuple[int, ...]) -> tuple[ReturnCode, ...]:
    label = "code connu de ce service, dont le sens n'est pas publié"
    return tuple(_answer(service, number, "", label, is_inferred=True) for number in numbers)


RETURN_CODES = (
    _done("TRA_MSG_00.000"),
    _done("GCU_MSG_01_000"),
    _done("CODE PAR DEFAUT"),
    _answer(
        ANY_SERVICE,
        20000,
        NOTHING_FOUND,
        "la recherche ne donne aucun résultat",
        "Rien à faire, si rien n'était attendu ; sinon, vérifiez ce qui est cherché.",
        Actor.NOBODY,
    ),
    _answer(
        "deposer/flux",
        20001,
        "GDP_MSG_11.022",
        "le fichier est trop gros",
        "Partagez le flux (30 Mo au plus par l'API), puis redéposez : rien n'a été enregistré.",
    ),
    _answer(
        "consulterCRDetaille",
        20001,
        "POQ_MSG_01.003",
        "ce flux est introuvable",
        "Juste après le dépôt, attendez une minute et recommencez ; plus tard, vérifiez le numéro.",
        Actor.CHORUS,
    ),
    _answer(
        "completer",
        20000,
        "GDP_MSG_11.008",
        "cette facture n'existe pas sur Chorus Pro",
        "Vérifiez l'identifiant de la facture sur le portail.",
    ),
    _answer(
        "completer",
        20001,
        "GDP_MSG_11.005",
        "le compte technique n'a pas le droit d'agir sur cette facture",
        "Vérifiez le rattachement du compte à la société : wochorus chorus test.",
    ),
    _answer(
        "completer",
        20002,
        "GDP_MSG_11.033",
        "la facture n'est pas suspendue",
        "Relisez son statut : on ne complète qu'une facture suspendue.",
    ),
    _answer(
        "soumettre",
        None,
        "GDP_MSG_11.001",
        "le statut de la facture ne permet pas cette action",
        "Relisez le statut de la facture avant de recommencer.",
    ),
    _answer(
        "ajouter/fichier",
        20003,
        "",
        "la pièce jointe dépasse 10 Mo",
        "Allégez la pièce, puis recommencez.",
    ),
    *_undefined("recycler", tuple(range(20004, 20015))),
    *_undefined("soumettre", (20013, 20303, 20304, 20305)),
)


def label_code(text: str) -> str:
    """Find the code that opens a label, in one writing (``GDP_MSG_11.008``); empty if none."""
    found = _LABEL_CODE.search(text)
    return f"{found[1]}.{found[2]}" if found else ""


def _same_label(answer: ReturnCode, code: str) -> bool:
    return bool(code) and code == (label_code(answer.code) or answer.code)


def return_codes(text: str) -> tuple[ReturnCode, ...]:
    """Find every answer that bears this number or the code of this label, whatever the service."""
    text = text.strip()
    by_label = tuple(
        answer
        for answer in RETURN_CODES
        if _same_label(answer, label_code(text)) or answer.code == text
    )
    if by_label or not (text.isascii() and text.isdigit()):
        return by_label
    numbered = [answer for answer in RETURN_CODES if answer.number == int(text[:12])]
    return tuple({(answer.service, answer.label): answer for answer in numbered}.values())


def return_code_meaning(service: str, number: int, label: str) -> ReturnCode:
    """Explain a refusal of ``service``: by the code of its label, else by its own number.

    What the catalogue has never seen is « inconnu », with its label left to be read.
    """
    code = label_code(label)
    for answer in RETURN_CODES:
        if _same_label(answer, code):
            return answer
    for answer in RETURN_CODES:
        if not code and answer.service in (service, ANY_SERVICE) and answer.number == number:
            return answer
    return ReturnCode(
        Family.RETURN_CODE,
        code or str(number),
        "inconnu",
        Actor.UNKNOWN,
        _READ_LABEL,
        is_known=False,
        service=service,
        number=number,
    )
