"""How long lists of articles are. To count one takes as long as it is, so it is done once after each change."""

from functools import partial

from articles.listing import rows_of
from core.page_store.recording import depends_on_list
from core.page_store.remembering import Remembered


@partial(Remembered, key=lambda below, name: (below, name))
def length(below: int, name: str) -> int:
    """How many articles are in the list of this name, below a page."""
    depends_on_list(name)
    return rows_of(below, name).count()
