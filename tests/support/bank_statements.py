"""Bank statements in XML (ISO 20022 camt), as small as they may be."""

from __future__ import annotations

IBAN = "FR7630006000011234567890189"


def a_statement(*entries: str, version: str = "camt.053.001.02", message: str = "") -> bytes:
    message = message or "BkToCstmrStmt"
    holder = {"BkToCstmrStmt": "Stmt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}[message]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{message}><GrpHdr/>'
        f"<{holder}><Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>{''.join(entries)}</{holder}>"
        f"</{message}></Document>"
    ).encode()


def an_entry(
    amount: str = "1200.00",
    *details: str,
    way: str = "CRDT",
    status: str = "<Sts>BOOK</Sts>",
    day: str = "<BookgDt><Dt>2026-11-20</Dt></BookgDt>",
    more: str = "",
) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}{status}{day}'
        f"<NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def details(text: str, payer: str = "DRFIP PARIS", amount: str = "") -> str:
    share = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{share}"
        f"<RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr>"
        f"<DbtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )
