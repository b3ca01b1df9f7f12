"""A database of its own on the PostgreSQL server of this machine, if one answers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

HOW_TO_GET_IT = "PostgreSQL does not answer (apt-get install postgresql, or DATABASE_URL=postgres://…)"


def server() -> dict[str, str] | None:
    """How to reach a server: what DATABASE_URL says, else what psql would try; None when none answers."""
    url = os.environ.get("DATABASE_URL", "")
    conninfo = url if urlsplit(url).scheme.startswith("postgres") else ""
    for dbname in ({} if conninfo else {"dbname": "postgres"}, {"dbname": "postgres", "host": "127.0.0.1"}):
        try:
            with psycopg.connect(conninfo, connect_timeout=3, **dbname) as connection:  # type: ignore[arg-type] # Names and values.
                return connection.info.get_parameters() | {"password": connection.info.password}
        except psycopg.OperationalError:
            continue
    return None


@contextmanager
def temporary_database(parameters: dict[str, str]) -> Iterator[str]:
    """Makes a database and gives its address as DATABASE_URL has it; drops it in the end."""
    name = f"leadersisland_bench_{uuid4().hex[:8]}"
    with psycopg.connect(**parameters, autocommit=True) as connection:  # type: ignore[arg-type] # Names and values.
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield address(parameters, name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address(parameters: dict[str, str], name: str) -> str:
    """The address of a database; a server that is reached through a socket has no host in it."""
    user, password, host = (parameters.get(key, "") for key in ("user", "password", "host"))
    host = "" if host.startswith("/") else host
    if not host:
        return f"postgres:///{name}"
    secret = f":{quote(password, safe='')}" if password else ""
    return f"postgres://{quote(user, safe='')}{secret}@{host}:{parameters.get('port', '5432')}/{name}"
