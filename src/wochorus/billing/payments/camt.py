"""Bank statements in XML: ISO 20022 camt.053 (statement), and its kin camt.052 and camt.054.

Every version is read, by the names of the elements alone. Only what is booked counts. An entry
that gathers several payments gives one line for each, when their amounts add up to it. The schema
of each version: ISO 20022 message definitions, Bank-to-Customer Cash Management.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from lxml import etree

from wochorus.billing.payments.bank_lines import BankFile, BankLine, LeftAside
from wochorus.core.errors import InvalidInput
from wochorus.core.money import LARGEST_AMOUNT, format_amount, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

LARGEST_FILE = 50_000_000
"""Bytes. A year of a busy account is a tenth of it."""
_MESSAGES = ("BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn")
_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
_LONGEST_TEXT = 1000


def read_camt(content: bytes) -> BankFile:
    """Read a statement. Raises `InvalidInput` when ``content`` is not one."""
    root = _parsed(content)
    found = BankFile()
    seen = Counter[str]()
    for statement in _statements(root):
        account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
        for rank, entry in enumerate(_all(statement, "Ntry"), start=1):
            where = f"compte {account or 'sans numéro'}, écriture {rank}"
            _read_entry(entry, account, where, found, seen)
    return found


def _parsed(content: bytes) -> _Element:
    if len(content) > LARGEST_FILE:
        raise InvalidInput(
            f"Ce relevé dépasse {LARGEST_FILE // 1_000_000} Mo",
            remedy="Demandez à la banque un fichier par mois.",
        )
    parser = etree.XMLParser(
        no_network=True, load_dtd=False, resolve_entities=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidInput(
            "Ce fichier n'est pas un XML lisible",
            where=f"ligne {error.lineno}",
            remedy="Téléchargez à nouveau le relevé au format camt.053.",
        ) from error
    if root.getroottree().docinfo.doctype:
        raise InvalidInput(
            "Ce relevé contient une déclaration DOCTYPE, qu'aucune banque n'écrit",
            remedy="Téléchargez à nouveau le relevé au format camt.053.",
        )
    return root


def _statements(root: _Element) -> list[_Element]:
    messages = [child for name in _MESSAGES for child in _all(root, name)]
    if not messages:
        raise InvalidInput(
            "Ce fichier XML n'est pas un relevé de compte",
            where=f"élément « {_local(root)[:60]} »",
            remedy="Demandez à la banque un relevé au format camt.053 (ISO 20022).",
        )
    return [found for message in messages for name in _STATEMENTS for found in _all(message, name)]


def _read_entry(
    entry: _Element, account: str, where: str, found: BankFile, seen: Counter[str]
) -> None:
    try:
        amount, currency = _amount(entry)
        status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
        if status not in ("", "BOOK"):
            found.left_aside.append(LeftAside(where, f"pas encore comptabilisée ({status})"))
            return
        is_debit = _text(entry, "CdtDbtInd") != "CRDT"
        if is_debit and _text(entry, "RvslInd") in ("true", "1"):
            _note_reversal(where, amount, found)
            return
        booked_on = _day(entry)
        parts = _parts(entry, amount)
    except _UnreadableError as unreadable:
        found.left_aside.append(LeftAside(where, str(unreadable)))
        return
    for part, share in parts:
        told = _told(entry, part)
        key = _key(account, booked_on, share, told, entry)
        key = f"DBIT\0{key}" if is_debit else key
        seen[key] += 1
        who = "Cdtr" if is_debit else "Dbtr"
        line = BankLine(
            hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest(),
            account,
            booked_on,
            share,
            currency,
            told,
            _party(part, who),
            _text(part, f"RltdPties/{who}Acct/Id/IBAN"),
            is_debit,
        )
        found.lines.append(line)


class _UnreadableError(ValueError):
    """An entry whose amount or date cannot be read."""


def _note_reversal(where: str, amount: Decimal, found: BankFile) -> None:
    found.debits += 1
    why = (
        f"annulation d'un encaissement de {format_amount(amount)} : retirez-le "
        "(wochorus payment cancel)"
    )
    found.left_aside.append(LeftAside(where, why))


def _amount(element: _Element) -> tuple[Decimal, str]:
    found = _first(element, "Amt")
    if found is None:
        raise _UnreadableError("sans montant")
    text = (found.text or "").strip()
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 < amount <= LARGEST_AMOUNT or amount != to_cents(amount):
        raise _UnreadableError(f"montant illisible : « {text[:30]} »")
    return to_cents(amount), found.get("Ccy", "EUR")


def _day(entry: _Element) -> date:
    names = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    text = next((found for name in names if (found := _text(entry, name))), "")
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise _UnreadableError(f"date illisible : « {text[:30]} »") from error


def _parts(entry: _Element, amount: Decimal) -> list[tuple[_Element, Decimal]]:
    """Give each payment of an entry with its amount; the entry alone when they do not add up."""
    details = [one for group in _all(entry, "NtryDtls") for one in _all(group, "TxDtls")]
    shares = [_share(one) for one in details]
    if len(details) > 1 and None not in shares and sum(filter(None, shares)) == amount:
        return [(one, share) for one, share in zip(details, shares, strict=True) if share]
    return [(details[0] if len(details) == 1 else entry, amount)]


def _share(details: _Element) -> Decimal | None:
    for holder in (details, _first(details, "AmtDtls/TxAmt"), _first(details, "AmtDtls/InstdAmt")):
        if holder is not None and _first(holder, "Amt") is not None:
            return _amount(holder)[0]
    return None


def _told(entry: _Element, part: _Element) -> str:
    """Gather all that may name a document: what the payer wrote, and the references."""
    places = [
        *_texts(part, "RmtInf/Ustrd"),
        *_texts(part, "RmtInf/Strd/RfrdDocInf/Nb"),
        *_texts(part, "RmtInf/Strd/CdtrRefInf/Ref"),
        *_texts(part, "RmtInf/Strd/AddtlRmtInf"),
        *(text for text in _texts(part, "Refs/EndToEndId") if text != "NOTPROVIDED"),
        *_texts(part, "AddtlTxInf"),
        *_texts(entry, "AddtlNtryInf"),
    ]
    if part is entry:
        for details in (one for group in _all(entry, "NtryDtls") for one in _all(group, "TxDtls")):
            places += _texts(details, "RmtInf/Ustrd") + _texts(details, "Refs/EndToEndId")
    return " · ".join(dict.fromkeys(places))[:_LONGEST_TEXT]


def _party(part: _Element, who: str) -> str:
    for name in (f"Ultmt{who}", who):
        found = _text(part, f"RltdPties/{name}/Nm") or _text(part, f"RltdPties/{name}/Pty/Nm")
        if found:
            return found[:200]
    return ""


def _key(account: str, day: date, amount: Decimal, told: str, entry: _Element) -> str:
    reference = _text(entry, "AcctSvcrRef")
    return "\0".join((account, day.isoformat(), str(amount), told, reference))


def _local(element: _Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(element: _Element, path: str) -> list[_Element]:
    found = [element]
    for name in path.split("/"):
        found = [child for one in found for child in one if _local(child) == name]
    return found


def _first(element: _Element, path: str) -> _Element | None:
    return next(iter(_all(element, path)), None)


def _texts(element: _Element, path: str) -> list[str]:
    return list(_filled(_all(element, path)))


def _filled(elements: list[_Element]) -> Iterator[str]:
    for element in elements:
        if text := " ".join((element.text or "").split()):
            yield text


def _text(element: _Element, path: str) -> str:
    return next(iter(_texts(element, path)), "")
