"""A campaign: orders placed, programs killed at drawn moments, until the portal holds everything.

Each round deposits some more invoices and kills one victim at one step. Nothing but the product
repairs what was broken: the next command, or the worker that replaces a dead one.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import TYPE_CHECKING, Self

from crash import gates
from crash.ground import BY_COMMAND, BY_WORKERS, INDEX_DELAY, Ground, StuckError
from crash.judge import check_truth, journal
from crash.victims import POLL_SECONDS, Workers, kill, kill_database, wait_for_end
from wochorus.billing.models import DepositState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.context import ForkServerProcess

COMMAND, WORKER, DATABASE = "commande", "service", "base"
VICTIMS = (COMMAND, WORKER, COMMAND, WORKER, COMMAND, WORKER, DATABASE)
RANDOM, ARRIVED, NOTED = "au hasard", "envoyé", "enregistré"
DOORS = {
    "avant de réserver": ("reserved",),
    "réservé": ("sending",),
    "envoi noté": ("claim",),
    "répondu": ("deposited", "ambiguous"),
}
"""What each step of the engine is about to commit when it is stopped there."""
STEPS = (*DOORS, ARRIVED, NOTED, RANDOM)
ROUNDS_BETWEEN_CATCH_UPS = 12
MOST_ROUNDS_AT_THE_END = 30
PATIENCE = ("--patience", str(int(INDEX_DELAY) + 2), "--for", "60")
_SECONDS_WITHOUT_WORK = 90.0
_SLOW = {"operation": "*deposer/flux", "count": 1, "seconds": 0.5}


@dataclass(frozen=True, slots=True)
class Aim:
    """Who is to be killed, and when."""

    victim: str
    step: str
    company: str
    mode: str


@dataclass(slots=True)
class Campaign:
    """What is asked of a campaign, and what happened in it."""

    seed: int
    kills_wanted: int
    invoices: int
    seconds: float = float("inf")
    tell: Callable[[str], None] = print
    hurried: bool = False
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    workers_ended_alone: int = 0
    _chance: random.Random = field(init=False)
    _slices: dict[str, Iterator[list[str]]] = field(init=False)
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - a trial that can be played again
        self._end = time.monotonic() + self.seconds

    def numbers(self) -> dict[str, list[str]]:
        """Share the invoices: a third for the command, the rest for the workers."""
        prefixes = {BY_COMMAND: "CO", "atelier": "AT", "entrepot": "EN"}
        return {
            code: [f"{prefix}-{rank:05d}" for rank in range(offset, self.invoices, 3)]
            for offset, (code, prefix) in enumerate(prefixes.items())
        }

    def run(self, ground: Ground) -> None:
        """Kill as often as wanted, then let the product finish."""
        numbers = self.numbers()
        size = max(1, self.invoices // self.kills_wanted)
        self._slices = {code: _slices(listed, size) for code, listed in numbers.items()}
        workers = Workers(ground)
        try:
            for rank, aim in enumerate(self._aims(), start=1):
                workers.fill()
                self._round(ground, workers, aim)
                if rank % ROUNDS_BETWEEN_CATCH_UPS == 0:
                    self._catch_up(ground)
                    left = f"{_left(ground)} factures à finir"
                    self.tell(f"  {self.kills.total()} programmes tués, {left}")
                if self.kills.total() >= self.kills_wanted or time.monotonic() > self._end:
                    break
            ground.simulator.admin.clear_faults()
            self._finish(ground, workers)
        finally:
            workers.stop()
            self.workers_ended_alone = workers.ended_alone

    def _aims(self) -> Iterator[Aim]:
        """Draw whom to kill and when; each victim meets each step in its turn."""
        most = self.kills_wanted * 2
        steps = [step for step in STEPS for _ in VICTIMS]
        pairs = list(zip(cycle(VICTIMS), steps * 2, strict=False))
        endless = cycle(self._chance.sample(pairs, len(pairs)))
        for victim, step in islice(endless, most):
            by_command = victim == COMMAND or (victim == DATABASE and self._chance.random() < 0.5)
            company = BY_COMMAND if by_command else self._chance.choice(BY_WORKERS)
            mode = self._chance.choice(("batch", "sequential"))
            yield Aim(victim, step, company, mode)

    def _round(self, ground: Ground, workers: Workers, aim: Aim) -> None:
        words = self._deposit_words(aim)
        if aim.company == BY_COMMAND:
            self._kill_around_command(ground, aim, words)
        else:
            self._kill_around_workers(ground, workers, aim, words)

    def _deposit_words(self, aim: Aim) -> list[str]:
        """Ask for the next invoices of the company, with those that a kill has left behind."""
        chosen = next(self._slices[aim.company], [])
        words = ["deposit", "--company", aim.company, "--mode", aim.mode, "--continue-on-error"]
        if chosen:
            words += ["--number-to", chosen[-1], "--not-deposited"]
        return words

    def _kill_around_command(self, ground: Ground, aim: Aim, words: list[str]) -> None:
        with _Stop(ground, aim, self._chance) as stop:
            command = ground.start("command", *words, "--no-follow")
            reached = stop.wait(lambda: not command.is_alive())
            hit = reached and command.is_alive()
            if hit and aim.victim == COMMAND:
                hit = kill(command)
            elif hit:
                kill_database(ground)
        if aim.victim == DATABASE and hit:
            self._end_without_database(command)
            ground.wake_database()
        command.join()
        self._count(aim, hit=bool(hit))

    def _end_without_database(self, command: ForkServerProcess) -> None:
        try:
            wait_for_end(command)
        except StuckError as stuck:
            self.stuck.append(str(stuck))

    def _kill_around_workers(
        self, ground: Ground, workers: Workers, aim: Aim, words: list[str]
    ) -> None:
        end = time.monotonic() + _SECONDS_WITHOUT_WORK
        hit = False
        with _Stop(ground, aim, self._chance) as stop:
            # Who stands before a door holds rows that the new order may want: it is not waited for.
            placing = ground.start(gates.TRIAL, *words, "--background")
            name = stop.wait(
                lambda: not placing.is_alive() and self._is_hopeless(ground, workers, aim, end)
            )
            if name and aim.victim == WORKER:
                name = name if name in workers.running else self._holder(ground, workers, aim)
                hit = workers.kill(name)
            elif name:
                kill_database(ground)
                hit = True
        placing.join()
        if hit and aim.victim == DATABASE:
            ground.wake_database()
        self._count(aim, hit=hit)

    def _holder(self, ground: Ground, workers: Workers, aim: Aim) -> str:
        """Name the worker that deposits for the company, or either."""
        rows = ground.read(
            "SELECT a.application_name FROM deposits_voice v JOIN pg_stat_activity a"
            " ON a.pid = v.backend JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory'"
            " JOIN accounts_chorusaccess c ON v.account LIKE '%%' || c.technical_login"
            " WHERE c.company_id = %s",
            ground.company_ids[aim.company],
        )
        named = [name for (name,) in rows if name in workers.running]
        return named[0] if named else self._chance.choice(list(workers.running))

    def _is_hopeless(self, ground: Ground, workers: Workers, aim: Aim, end: float) -> bool:
        """Tell that no worker will come by: the orders are over, or nobody does them."""
        workers.fill()
        rows = ground.read(
            "SELECT id, state, message, next_try_at FROM deposits_depositorder"
            " WHERE company_id = %s AND unattended AND state IN ('draft', 'planned', 'running')",
            ground.company_ids[aim.company],
        )
        if rows and time.monotonic() > end:
            waiting = "; ".join(f"{pk} {state} {told} {at}" for pk, state, told, at in rows)
            self.stuck.append(f"{aim.company} : personne ne prend l'ordre {waiting}")
            return True
        return not rows

    def _count(self, aim: Aim, *, hit: bool) -> None:
        (self.kills if hit else self.missed)[(aim.victim, aim.step)] += 1

    def _catch_up(self, ground: Ground, *others: str) -> None:
        """Do what a clerk does after an interruption: follow, then resume or cancel the orders."""
        self.false += check_truth(ground)
        for code in (BY_COMMAND, *others):
            ground.run("follow", "--company", code, *PATIENCE)
        self._settle_paused(ground)

    def _settle_paused(self, ground: Ground) -> None:
        for order_id, code in ground.read(
            "SELECT o.id, c.code FROM deposits_depositorder o JOIN accounts_company c"
            " ON c.id = o.company_id WHERE o.state IN ('paused', 'planned') AND NOT o.unattended"
            " ORDER BY o.id"
        ):
            verb = self._chance.choice(("start", "cancel"))
            ground.run("order", verb, str(order_id), "--company", code)

    def _finish(self, ground: Ground, workers: Workers) -> None:
        for _ in range(MOST_ROUNDS_AT_THE_END):
            self._catch_up(ground, *BY_WORKERS)
            for code in (BY_COMMAND, *BY_WORKERS):
                how = "--no-follow" if code == BY_COMMAND else "--background"
                ground.run("deposit", "--company", code, "--mode", "batch", "--not-deposited", how)
            self._wait_for_workers(ground, workers)
            if not _left(ground):
                return
        self.stuck.append(f"{_left(ground)} facture(s) sans fin")

    def _wait_for_workers(self, ground: Ground, workers: Workers) -> None:
        """Wait until the workers have nothing left to send."""
        end = time.monotonic() + _SECONDS_WITHOUT_WORK
        left = -1
        while (now := _left_to_workers(ground)) and time.monotonic() < end:
            if now != left:
                left, end = now, time.monotonic() + _SECONDS_WITHOUT_WORK
            workers.fill()
            time.sleep(0.2)


def _slices(listed: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def _left(ground: Ground) -> int:
    return sum(state != DepositState.INTEGRATED for state, _ in journal(ground).values())


def _left_to_workers(ground: Ground) -> int:
    ((left,),) = ground.read(
        "SELECT count(*) FROM deposits_orderitem i"
        " JOIN deposits_depositorder o ON o.id = i.order_id"
        " LEFT JOIN deposits_flow f ON f.id = i.flow_id WHERE o.unattended"
        " AND o.state IN ('draft', 'planned', 'running')"
        " AND (f.state IS NULL OR f.state IN ('built', 'reserved', 'sending'))"
    )
    return int(left)


class _Stop:
    """Stops a program at the aimed step, or says when the portal or the database shows it."""

    def __init__(self, ground: Ground, aim: Aim, chance: random.Random) -> None:
        self._ground, self._aim, self._chance = ground, aim, chance
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        company_id = self._ground.company_ids[self._aim.company]
        if self._aim.step in DOORS:
            self._doors = self._stack.enter_context(
                gates.closed(self._ground.connect, company_id, *DOORS[self._aim.step])
            )
        elif self._aim.step == ARRIVED:
            self._ground.simulator.admin.fault("slow", **_SLOW)
        self._before = self._count()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def wait(self, is_hopeless: Callable[[], bool]) -> str | None:
        """Wait for the step; give who stands there when it is known, None when it never came."""
        if self._aim.step in DOORS:
            return gates.wait_for_somebody(self._doors, is_hopeless)
        wanted = self._before + self._chance.choice((1, 1, 2))
        while self._count() < wanted:
            if is_hopeless():
                return None
            time.sleep(POLL_SECONDS)
        if self._aim.step == RANDOM:
            time.sleep(self._chance.uniform(0, 0.4))
        return "quelqu'un"

    def _count(self) -> int:
        """Count what the step is about: arrivals at the portal, or what is noted here."""
        if self._aim.step == ARRIVED:
            return int(self._ground.simulator.admin.ask("GET", "flows?limit=1&after=0")["total"])
        kind = "sending" if self._aim.step == RANDOM else "deposited"
        ((count,),) = self._ground.read(
            "SELECT count(*) FROM deposits_event WHERE kind = %s AND company_id = %s",
            kind,
            self._ground.company_ids[self._aim.company],
        )
        return int(count)
