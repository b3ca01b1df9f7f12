from typing import Any


class SharedPart:
    """Marks what pages show and do not hold, such as a saved section.

    Such a thing has streams of its own, and `live`. The ground names no model of a higher layer; it only asks for this
    mark.
    """

    live: Any
