"""The entry point of web servers: `concentric_config.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concentric_config.settings")

application = get_wsgi_application()
