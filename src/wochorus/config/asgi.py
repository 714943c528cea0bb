"""What the web server runs."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wochorus.config.web_settings")
application = get_asgi_application()

connections.close_all()
# Each request has a thread of its own; to open a session on the database costs more than a page.
connections.settings["default"]["OPTIONS"] = {
    **connections.settings["default"].get("OPTIONS", {}),
    "pool": {"min_size": 1, "max_size": 20, "timeout": 30},
}
