"""The gateway: what stands between the network and the operations.

Refusals come in the order of the real world: no token, unknown API, dead token, no right to the
API, wrong technical account, wrong content type, unreadable body; only then the business. The
gateway refuses with HTTP codes, the business with ``codeRetour``. Where the references are
silent: a token that is well formed but unknown or ended gets a 401; a token of one application
with the technical account of another gets the empty 403 of an undeclared connection; a body that
does not fit its message gets HTTP 400 with ``codeRetour`` 20000 and a label that names the key.

Each call is one transaction, with its line in the ledger.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from chorus_simulator import accounts, faults, ledger, oauth
from chorus_simulator.exchange import Received, Reply, json_reply
from chorus_simulator.faults import draws
from chorus_simulator.faults.damage import strike
from chorus_simulator.operations import (
    Call,
    MalformedRefusal,
    Message,
    Refusal,
    TooLargeError,
)
from chorus_simulator.operations.catalogue import OPERATIONS
from chorus_simulator.operations.deposits import note_file, too_large
from chorus_simulator.syntaxes import flow_id_of

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.ledger import Entry
    from chorus_simulator.operations import Operation
    from chorus_simulator.settings import Settings
    from chorus_simulator.simulator import Simulator


_SETTLED_PER_DEPOSIT, _ALL = 3, 1_000_000


class Denied(Exception):
    """The gateway refuses the call with this reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Moment:
    """What a call sees of the simulator while it is answered.

    ``worn`` is the moment by which tokens and passwords age.
    """

    db: sqlite3.Connection
    now: float
    worn: float
    settings: Settings


def strikes_on(simulator: Simulator, operation: str) -> faults.Strikes:
    """Draw the faults that strike a call."""
    with simulator.store.transaction() as db:
        now = simulator.clock.now()
        found = draws.draw(db, operation, now)
        simulator.faulty = draws.alive(db, now)
        return found


def answer(simulator: Simulator, received: Received, strikes: faults.Strikes) -> Reply:
    """Answer one call, and write it in the ledger, even when the simulator itself breaks."""
    try:
        return _answer(simulator, received, strikes)
    except Exception:
        note(simulator, received, "erreur interne du simulateur", 500)
        raise


def note(simulator: Simulator, received: Received, what: str, status: int | None = None) -> None:
    """Write in the ledger a call that was not answered as it should."""
    with simulator.store.transaction() as db:
        entry = ledger.Entry(simulator.clock.now(), received.method, received.operation)
        entry.http_status, entry.answer = status, what
        _name_caller(received, entry)
        ledger.write(db, entry)


def _answer(simulator: Simulator, received: Received, strikes: faults.Strikes) -> Reply:
    content = _json_of(received)
    settled = received.operation in OPERATIONS and received.method == "POST"
    deposit = received.operation == faults.DEPOSIT_OPERATION
    if settled and not deposit:
        simulator.catch_up()
    with simulator.store.transaction() as db:
        # Read inside the transaction: the lines of the ledger follow each other in time.
        now, worn = simulator.clock.now(), simulator.clock.worn()
        entry = ledger.Entry(now, received.method, received.operation)
        entry.fault = "+".join(strikes.names) or None
        moment = Moment(db, now, worn, replace(simulator.settings, **strikes.settings))
        blow = strikes.answer
        if blow is None or blow.recorded:
            if settled:
                # A few at each deposit, so that the first question after a long series of them
                # does not have them all to integrate.
                at_most = _SETTLED_PER_DEPOSIT if deposit else _ALL
                simulator.settle(db, moment.settings, at_most=at_most)
            reply = _true_answer(moment, received, content, entry, strikes)
            if deposit and entry.flow_number:
                simulator.desk.expect(flow_id_of(entry.flow_number))
        else:
            _name_caller(received, entry)
            if received.operation == faults.DEPOSIT_OPERATION:
                note_file(entry, content)
            reply = Reply(500)
        entry.http_status = reply.status
        if blow is not None:
            reply = strike(blow, reply, entry)
        ledger.write(db, entry)
    return reply


def _name_caller(received: Received, entry: Entry) -> None:
    """Note the account of a call that a fault stops before it is read."""
    pair = accounts.decode_account(received.headers.get("cpro-account", ""))
    entry.account = pair[0][:100] if pair else None


