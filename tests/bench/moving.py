"""Moves a WordPress site of so many posts here, within one process.

Run within the site, `python -m tests.bench.moving POSTS FOLDER`; writes the export into the folder and prints JSON for
`run.py`: how long the import took, what the process held at most, and what of its report does not agree.
"""

import json
import os
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

import django

from tests.articles.wordpress.export import ADDRESS, author, category, comment, post, tag, wxr

PEOPLE, SUBJECTS, WORDS = 20, 30, 400
VOCABULARY = ["boat", "harbour", "tide", "captain", "lamp", "rope", "quay", "wind", "crew", "meeting", "question"]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    import logging

    logging.disable(logging.WARNING)
    posts, folder = int(sys.argv[1]), Path(sys.argv[2])
    path = folder / f"moving-{posts}.xml"
    write_export(path, posts)
    began = time.monotonic()
    report = moved(path, folder)
    answer = {
        "seconds": time.monotonic() - began,
        "held": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "bytes": path.stat().st_size,
        "imported": report.count("imported"),  # type: ignore[arg-type]
    }
    path.unlink()
    json.dump(answer, sys.stdout)


def moved(path: Path, folder: Path) -> Any:
    from articles.wordpress.runs import run_here

    uploads = folder / "no-uploads"
    uploads.mkdir(exist_ok=True)
    return run_here(path, uploads, "", lambda done, total: None)


def write_export(path: Path, posts: int) -> None:
    """Posts of the block editor, each with a list, a link to another, a topic, a tag and a comment."""
    chance = random.Random(posts)
    address = f"{ADDRESS}/{posts}"  # A site of its own, so that it meets none that was moved before.
    head = [author(f"writer{number}", f"Writer {number}") for number in range(PEOPLE)]
    start, end = wxr("@@", head=head, address=address).split("@@")
    with path.open("w") as file:
        file.write(start)
        for number in range(1, posts + 1):
            subject = chance.randrange(SUBJECTS)
            terms = (category(f"subject-{subject}", f"Subject {subject}"), tag(f"tag-{subject}", f"tag {subject}"))
            other = chance.randrange(1, posts + 1)
            content = text(chance, f"{address}/post-{other}/")
            given = {"content": content, "link": f"{address}/post-{number}/", "creator": f"writer{number % PEOPLE}"}
            file.write(post(number, *terms, comment(number), **given))
        file.write(end)


def text(chance: random.Random, address: str) -> str:
    parts = [f"<!-- wp:paragraph -->\n<p>{words(chance, WORDS // 4)}</p>\n<!-- /wp:paragraph -->" for _part in range(4)]
    items = "".join(f"<li>{words(chance, 6)}</li>" for _item in range(3))
    parts.insert(2, f"<!-- wp:heading -->\n<h2>{words(chance, 4)}</h2>\n<!-- /wp:heading -->")
    parts.insert(3, f"<!-- wp:list -->\n<ul>{items}</ul>\n<!-- /wp:list -->")
    return "\n\n".join([*parts, f'<p>See <a href="{address}">the other</a>.</p>'])


def words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(VOCABULARY, k=number))


if __name__ == "__main__":
    main()
