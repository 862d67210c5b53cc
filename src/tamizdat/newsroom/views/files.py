"""Photos for those who have logged in: the newsroom's masters and thumbnails, and the edition's files for the preview."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from tamizdat.newsroom.pictures import edition_folder

_NAME = re.compile(r"(?:masters|thumbnails)/[\w.-]+\.(?:jpg|jpeg|png|webp|avif)", re.ASCII)


@require_safe
@require_admin_access
def photo_file(request: HttpRequest, name: str) -> FileResponse:
    """Answer with a master or a thumbnail."""
    if not _NAME.fullmatch(name):
        raise Http404
    return _file(Path(settings.MEDIA_ROOT) / name)


@require_safe
@require_admin_access
def edition_file(request: HttpRequest, name: str) -> FileResponse:
    """Answer with a file of the edition, wherever the page that asks for it stands. The URL pattern checks the name."""
    return _file(edition_folder() / name)


def _file(path: Path) -> FileResponse:
    try:
        response = FileResponse(path.open("rb"))
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "private, max-age=3600"
    return response
