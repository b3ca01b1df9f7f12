"""Parts of addresses."""

from django.urls.converters import IntConverter


class KeyConverter(IntConverter):
    """The key of a row, no larger than `BigAutoField` has them; what is larger is nobody's, and not found."""

    regex = "[0-9]{1,18}"
