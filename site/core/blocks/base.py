"""What every stream of ours stands on."""

from threading import RLock
from typing import Any

from wagtail import blocks

VALIDATION = RLock()


class SteadyStreamBlock(blocks.StreamBlock):
    """A stream that several threads may validate at once.

    To put off what a draft need not have yet, Wagtail switches `required` off on the blocks themselves and on again
    (`Block.clean_deferred`), and all threads share those blocks. The editor saves and previews at the same moment, so
    one of the two would meet half-restored blocks. There is one lock for all streams, since they share blocks too.
    """

    def clean(self, value: Any) -> Any:
        with VALIDATION:
            return super().clean(value)

    def clean_deferred(self, value: Any) -> Any:
        with VALIDATION:
            return super().clean_deferred(value)
