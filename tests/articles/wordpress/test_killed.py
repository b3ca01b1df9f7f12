"""An import that is killed at any moment goes on when it is begun again, and comes to the same end."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests import database
from tests.articles.wordpress.conftest import put_picture
from tests.articles.wordpress.export import ADDRESS, attachment, category, comment, item, post, save, tag, wxr

ROOT = Path(__file__).resolve().parents[3]
POSTS = 12
KILLS = 3


def link(number):
    return f'<p>See <a href="{ADDRESS}/post-{number}/">the next</a>.</p>'


@pytest.fixture
def island(tmp_path, django_db_setup, kept_database):
    """A site of its own that a command can be killed in; its database begins as that of the tests did."""
    folder = tmp_path / "var"
    folder.mkdir()
    environment = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    environment["DATABASE_URL"] = f"sqlite:///{folder / 'db.sqlite3'}"
    shutil.copyfile(kept_database, folder / "db.sqlite3")
    return folder, environment


def manage(environment, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def state(folder):
    """What there is, without what may differ from one import to the next."""
    queries = {
        "pages": "SELECT title, slug, url_path, live, depth, numchild FROM wagtailcore_page ORDER BY path",
        "bodies": "SELECT page_ptr_id, length(body) > 2 FROM articles_articlepage ORDER BY page_ptr_id",
        "items": "SELECT kind, key, has_old_links FROM articles_importeditem ORDER BY kind, key",
        "redirects": "SELECT old_path FROM wagtailredirects_redirect ORDER BY old_path",
        "comments": "SELECT text FROM articles_comment ORDER BY text",
        "pictures": "SELECT count(*) FROM core_siteimage",
    }
    with closing(sqlite3.connect(folder / "db.sqlite3")) as opened:
        return {name: opened.execute(query).fetchall() for name, query in queries.items()}


@pytest.mark.skipif(not database.is_sqlite(), reason="has a database of its own, on SQLite")
def test_comes_to_the_same_end(island, tmp_path):
    folder, environment = island
    uploads = tmp_path / "uploads"
    items = []
    for number in range(1, POSTS + 1):
        put_picture(uploads / "2020" / "05" / f"boat-{number}.jpg", width=50 + number)
        html = f'{link(number % POSTS + 1)}<img class="wp-image-{100 + number}" src="" alt="A boat at sea">'
        html = html.replace('src=""', f'src="{ADDRESS}/wp-content/uploads/2020/05/boat-{number}.jpg"')
        items.append(
            post(number, category("sea", "Sea"), tag("ebb", "Ebb"), comment(number, f"True {number:02}."), content=html)
        )
        items.append(attachment(100 + number, f"2020/05/boat-{number}.jpg"))
    items += [item(202, "page", parent=201), item(201, "page")]
    path = save(tmp_path, wxr(*items))
    empty = (folder / "db.sqlite3").read_bytes()
    command = ("import_wordpress", str(path), "--uploads", str(uploads))
    began = time.monotonic()
    assert manage(environment, *command).wait(300) == 0
    lasts = time.monotonic() - began
    whole = state(folder)

    (folder / "db.sqlite3").write_bytes(empty)
    chance = random.Random(5)
    for _kill in range(KILLS):
        process = manage(environment, *command)
        time.sleep(lasts * chance.uniform(0.3, 0.95))
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    process = manage(environment, *command)
    report, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert f"The file holds {len(items)} items; each is named above." in report
    assert "Failed" not in report
    assert state(folder) == whole
