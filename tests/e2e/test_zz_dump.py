import pathlib
import pytest
from django.test import Client
from tests.e2e.island import furnish
def test_dump(db, storm):
    out = pathlib.Path("/tmp/e2e/html"); out.mkdir(exist_ok=True)
    c = Client(headers={"host": "localhost"}, raise_request_exception=False)
    for name, st in furnish().items():
        r = c.get(st.path) if st.sent is None else c.post(st.path, st.sent)
        (out / f"{name.replace(' ','-')}.html").write_bytes(r.content)