def _true_answer(
    moment: Moment, received: Received, content: object, entry: Entry, strikes: faults.Strikes
) -> Reply:
    if received.operation == faults.TOKEN_OPERATION:
        rate = moment.settings.token_failure_rate
        return oauth.grant(moment.db, received, entry, rate, moment.worn)
    try:
        call = _admit(moment, received, entry)
        call.flow_faults = strikes.flow
        operation = OPERATIONS[received.operation]
        return _business(call, operation, received, content)
    except Denied as denial:
        if received.operation == faults.DEPOSIT_OPERATION:
            note_file(entry, content)
        return denial.reply


def _admit(moment: Moment, received: Received, entry: Entry) -> Call:
    """Let a call through with its account, or raise Denied."""
    known = OPERATIONS.get(received.operation)
    client_id = _application(moment, received, known=known is not None)
    _name_caller(received, entry)
    if known is None or known.method != received.method:
        raise Denied(json_reply(404, {"ErrorCode": "404", "Description": "API non trouvée"}))
    supplier = _supplier(moment, received)
    if not supplier["granted"] or supplier["client_id"] != client_id:
        raise Denied(Reply(403))
    account = accounts.Account(supplier["login"], supplier["siret"], supplier["structure_id"])
    return Call(
        moment.db, account, moment.settings, moment.now, entry, gained=moment.now - moment.worn
    )


def _application(moment: Moment, received: Received, *, known: bool) -> str:
    realm = "PISTE" if known else "DefaultRealm"
    scheme, _, token = received.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        challenge = f'Bearer realm="{realm}", error="invalid_request"'
        raise Denied(Reply(400, headers={"WWW-Authenticate": challenge}))
    owner = accounts.token_owner(moment.db, token.strip(), moment.worn)
    if owner is None:
        challenge = f'Bearer realm="{realm}", error="invalid_token"'
        raise Denied(Reply(401, headers={"WWW-Authenticate": challenge}))
    return owner


def _supplier(moment: Moment, received: Received) -> sqlite3.Row:
    pair = accounts.decode_account(received.headers.get("cpro-account", ""))
    found = accounts.technical_account(moment.db, *pair, moment.worn) if pair else None
    if found is None:
        raise Denied(json_reply(401, {"ErrorCode": "401", "Description": "[invalid field]"}))
    return found


def _business(call: Call, operation: Operation, received: Received, content: object) -> Reply:
    """Run the operation; a refusal keeps what it wrote (nothing) and its ledger line."""
    try:
        asked = _message(call, operation, received, content)
        found = operation.answer(call, asked)
        status = 200
    except TooLargeError as error:
        raise Denied(Reply(413)) from error
    except Refusal as refusal:
        found = {"codeRetour": refusal.code, "libelle": refusal.label}
        malformed = isinstance(refusal, MalformedRefusal)
        status = 400 if malformed else call.settings.business_refusal_status
    call.entry.code_retour = found.get("codeRetour")
    call.entry.libelle = found.get("libelle")
    return json_reply(status, found)


def _message(call: Call, operation: Operation, received: Received, content: object) -> Message:
    """Check the body and read it as the operation's message."""
    if operation.method == "GET":
        return operation.message()
    if not _is_json(received.headers.get("content-type", "")):
        raise Denied(Reply(415))
    if received.body is None:
        if received.operation == faults.DEPOSIT_OPERATION:
            raise too_large(call.settings.size_limit)
        raise Denied(Reply(413))
    if not isinstance(content, dict):
        description = "Le corps de la requête n'est pas un objet JSON."
        raise Denied(json_reply(400, {"ErrorCode": "400", "Description": description}))
    try:
        asked = operation.message.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise MalformedRefusal(
            f"SIM_MSG_00.001 - Champ « {key} » : {_WHY.get(first['type'], 'refusé')}."
        ) from error
    content.clear()  # a deposited file is held once, by its message
    return asked


_WHY = {"extra_forbidden": "inconnu de ce service", "missing": "obligatoire"}


def _is_json(content_type: str) -> bool:
    kind, _, parameters = content_type.partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    return kind.strip().lower() == "application/json" and charset in ("", "charset=utf-8")


def _json_of(received: Received) -> object:
    """Read the JSON body, and let its bytes go; None if it is not JSON, {} if it is empty."""
    if received.body is None or received.operation == faults.TOKEN_OPERATION:
        return None
    try:
        text = received.body.decode()
        received.body.clear()
        found: object = json.loads(text) if text else {}
        if "\\u" in text:
            # Half of a surrogate pair is allowed in JSON, and is no text that can be kept.
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found
