"""Files that are sent piece by piece, whatever their length."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from django.http import HttpRequest


def streamed(
    request: HttpRequest, pieces: Iterator[bytes], *, media_type: str, name: str
) -> StreamingHttpResponse:
    """Answer with the pieces as they are made; the browser saves them under ``name``."""
    content = _awaited(pieces) if isinstance(request, ASGIRequest) else pieces
    answer = StreamingHttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = disposition(name)
    return answer


def disposition(name: str, *, inline: bool = False) -> str:
    """Write how a file of this name is to be taken: saved, or shown."""
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Take each piece in the thread of the request; Django would otherwise hold them all."""
    take = sync_to_async(lambda: next(pieces, None))
    while (piece := await take()) is not None:
        yield piece
