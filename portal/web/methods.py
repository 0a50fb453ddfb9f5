"""Which methods a page answers. What may be read may be asked about (HEAD) too."""

from typing import Final

from django.views.decorators.http import require_http_methods

form_view: Final = require_http_methods(["GET", "HEAD", "POST"])
