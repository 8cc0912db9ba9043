"""Imported for what it does: Django is set up, so that rooms can be imported. No database is asked."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concentric_config.settings")
django.setup()
