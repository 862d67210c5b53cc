"""A whole archive comes into the newsroom."""

from pathlib import Path

import pytest

from importers import wxr_factory as make
from tamizdat.importers.wordpress import import_wordpress
from tamizdat.newsroom.models import ArticlePage

pytestmark = pytest.mark.django_db(transaction=True)


def test_smoke(tmp_path: Path, press) -> None:
    path = make.write(tmp_path, make.document(make.item(), make.item(12, content='<a href="https://old.example/?p=11">x</a>')))
    s = import_wordpress(path)
    print(s.text())
    print([(a.title, a.slug, a.live, a.body.raw_data[0]) for a in ArticlePage.objects.all()])
    print(press.records.keys())
    s = import_wordpress(path)
    print(s.text())
    shared = Path("../shared/data/wordpress-theme-unit-test.wxr.xml")
    import time

    t = time.time()
    s = import_wordpress(shared)
    print(s.text())
    print(time.time() - t)
