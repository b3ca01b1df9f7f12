"""Static files as the site serves them: hashed, compressed, and the stylesheet in one piece."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lightningcss
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/site.css"


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which first gathers `css/site.css` and all that it imports into one minified file.

    So a component keeps a file of its own, browsers can read the sources as they are, and a reader's browser makes one
    request. Happens within `collectstatic`; there is no build step.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if ENTRY in paths and not dry_run:
            source = finders.find(ENTRY)
            self.delete(ENTRY)
            self._save(ENTRY, ContentFile(bundle(Path(str(source))).encode()))
            paths[ENTRY] = (self, ENTRY)
        yield from super().post_process(paths, dry_run=dry_run, **options)


def bundle(stylesheet: Path) -> str:
    """The stylesheet with its imports resolved, in their layers, and minified.

    Addresses in an imported file stay as they are, so only files directly in `css/` may name others by `url()`.
    """
    return lightningcss.bundle_css(str(stylesheet), minify=True)
