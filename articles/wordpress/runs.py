"""Imports that are written down while they run: each can be watched, stopped, and gone on with after its death.

The worker takes a run from the admin in short turns (`work`, a drain); the command line takes its own in one.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from articles.models import ImportEntry, ImportRun
from articles.wordpress.importer import Importer
from articles.wordpress.report import Entry, Outcome, Report
from articles.wordpress.stream import ImportRefusedError

State = ImportRun.State
TURN = 3.0  # Seconds; then mails and others have theirs.
LOST_AFTER = timedelta(minutes=3)  # Without a word from whoever worked on it. No single item takes that long.
WORD_EVERY = 2.0  # Seconds between two words.


class StoppedError(Exception):
    """Somebody has stopped the run."""


class Stored:
    """The entries of a run in the database."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run

    def append(self, entry: Entry) -> None:
        ImportEntry.objects.create(
            run=self.run,
            position=entry.position,
            outcome=entry.outcome,
            kind=entry.kind,
            title=entry.title,
            reason=entry.reason,
            notes=entry.notes,
            made=entry.made,
            comments=entry.comments,
            page_id=entry.page,
        )

    def counts(self) -> dict[str, Counter[str]]:
        rows = self.run.entries.order_by("kind").values_list("kind", "outcome").annotate(number=Count("pk"))
        found: dict[str, Counter[str]] = {}
        for kind, outcome, number in rows:
            found.setdefault(kind, Counter())[outcome] = number
        return found

    def of(self, outcome: Outcome) -> Iterator[Entry]:
        for row in self.run.entries.filter(outcome=outcome).order_by("position").iterator(chunk_size=500):
            made = [(kind, name) for kind, name in row.made]
            yield Entry(
                outcome, row.kind, row.title, row.reason, row.notes, row.position, made, row.comments, row.page_id
            )


def names_of(categories: str) -> list[str]:
    return [name for part in categories.split(",") if (name := part.strip())]


def report_of(run: ImportRun) -> Report:
    """Its remarks tell of the comments already."""
    return Report(run.title or run.name, run.total, run.is_dry, Stored(run), run.remarks)


def working() -> ImportRun | None:
    """The run that is being worked on, or waits for it."""
    return ImportRun.objects.filter(state__in=ImportRun.WORKING).order_by("created_at").first()


def open_run() -> ImportRun | None:
    """The run from the admin that has not come to its end: while there is one, no other is begun there."""
    waiting = ImportRun.objects.filter(state__in=[*ImportRun.WORKING, State.CHECKED])
    return waiting.order_by("created_at").first()


# What people do


def begin(file: File[Any], *, author_categories: str, user: Any) -> ImportRun | None:
    """Stores an uploaded file and queues its dry run; nothing while another import has not come to its end."""
    if open_run():
        return None
    run = ImportRun(name=Path(file.name or "export.xml").name[:255], author_categories=author_categories, user=user)
    run.language = get_language() or ""
    run.file.save(f"{secrets.token_hex(8)}.xml", file, save=False)
    run.save()
    return run


def start(run: ImportRun) -> bool:
    """Queues the import itself, once its dry run has been read; whether it was that far."""
    with transaction.atomic():
        changed = ImportRun.objects.filter(pk=run.pk, state=State.CHECKED).update(
            state=State.IMPORTING, done=0, remarks=[], worked_at=None, worker=""
        )
        if changed:
            ImportEntry.objects.filter(run=run).delete()
    return bool(changed)


def stop(run: ImportRun) -> None:
    """Ends a run where it is; what was imported stays, and the next import of the file goes on from there."""
    open_states = [*ImportRun.WORKING, State.CHECKED]
    if ImportRun.objects.filter(pk=run.pk, state__in=open_states).update(state=State.STOPPED, worker=""):
        remove_file(run)


def remove_file(run: ImportRun) -> None:
    if run.file:
        run.file.delete(save=False)
        ImportRun.objects.filter(pk=run.pk).update(file="")


# What the worker does


