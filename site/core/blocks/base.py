"""What every stream of ours stands on."""

from threading import RLock
from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter

VALIDATION = RLock()
WORDS_OF_CLIPBOARD = {
    "copy": _("Copy for another page"),
    "paste": _("Paste"),
    "copied": _("Copied"),
    "isCopied": _("“%(kind)s” is copied. Paste it where a block is added, in this page or another."),
    "isPasted": _("“%(kind)s” is pasted."),
    "isEmpty": _("Nothing has been copied yet."),
    "isFull": _("“%(kind)s” could not be copied: this browser keeps nothing more."),
    "hasNoPlace": _("“%(kind)s” cannot be pasted here: there are no blocks of this kind in this part of the page."),
}


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


class SteadyStreamAdapter(StreamBlockAdapter):
    """In the editor, a block can be copied from one page to another: `js/block_clipboard.js`."""

    js_constructor = "core.blocks.SteadyStreamBlock"

    def js_args(self, block: SteadyStreamBlock) -> list[Any]:
        *before, meta = super().js_args(block)
        return [*before, {**meta, "clipboard": WORDS_OF_CLIPBOARD}]

    @cached_property
    def media(self) -> Media:
        return super().media + Media(js=["js/block_clipboard.js"])


register(SteadyStreamAdapter(), SteadyStreamBlock)
