"""Notes of mails that a server has taken. PostgreSQL is told of each at once, and heard when there is another to tell.

Its answer takes a good part of the time that a mail takes, and meanwhile there is the next one to begin. The database
does what it was told, whether or not somebody is left to hear of it; one note at most has no answer yet.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, connection
from django.utils import timezone

from newsletter import outbox
from newsletter.models.mail import Delivery

STATEMENT = (outbox.MARK_SENT % ("$1", "$2")).encode()


class Notes:
    """`unheard` is the mail whose note has no answer yet, and `wire` where it will come from."""

    unheard: Delivery | None = None
    wire: Any = None

    def write(self, delivery: Delivery) -> None:
        """Notes that a server has the mail. When this returns, the note is on its way at least."""
        self.hear()
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            outbox.mark_sent(delivery)
            return
        try:
            with connection.wrap_database_errors:
                connection.ensure_connection()
                wire = connection.connection.pgconn
                wire.send_query_params(STATEMENT, [timezone.now().isoformat().encode(), str(delivery.pk).encode()])
                wire.flush()
        except Error:
            outbox.mark_sent(delivery)
        else:
            self.unheard, self.wire = delivery, wire

    def hear(self) -> None:
        """Waits for the answer, if there is one to come. A note that failed is written anew until it stands."""
        delivery, self.unheard = self.unheard, None
        if delivery is None:
            return
        from psycopg.pq import ExecStatus  # Which nobody has to load who has SQLite.

        results = [result.status for result in iter(self.wire.get_result, None)]
        if results != [ExecStatus.COMMAND_OK]:
            outbox.mark_sent(delivery)

    @contextmanager
    def being_heard(self) -> Iterator[None]:
        """Within, the answer is heard before anything else is asked of the database; and in the end."""

        def hear_first(execute: Callable[..., Any], *statement: Any) -> Any:
            self.hear()
            return execute(*statement)

        with connection.execute_wrapper(hear_first):
            try:
                yield
            finally:
                self.hear()
