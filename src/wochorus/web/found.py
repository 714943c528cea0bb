"""A record that its address names and that is not there: a page that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.http import Http404

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def or_not_found(find: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Give what ``find`` finds. Raises `Http404` with its sentence when it finds nothing."""
    try:
        return find(*args, **kwargs)
    except InvalidInput as missing:
        raise Http404(f"{missing.what}.") from missing
