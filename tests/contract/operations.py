"""The table of the client's operations: a working call of each, and what tells that it was done."""

from __future__ import annotations

from contract.changes import ADDITIONS, CHANGES
from contract.operation import TOKEN, Nature, Operation
from contract.readings import LISTS, READINGS

OBTAINING = Operation(
    "obtain_token", TOKEN, lambda client, _place, _about: client.obtain_token(), Nature.TOKEN
)
OPERATIONS = {
    operation.name: operation for operation in (*CHANGES, *ADDITIONS, *READINGS, *LISTS, OBTAINING)
}
