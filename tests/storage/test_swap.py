"""A restoration cut anywhere is finished by whoever comes next."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.core.errors import Permanent
from wochorus.storage import swap

PLAN = swap.Swap("restore-1", "before-restore-1", ["postgres", "files", "keys"])


class Cut(BaseException):
    """The process dies here."""


def a_decided_swap(home: Path) -> None:
    for item in PLAN.items[:2]:
        (home / item).mkdir()
        (home / item / "state").write_text("old")
    for item in PLAN.items:
        (home / PLAN.staging / item).mkdir(parents=True)
        (home / PLAN.staging / item / "state").write_text("new")
    swap.decide(home, PLAN)


@given(st.lists(st.integers(0, 5), max_size=3))
def test_a_swap_cut_after_any_step_any_number_of_times_ends_whole(cuts: list[int]) -> None:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        home = Path(name)
        patch.setattr("os.sync", lambda: None)  # the whole machine would be flushed each time
        a_decided_swap(home)
        rename = Path.rename
        for steps in cuts:
            done = iter(range(steps))

            def rename_or_die(old: Path, new: Path, done: object = done) -> Path:
                if next(done, None) is None:  # type: ignore[call-overload] # an iterator
                    raise Cut
                return rename(old, new)

            patch.setattr(Path, "rename", rename_or_die)
            try:
                swap.finish(home, None)
            except Cut:
                assert swap.pending(home) == PLAN
        patch.setattr(Path, "rename", rename)
        swap.finish(home, None)
        assert swap.pending(home) is None
        assert [(home / item / "state").read_text() for item in PLAN.items] == ["new"] * 3
        kept = {path.name: (path / "state").read_text() for path in (home / PLAN.aside).iterdir()}
        assert kept == {"postgres": "old", "files": "old"}
        assert not (home / PLAN.staging).exists()


def test_a_swap_of_another_database_is_not_finished_here(tmp_path: Path) -> None:
    elsewhere = swap.Swap("restore-1", "before-1", ["files"], "compta", "compta-new", "compta-old")
    swap.decide(tmp_path, elsewhere)
    for parameters in (None, {"dbname": "other"}):
        with pytest.raises(Permanent, match="compta"):
            swap.finish(tmp_path, parameters)
    assert swap.pending(tmp_path) == elsewhere