class Turns:
    """An import that is open in this process, taken in turns."""

    def __init__(self, run: ImportRun, worker: str, path: Path | None = None, uploads: Path | None = None) -> None:
        self.run = run
        self.worker = worker
        self.told = 0.0
        self.copy = None if path else local_copy(run)
        if path is None:
            path = next(Path(self.copy.name).iterdir()) if self.copy else Path(run.name)
        done = set(run.entries.values_list("position", flat=True))
        self.importer = Importer(
            path,
            uploads,
            names_of(run.author_categories),
            run.is_dry,
            entries=Stored(run),
            done=done,
            allow_loopback=self.copy is None or settings.WORDPRESS_AT_LOOPBACK,
        )
        self.done = len(done)
        self.steps = self.importer.steps()
        report = self.importer.report
        self.tell(title=report.title[:500], total=report.expected, comments=report.comments, done=self.done)

    def tell(self, **values: Any) -> None:
        """Says that somebody works on the run and how far it is; raises `StoppedError` when it was taken away."""
        self.told = time.monotonic()
        mine = ImportRun.objects.filter(pk=self.run.pk, state=self.run.state, worker=self.worker)
        if not mine.update(worked_at=timezone.now(), **values):
            raise StoppedError

    def work(self, may_go_on: Callable[[], bool]) -> bool:
        """Takes items as long as that may go on; whether there are more."""
        self.tell()
        while may_go_on():
            if next(self.steps, self) is self:
                self.finish()
                return False
            self.done = min(self.done + 1, self.importer.report.expected)
            if time.monotonic() - self.told > WORD_EVERY:
                self.tell(done=self.done)
        self.tell(done=self.done)
        return True

    def finish(self) -> None:
        report = self.importer.report
        state = State.CHECKED if self.run.is_dry else State.DONE
        remarks = [*report.remarks, *report.comment_lines()]
        self.tell(state=state, done=report.expected, remarks=remarks, worker="")
        if state == State.DONE:
            remove_file(self.run)

    def close(self) -> None:
        self.steps.close()  # type: ignore[attr-defined]
        if self.copy:
            self.copy.cleanup()


def local_copy(run: ImportRun) -> TemporaryDirectory[str]:
    """A folder with the file of a run under its own name: it is read more than once, and may lie elsewhere."""
    folder = TemporaryDirectory(prefix="import-")
    name = get_valid_filename(run.name)[-100:]
    with run.file.open("rb") as file, Path(folder.name, name).open("wb") as copy:
        shutil.copyfileobj(file, copy, 1024 * 1024)
    return folder


class Desk:
    """What one worker process has open between two turns."""

    def __init__(self) -> None:
        self.worker = secrets.token_hex(16)
        self.turns: Turns | None = None

    def work(self, may_go_on: Callable[[], bool]) -> bool:
        """One turn at the run that waits, if there is any; whether there is more to do."""
        run = working()
        if run and not run.file:  # Of the command line, whose file nobody else has.
            give_up_lost()
            run = working()
        if self.turns and (run is None or run.pk != self.turns.run.pk or run.state != self.turns.run.state):
            self.leave()
        if run is None or not (self.turns or claim(run, self.worker)):
            return False
        ends_at = time.monotonic() + TURN
        try:
            with override(run.language or None):
                if self.turns is None:
                    self.turns = Turns(run, self.worker)
                more = self.turns.work(lambda: may_go_on() and time.monotonic() < ends_at)
        except StoppedError:
            more = False
        except ImportRefusedError as refusal:
            refuse(run, str(refusal))
            more = False
        except Exception:
            self.leave()
            raise
        if not more:
            self.leave()
        return more

    def leave(self) -> None:
        if self.turns:
            self.turns.close()
        self.turns = None


def claim(run: ImportRun, worker: str) -> bool:
    """Whether this worker may work on the run: no other does, or it has been silent for too long."""
    mine_or_lost = Q(worker__in=["", worker]) | Q(worked_at__lt=timezone.now() - LOST_AFTER)
    free = ImportRun.objects.filter(mine_or_lost, pk=run.pk, state=run.state)
    return bool(free.exclude(file="").update(worker=worker, worked_at=timezone.now()))


def refuse(run: ImportRun, sentence: str) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=State.REFUSED, message=sentence, worker="")
    remove_file(run)


# What the command line does


def run_here(path: Path, uploads: Path | None, author_categories: str, follow: Callable[[int, int], None]) -> Report:
    """Imports a file in this process, and leaves its report in the database too; `follow` is told how far it is."""
    with only_one():
        run = ImportRun(name=path.name[:255], author_categories=author_categories, state=State.IMPORTING)
        run.worker, run.worked_at = secrets.token_hex(16), timezone.now()
        run.save()
        try:
            turns = Turns(run, run.worker, path, uploads)
        except ImportRefusedError:
            run.delete()
            raise
        total = turns.importer.report.expected
        follow(0, total)
        try:
            while turns.work(lambda: time.monotonic() - turns.told < WORD_EVERY):
                follow(turns.done, total)
        except StoppedError as error:
            raise ImportRefusedError(_("The import was stopped")) from error
        except BaseException:
            ImportRun.objects.filter(pk=run.pk).update(state=State.STOPPED, worker="")
            raise
        follow(total, total)
        return turns.importer.report


@contextmanager
def only_one() -> Iterator[None]:
    """Holds what no second import can have. The system takes it from a process that dies, so a lock, not a row."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "import.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ImportRefusedError(_("Another import is running")) from error
        ImportRun.objects.filter(state=State.IMPORTING, file="").update(state=State.STOPPED, worker="")
        if other := working():
            raise ImportRefusedError(_("Another import is running: {name}").format(name=other.name))
        yield


def give_up_lost() -> None:
    """Marks runs of the command line as stopped whose process has died: nobody else has their file."""
    lost = ImportRun.objects.filter(state=State.IMPORTING, file="", worked_at__lt=timezone.now() - LOST_AFTER)
    lost.update(state=State.STOPPED, worker="")
