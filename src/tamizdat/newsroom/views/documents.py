"""There are no documents in this newsroom: a file that is not a photo cannot be cleaned. Wagtail's pages ask for the address, though."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path


class Nothing:
    """The kind of thing that no object is."""


class NoDocuments:
    """Stands where Wagtail's admin expects its endpoint for documents."""

    model = Nothing

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        """Return the one address that Wagtail looks up."""
        return [path("", no_documents, name="listing")]


def no_documents(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer that there is nothing."""
    raise Http404
