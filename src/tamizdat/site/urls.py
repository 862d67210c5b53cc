"""The newsroom's addresses, on its own port: Wagtail's admin at the root, photos behind the log-in, and nothing for readers."""

from django.urls import include, path, re_path
from wagtail.admin import urls as newsroom_urls

from tamizdat.newsroom.views.files import edition_file, photo_file
from tamizdat.newsroom.views.saving import edit_page
from tamizdat.site.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("photos/<path:name>", photo_file, name="photo_file"),
    # The preview's addresses are the edition's, relative to wherever the preview stands
    re_path(r"^(?:.*/)?media/(?P<name>[\w-]{22}-(?:\d{1,5}|card)\.(?:avif|jpg))$", edition_file, name="edition_file"),
    path("pages/<int:page_id>/edit/", edit_page),  # before Wagtail's, whose name for it stays
    path("", include(newsroom_urls)),
]
